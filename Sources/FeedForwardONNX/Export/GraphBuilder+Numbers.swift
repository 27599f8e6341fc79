import FeedForwardData
import FeedForwardModels

/// Columns of numbers, in `Double` as the pipeline computes, and rounded once.
extension GraphBuilder {
  /// The numbers of all columns; then their bins, if one has some; then the parts of dates; then their indicators, if
  /// one has one. NaN stands for what the pipeline refuses, and for what the network's type cannot hold.
  mutating func encode(_ block: String, _ encodings: [NumberEncoding]) -> [String] {
    let row = [1, encodings.count]
    let fills = encodings.contains { $0.fill != nil }
    let scales = encodings.contains { $0.shift != 0 || $0.scale != 1 }
    let isCurved = encodings.contains { $0.curve != .line }
    let hasBins = encodings.contains { $0.bins != nil }
    let hasDates = encodings.contains { $0.calendar != nil }
    let indicates = encodings.contains(where: \.hasIndicator)
    let missing = fills || indicates ? add("IsNaN", [block]) : ""

    var (values, own) = (block, tableType)
    if fills || scales || isCurved || hasBins || hasDates {
      (values, own) = (cast(values, from: own, to: .double), .double)
    }
    if fills {
      let stand = constant(encodings.map { $0.fill ?? .nan }, shape: row, type: .double)
      values = add("Where", [missing, stand, values])
    }
    let filled = values
    if scales {
      let differences = add("Sub", [values, constant(encodings.map(\.shift), shape: row, type: .double)])
      values = add("Div", [differences, constant(encodings.map(\.scale), shape: row, type: .double)])
    }
    if isCurved {
      values = clipped(values, encodings)
      values = alongLines(values, encodings)
      // A curve has a value where there is none of the column's.
      let refused = add("Or", [add("IsNaN", [filled]), add("IsInf", [filled])])
      values = add("Where", [refused, constant([.nan], shape: [], type: .double), values])
    }
    values = cast(values, from: own, to: type)
    var parts = [add("Where", [add("IsInf", [values]), constant([.nan], shape: []), values])]
    if hasBins { parts.append(cast(bins(of: filled, encodings), from: .double, to: type)) }
    if hasDates { parts.append(cast(calendars(of: filled, encodings), from: .double, to: type)) }
    if indicates { parts.append(cast(missing, from: nil, to: type)) }
    return parts
  }

  /// limit · v / √(1 + v²) with v = u / limit, in columns with such a curve.
  private mutating func clipped(_ u: String, _ encodings: [NumberEncoding]) -> String {
    let limits = encodings.map { encoding -> Double? in
      if case .smoothClip(let limit) = encoding.curve { limit } else { nil }
    }
    guard limits.contains(where: { $0 != nil }) else { return u }
    let row = [1, encodings.count]
    let limit = constant(limits.map { $0 ?? 1 }, shape: row, type: .double)
    let largest = NumberEncoding.Curve.largest
    let v = clip(add("Div", [u, limit]), -largest, largest)
    let root = add("Sqrt", [add("Add", [constant([1], shape: [], type: .double), add("Mul", [v, v])])])
    let curved = add("Mul", [limit, add("Div", [v, root])])
    return add("Where", [constant(limits.map { $0 != nil }, shape: row), curved, u])
  }

  /// The first value and the rises from knot to knot, in columns with such a curve.
  private mutating func alongLines(_ u: String, _ encodings: [NumberEncoding]) -> String {
    var segments: [Segment] = []
    var (rises, firsts) = ([Double](), [Double?](repeating: nil, count: encodings.count))
    for (column, encoding) in encodings.enumerated() {
      guard case .lines(let knots, let values) = encoding.curve else { continue }
      firsts[column] = values[0]
      segments += Segment.all(column, knots)
      rises += zip(values, values.dropFirst()).map { $1 - $0 }
    }
    guard !segments.isEmpty else { return u }
    // Segments × columns: each rise in the row of its segment.
    var matrix = [Double](repeating: 0, count: segments.count * encodings.count)
    for (i, segment) in segments.enumerated() { matrix[i * encodings.count + segment.column] = rises[i] }
    let risen = add(
      "MatMul", [shares(of: u, segments), constant(matrix, shape: [segments.count, encodings.count], type: .double)])
    let row = [1, encodings.count]
    let curved = add("Add", [constant(firsts.map { $0 ?? 0 }, shape: row, type: .double), risen])
    return add("Where", [constant(firsts.map { $0 != nil }, shape: row), curved, u])
  }

  private mutating func bins(of values: String, _ encodings: [NumberEncoding]) -> String {
    let segments = encodings.enumerated().flatMap { Segment.all($0, $1.bins?.edges ?? []) }
    let means = encodings.flatMap { $0.bins?.means ?? [] }
    return add(
      "Sub", [shares(of: values, segments), constant(means, shape: [1, means.count], type: .double)])
  }

  /// How far the number of a column is on its way through each segment, 0 to 1.
  private mutating func shares(of values: String, _ segments: [Segment]) -> String {
    let row = [1, segments.count]
    let gathered = add("Gather", [values, constant(segments.map(\.column))], ["axis": .integer(1)])
    let differences = add("Sub", [gathered, constant(segments.map(\.from), shape: row, type: .double)])
    let lengths = constant(segments.map { $0.to - $0.from }, shape: row, type: .double)
    return clip(add("Div", [differences, lengths]), 0, 1)
  }

  private mutating func clip(_ value: String, _ least: Double, _ most: Double) -> String {
    let ends = [least, most].map { constant([$0], shape: [], type: .double) }
    return add("Clip", [value] + ends)
  }
}

/// From one number to the next, of a column.
private struct Segment {
  let column: Int
  let from: Double
  let to: Double

  static func all(_ column: Int, _ edges: [Double]) -> [Segment] {
    zip(edges, edges.dropFirst()).map { Segment(column: column, from: $0, to: $1) }
  }
}

extension NumberEncoding {
  var binCount: Int { bins?.means.count ?? 0 }
  var calendarCount: Int { calendar?.width ?? 0 }
}
