import FeedForward
import FeedForwardData

/// A table as a network sees it.
struct PreparedData<Scalar: BLASScalar> {
  let pipeline: Pipeline
  let training: Dataset<Scalar>
  /// Rows to judge epochs by.
  let validation: Dataset<Scalar>?
  /// What was decided that the options did not say, one sentence each.
  let notes: [String]

  /// Fits a pipeline to the training rows, or takes one that is there.
  ///
  /// - Parameters:
  ///   - held: a table of the validation rows; nil if they are a share of this one, or there are none.
  ///   - fraction: that share; nil for none. There are none either if every row has a class or text of its own.
  init(
    _ table: Table<Scalar>, held: Table<Scalar>?, fraction: Double?, _ options: PreprocessingOptions,
    scalesTarget: Bool, seed: UInt64, pipeline given: Pipeline? = nil
  ) throws {
    let preprocessing = options.preprocessing(scalesTarget: scalesTarget)
    var notes: [String] = []
    var parts: (training: [Int], held: [Int])?
    if let fraction {
      let split = try table.split(fraction: fraction, target: options.target, preprocessing, seed: seed)
      parts = split.held.isEmpty ? nil : split
    }
    if let given {
      pipeline = given
    } else {
      let (fitted, leftOut) = try Pipeline.fitted(
        to: table, rows: parts?.training, target: options.target, ignoring: options.ignored, preprocessing)
      pipeline = fitted
      notes = leftOut.map(\.description)
      // Texts leave nothing to guess.
      if options.task == nil, let target = fitted.target,
        try target.names.allSatisfy({ try table.column(named: $0).kind == .number })
      {
        notes.append(target.sentence)
      }
    }
    let dataset = { [pipeline] (table: Table<Scalar>, rows: [Int]?) in
      let data = try pipeline.dataset(of: table, rows: rows)
      return try data.weighted(by: options.weights.map { try table.weights(named: $0, rows: rows) })
    }
    training = try dataset(table, parts?.training)
    validation = try held.map { try dataset($0, nil) } ?? parts.map { try dataset(table, $0.held) }
    self.notes = notes
  }
}

extension TargetColumn {
  /// What it was taken for.
  fileprivate var sentence: String {
    switch self {
    case .classes(let name, let classes):
      """
      “\(name)” is taken for one of \(classes.count) classes (\(Self.list(classes))); --task regression would take it for \
      a number.
      """
    case .values(let values):
      """
      “\(values.map(\.name).joined(separator: ", "))” is taken for a number; --task classification would take it for one of \
      some classes.
      """
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }
}
