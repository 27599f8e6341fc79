/// Rows divided in two, drawn by a seed: the one way in which a part is held back.
package struct RowSplit: Equatable {
  /// Ascending.
  package private(set) var rest: [Int]
  /// Ascending; as many rows as the fraction says, rounded.
  package private(set) var part: [Int]
  /// All rows as they were drawn.
  private let order: [Int]

  /// - Parameter classes: of each class the part holds the fraction of its rows, rounded up or
  ///   down; nil for no classes.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` if a part would be empty. O(count log count).
  package init(
    _ count: Int, classes: [Int]? = nil, fraction: Double, seed: UInt64
  ) throws(FeedForwardError) {
    let size = fraction > 0 && fraction < 1 ? Int((Double(count) * fraction).rounded()) : 0
    guard size > 0, size < count else {
      throw .invalidSetting(
        name: "The fraction of \(count) rows", value: "\(fraction)", expected: "one that leaves a row in each part")
    }
    var order = Array(0..<count)
    var generator = Philox(seed: seed, purpose: .split)
    generator.shuffle(&order)
    self.order = order
    guard let classes else {
      (rest, part) = (order[size...].sorted(), order[..<size].sorted())
      return
    }
    // Systematic sampling: of n neighbours in this order, n · size / m are taken, rounded up or down.
    let start = Int(generator.below(UInt64(count)))
    var isInPart = [Bool](repeating: false, count: count)
    for (position, row) in order.grouped(by: classes).enumerated() {
      isInPart[row] = ((position + 1) * size + start) / count > (position * size + start) / count
    }
    (rest, part) = ((0..<count).filter { !isInPart[$0] }, (0..<count).filter { isInPart[$0] })
  }

  /// Moves rows of the part to the rest so that every class and text of a row in the part is known from the rest.
  ///
  /// Where that takes all of them, others that the rest can spare are held instead, as many as there were; the part is
  /// empty only if there is no such row.
  ///
  /// - Parameter indices: for each column of classes or texts, that of each row; below 0 for none. O(columns · rows).
  package mutating func keepKnown(_ indices: [[Int32]]) {
    var known = indices.map { indices in Set(rest.map { indices[$0] }) }
    var moved = Set<Int>()
    for row in part {
      for (i, indices) in indices.enumerated() where indices[row] >= 0 && known[i].insert(indices[row]).inserted {
        moved.insert(row)
      }
    }
    if moved.isEmpty { return }
    let size = part.count
    part.removeAll { moved.contains($0) }
    rest = (rest + moved).sorted()
    guard part.isEmpty else { return }
    var counts = indices.map { Dictionary($0.map { ($0, 1) }, uniquingKeysWith: +) }
    let isSpared = { (row: Int) in
      indices.indices.allSatisfy { indices[$0][row] < 0 || counts[$0][indices[$0][row], default: 0] > 1 }
    }
    for row in order where part.count < size && rest.count - part.count > 1 && isSpared(row) {
      part.append(row)
      for i in indices.indices { counts[i][indices[i][row], default: 0] -= 1 }
    }
    let held = Set(part)
    rest.removeAll { held.contains($0) }
    part.sort()
  }
}

extension [Int] {
  /// These rows class by class, the order within a class as it is.
  func grouped(by classes: [Int]) -> [Int] {
    enumerated().sorted { (classes[$0.element], $0.offset) < (classes[$1.element], $1.offset) }.map(\.element)
  }
}
