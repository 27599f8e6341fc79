import FeedForward

/// All candidates of a search: a base, and what is changed in it.
struct SearchSpace {
  let base: Candidate
  let dimensions: [SearchDimension]

  /// A candidate and the values that make it.
  struct Point {
    var candidate: Candidate
    var settings: [Setting] = []
  }

  init(_ base: Candidate, _ dimensions: [SearchDimension]) throws(FeedForwardError) {
    self.base = base
    self.dimensions = dimensions
    guard !dimensions.isEmpty else { throw .emptyData(what: "The list of dimensions to search") }
    var names: Set<String> = []
    for dimension in dimensions {
      guard names.insert(dimension.name).inserted else {
        throw .invalidSetting(
          name: "The name of a dimension", value: "\(dimension.name), twice", expected: "a name for each")
      }
      switch dimension.choices.kind {
      case .list(let values):
        guard !values.isEmpty else {
          throw .invalidSetting(
            name: "The list of values of \(dimension.name)", value: "empty", expected: "at least one value")
        }
      case .range(let range, _): try range.validate(named: dimension.name)
      }
    }
  }

  /// Each is trained, so more than these would not be waited for.
  private static let largestGrid = 1_000_000

  /// Every combination, the last dimension changing first.
  func grid() throws(FeedForwardError) -> [Point] {
    for dimension in dimensions {
      guard case .list = dimension.choices.kind else {
        throw .invalidSetting(
          name: "The dimension \(dimension.name) of a grid", value: "a range", expected: "a list of values")
      }
    }
    guard let size = gridSize, size <= Self.largestGrid else {
      throw .invalidSetting(
        name: "The number of candidates of the grid", value: gridSize.map { "\($0)" } ?? "more than \(Int.max)",
        expected: "at most \(Self.largestGrid), or a random search")
    }
    var points = [Point(candidate: base)]
    for dimension in dimensions {
      guard case .list(let values) = dimension.choices.kind else { continue }
      var next: [Point] = []
      for point in points {
        for value in values { next.append(try point.setting(dimension.name, to: value)) }
      }
      points = next
    }
    return points
  }

  /// Drawn at random; those of lists only are all different, and the whole grid if it has no more.
  func random(_ count: Int, seed: UInt64) throws(FeedForwardError) -> [Point] {
    guard count >= 1 else {
      throw .invalidSetting(name: "The number of random candidates", value: "\(count)", expected: "at least 1")
    }
    try requireMemory(for: count, of: Point.self)
    if let size = gridSize, size <= count { return try grid() }
    var points: [Point] = []
    var seen: Set<[Int]> = []
    var draw: UInt32 = 0
    while points.count < count {
      var (point, indices) = (Point(candidate: base), [Int]())
      for (d, dimension) in dimensions.enumerated() {
        // Of its own for each dimension: one more at the end leaves the values of the others as they are.
        var generator = Philox(seed: seed, purpose: .candidates, stream: draw, substream: UInt32(d))
        switch dimension.choices.kind {
        case .list(let values):
          indices.append(Int(generator.below(UInt64(values.count))))
          point = try point.setting(dimension.name, to: values[indices[d]])
        case .range(let range, let value):
          indices.append(points.count)
          point = try point.setting(dimension.name, to: value(range.value(at: generator.uniform())))
        }
      }
      draw += 1
      if seen.insert(indices).inserted { points.append(point) }
    }
    return points
  }

  /// nil with a range, and beyond all numbers.
  private var gridSize: Int? {
    dimensions.reduce(1) { size, dimension in
      guard let size, case .list(let values) = dimension.choices.kind else { return nil }
      return try? product(size, values.count)
    }
  }
}

extension SearchSpace.Point {
  fileprivate func setting(_ name: String, to choice: SearchDimension.Choice) throws(FeedForwardError) -> Self {
    var point = self
    try choice.apply(&point.candidate)
    point.settings.append(Setting(name: name, value: choice.value))
    return point
  }
}
