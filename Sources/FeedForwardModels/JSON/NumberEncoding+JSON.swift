import FeedForward
import FeedForwardData

extension NumberEncoding {
  var json: JSON {
    var members: [JSON.Member] = [
      .init(key: "shift", value: .real(shift)), .init(key: "scale", value: .real(scale)),
      .init(key: "fill", value: fill.map { .real($0) } ?? .null), .init(key: "indicator", value: .bool(hasIndicator)),
      .init(key: "range", value: .array([.real(range.lowerBound), .real(range.upperBound)])),
    ]
    // Left out where they say nothing, as in files that are older.
    switch curve {
    case .line: break
    case .smoothClip(let limit): members.append(.init(key: "smoothClip", value: .real(limit)))
    case .lines(let knots, let values):
      members.append(
        .init(key: "lines", value: .object([.reals("knots", knots), .reals("values", values)])))
    }
    if let bins {
      members.append(.init(key: "bins", value: .object([.reals("edges", bins.edges), .reals("means", bins.means)])))
    }
    if isDate { members.append(.init(key: "date", value: .bool(true))) }
    if let calendar {
      members.append(
        .init(
          key: "calendar",
          value: .object([
            .init(key: "parts", value: .array(calendar.parts.map { .string($0.rawValue) })),
            .init(key: "yearShift", value: .real(calendar.yearShift)),
            .init(key: "yearScale", value: .real(calendar.yearScale)),
          ])))
    }
    return .object(members)
  }

  init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let shift = try fields.double("shift")
    let scale = try fields.positive("scale")
    var fill: Double?
    if let (json, place) = fields.optional("fill") { fill = try json.double(at: place) }
    let hasIndicator = try fields.bool("indicator")
    let range = try fields.range("range")
    var curve = Curve.line
    if let (json, place) = fields.optional("smoothClip") {
      curve = .smoothClip(limit: try json.positive(at: place))
    }
    if let (json, place) = fields.optional("lines") {
      guard curve == .line else { throw place.error(found: "a second curve", expected: "one") }
      var lines = try JSONFields(json, at: place)
      let (knots, values) = (try lines.increasing("knots"), try lines.doubles("values"))
      guard values.count == knots.count else {
        throw place.member("values").error(
          found: "\(values.count) numbers", expected: "\(knots.count), as many as knots")
      }
      try lines.finish()
      curve = .lines(knots: knots, values: values)
    }
    var bins: Bins?
    if let (json, place) = fields.optional("bins") {
      var fields = try JSONFields(json, at: place)
      let (edges, means) = (try fields.increasing("edges"), try fields.doubles("means"))
      guard means.count == edges.count - 1 else {
        throw place.member("means").error(
          found: "\(means.count) numbers", expected: "\(edges.count - 1), one less than there are edges")
      }
      try fields.finish()
      bins = Bins(edges: edges, means: means)
    }
    var isDate = false
    if let (json, place) = fields.optional("date") { isDate = try json.bool(at: place) }
    var calendar: Calendar?
    if let (json, place) = fields.optional("calendar") { calendar = try Calendar(json, at: place) }
    try fields.finish()
    self.init(
      shift: shift, scale: scale, curve: curve, bins: bins, isDate: isDate, calendar: calendar, fill: fill,
      hasIndicator: hasIndicator, range: range)
  }
}

extension NumberEncoding.Calendar {
  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    var parts: [Part] = []
    for (json, place) in try fields.array("parts") {
      let name = try json.string(at: place)
      guard let part = Part(rawValue: name), !parts.contains(part) else {
        throw place.error(
          found: name.quoted, expected: "each once of \(Part.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      parts.append(part)
    }
    guard !parts.isEmpty else { throw place.member("parts").error(found: "an empty list", expected: "a part at least") }
    self.init(parts: parts, yearShift: try fields.double("yearShift"), yearScale: try fields.positive("yearScale"))
    try fields.finish()
  }
}

extension JSON.Member {
  /// A list of numbers.
  fileprivate static func reals(_ key: String, _ numbers: [Double]) -> JSON.Member {
    .init(key: key, value: .array(numbers.map { .real($0) }))
  }
}

extension JSONFields {
  mutating func positive(_ name: String) throws -> Double {
    let (json, place) = try take(name)
    return try json.positive(at: place)
  }

  /// The least and the largest of some numbers.
  mutating func range(_ name: String) throws -> ClosedRange<Double> {
    let values = try doubles(name)
    guard values.count == 2, values[0] <= values[1] else {
      throw place.member(name).error(found: "\(values)", expected: "the least and the largest value")
    }
    return values[0]...values[1]
  }

  fileprivate mutating func doubles(_ name: String) throws -> [Double] {
    try array(name).map { try $0.double(at: $1) }
  }

  /// At least two, each above the one before.
  fileprivate mutating func increasing(_ name: String) throws -> [Double] {
    let values = try doubles(name)
    guard values.count >= 2, zip(values, values.dropFirst()).allSatisfy(<) else {
      throw place.member(name).error(
        found: values.count < 2 ? "\(values.count) numbers" : "numbers that do not increase",
        expected: "at least two, each above the one before")
    }
    return values
  }
}

extension JSON {
  func positive(at place: FilePlace) throws -> Double {
    let value = try double(at: place)
    guard value > 0 else { throw place.error(found: "\(value)", expected: "a number above 0") }
    return value
  }
}
