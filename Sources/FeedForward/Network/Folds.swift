/// Which rows a network is trained on, and which others it is judged by.
public struct Fold: Sendable, Codable, Equatable {
  /// Row indices.
  public let training: [Int]
  /// Row indices, none of them in `training`.
  public let validation: [Int]

  /// A fold of given rows, which are checked when it is used.
  public init(training: [Int], validation: [Int]) {
    self.training = training
    self.validation = validation
  }
}

/// How rows are divided, several times, into those to train on and those to judge by.
///
/// ```swift
/// let folds = try Folds.stratified(5, repeats: 2, seed: 1).folds(of: data)  // ten
/// ```
public enum Folds: Sendable, Equatable {
  /// k parts, equal but for one row, drawn by the seed; each is the validation part once. With repeats the rows are
  /// drawn anew each time. 2 ≤ k ≤ m.
  case plain(_ k: Int = 5, repeats: Int = 1, seed: UInt64 = 0)
  /// The same, with the rows of each class spread over the parts as equally, but for one row. For targets
  /// that are class indices. As in scikit-learn, one class must have k rows at least; a class with fewer is
  /// missing in some parts.
  case stratified(_ k: Int = 5, repeats: Int = 1, seed: UInt64 = 0)
  /// One fold; see ``Dataset/split(fraction:seed:)``.
  case heldOut(fraction: Double, seed: UInt64 = 0)
  /// Whatever you like, such as rows of one patient in one part only, or the future of a time series after its past.
  case given([Fold])

  /// The folds, one repeat after the other.
  ///
  /// - Throws: ``FeedForwardError`` if these rows cannot be divided so.
  /// - Complexity: O(folds · m + m log m).
  public func folds<Scalar: BLASScalar>(of data: Dataset<Scalar>) throws(FeedForwardError) -> [Fold] {
    switch self {
    case .plain(let k, let repeats, let seed):
      try validate(k, repeats, most: data.count, what: "rows")
      return Self.folds(k, repeats, seed, of: data.count) { $0 }
    case .stratified(let k, let repeats, let seed):
      guard case .classes(let classes) = data.targets else {
        throw .invalidSetting(
          name: "folds", value: "stratified", expected: "plain, since the targets are no class indices")
      }
      let largest = Dictionary(classes.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
      try validate(k, repeats, most: largest, what: "rows of the largest class")
      return Self.folds(k, repeats, seed, of: data.count) { $0.grouped(by: classes) }
    case .heldOut(let fraction, let seed):
      let parts = try RowSplit(data.count, fraction: fraction, seed: seed)
      return [Fold(training: parts.rest, validation: parts.part)]
    case .given(let folds):
      guard !folds.isEmpty else { throw .emptyData(what: "The list of folds") }
      for (index, fold) in folds.enumerated() { try fold.validate(index, rows: data.count) }
      return folds
    }
  }

  private func validate(_ k: Int, _ repeats: Int, most: Int, what: String) throws(FeedForwardError) {
    guard k >= 2, k <= most else {
      throw .invalidSetting(name: "The number of folds", value: "\(k)", expected: "2 to \(most), the number of \(what)")
    }
    guard repeats >= 1 else { throw .invalidSetting(name: "repeats", value: "\(repeats)", expected: "at least 1") }
    try requireMemory(for: try product(try product(repeats, k), most), of: Int.self)
  }

  /// Dealt out like cards, from rows in random order or in one made of it.
  private static func folds(
    _ k: Int, _ repeats: Int, _ seed: UInt64, of rows: Int, arranged: ([Int]) -> [Int]
  ) -> [Fold] {
    (0..<repeats).flatMap { turn in
      var order = Array(0..<rows)
      var generator = Philox(seed: seed, purpose: .folds, stream: UInt32(truncatingIfNeeded: turn))
      generator.shuffle(&order)
      var part = [Int](repeating: 0, count: rows)
      for (position, row) in arranged(order).enumerated() { part[row] = position % k }
      return (0..<k).map { fold in
        Fold(training: (0..<rows).filter { part[$0] != fold }, validation: (0..<rows).filter { part[$0] == fold })
      }
    }
  }
}

extension Fold {
  fileprivate func validate(_ index: Int, rows: Int) throws(FeedForwardError) {
    guard !training.isEmpty, !validation.isEmpty else { throw .emptyData(what: "A part of fold \(index)") }
    if let row = (training + validation).first(where: { $0 < 0 || $0 >= rows }) {
      throw .invalidSetting(name: "A row of fold \(index)", value: "\(row)", expected: "0 to \(rows - 1)")
    }
    if let row = Set(training).intersection(validation).min() {
      throw .invalidSetting(name: "Row \(row) of fold \(index)", value: "in both parts", expected: "a row of one part")
    }
  }
}
