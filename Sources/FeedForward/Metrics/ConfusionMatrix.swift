/// counts[a][p]: how many rows of class a were taken for class p.
public struct ConfusionMatrix: Sendable, Codable, Equatable {
  /// One row an actual class, one column a predicted one.
  public let counts: [[Int]]

  /// Counts pairs of class indices below `classes`.
  init(actual: [Int], predicted: [Int], classes: Int) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (a, p) in zip(actual, predicted) { counts[a][p] += 1 }
    self.counts = counts
  }

  private enum CodingKeys: CodingKey {
    case counts
  }

  /// Decodes a matrix.
  ///
  /// - Throws: `DecodingError` unless it is square and its counts are not negative and have a sum.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    counts = try container.decode([[Int]].self, forKey: .counts)
    var sum: Int? = 0
    for count in counts.joined() {
      guard let before = sum, count >= 0 else { continue }
      let (next, overflow) = before.addingReportingOverflow(count)
      sum = overflow ? nil : next
    }
    guard sum != nil, counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: container, debugDescription: "Expected as many rows as columns, and counts ≥ 0.")
    }
  }

  /// Share of rows on the diagonal.
  public var accuracy: Double {
    let total = counts.joined().reduce(0, +)
    return total == 0 ? 0 : Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total)
  }

  /// A table with a row for each actual class; zeros are dots.
  ///
  /// - Parameters:
  ///   - names: what to call the classes; their indices by default, and for classes beyond the last name.
  ///   - width: places of a line; the table comes in groups of columns where they do not suffice.
  public func table(names: [String] = [], width: Int = .max) -> String {
    let names = counts.indices.map { $0 < names.count ? names[$0] : String($0) }
    let rows = zip(names, counts).map { name, row in [name] + row.map { $0 == 0 ? "·" : String($0) } }
    return textTable([["actual ↓ predicted →"] + names] + rows, width: width)
  }
}
