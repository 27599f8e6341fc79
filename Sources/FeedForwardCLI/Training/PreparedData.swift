import FeedForward
import FeedForwardData
import FeedForwardModels

/// A table as a network sees it.
struct PreparedData<Scalar: BLASScalar> {
  let pipeline: Pipeline
  let training: Dataset<Scalar>
  /// Rows to judge epochs by.
  let validation: Dataset<Scalar>?
  /// The same rows with the numbers to predict in their own unit.
  let judged: (training: JudgedRows<Scalar>, validation: JudgedRows<Scalar>?)
  /// What was decided that the options did not say, one sentence each.
  let notes: [String]
  /// The numbers of the training rows, where there are two columns of them: they are points of a plane.
  private(set) var plane: (x: [Double], y: [Double])?
  /// What tells the rows of the table again.
  var fingerprint: TableFingerprint?

  /// Fits a pipeline to the training rows, or takes one that is there.
  ///
  /// - Parameters:
  ///   - held: reads a table of the validation rows, whose columns hold what the pipeline says; nil if they are a share
  ///     of this one, or there are none.
  ///   - fraction: that share; nil for none. There are none either if every row has a class or text of its own.
  ///   - bins: as many for each column of numbers, of a table that was prepared before; nil for what the options say.
  init(
    _ table: Table, held: ((Pipeline) throws -> Table)?, fraction: Double?, _ options: PreprocessingOptions,
    loss: Loss?, scalesTarget: Bool, isTabular: Bool = false, isImported: Bool = false, bins: Int? = nil,
    seed: UInt64, pipeline given: Pipeline? = nil
  ) throws {
    let preprocessing = options.preprocessing(
      for: table, loss: loss, scalesTarget: scalesTarget, isTabular: isTabular, isImported: isImported,
      bins: bins)
    let targets = given?.target?.names ?? options.targets(in: table)
    var notes = bins == nil ? table.notes : []
    var parts: (training: [Int], held: [Int])?
    if let fraction {
      let split = try table.split(fraction: fraction, targets: targets, preprocessing, seed: seed)
      parts = split.held.isEmpty ? nil : split
    }
    if let given {
      pipeline = given
      notes += try given.notesOnNewTexts(in: table)
    } else {
      let (fitted, leftOut) = try Pipeline.fitted(
        to: table, rows: parts?.training, targets: targets, ignoring: options.ignored, preprocessing)
      pipeline = fitted
      if bins == nil {
        notes +=
          try leftOut.map(\.description) + fitted.notesOnGroups(of: table)
          + DataReview.notes(table: table, pipeline: fitted)
      }
      // Texts leave nothing to guess.
      if preprocessing.task == nil, targets.count == 1, let target = fitted.target,
        try target.names.allSatisfy({ try table.column(named: $0).kind == .number })
      {
        notes.append(target.sentence)
      }
    }
    let judged = { [pipeline] (table: Table, rows: [Int]?) in
      try JudgedRows<Scalar>(table, rows: rows, weights: options.weights, for: pipeline)
    }
    let first = try judged(table, parts?.training)
    let other = try held?(pipeline)
    if let other, bins == nil { notes += try other.notes + pipeline.notesOnNewTexts(in: other) }
    let second = try other.map { try judged($0, nil) } ?? parts.map { try judged(table, $0.held) }
    self.judged = (first, second)
    (training, validation) = (first.data, second?.data)
    self.notes = notes
    plane = try pipeline.plane(of: table, rows: parts?.training)
  }
}

extension Pipeline {
  /// nil unless the inputs are two columns of numbers.
  fileprivate func plane(of table: Table, rows: [Int]?) throws -> (x: [Double], y: [Double])? {
    guard inputs.count == 2 else { return nil }
    let columns = try inputs.compactMap { try table.numbers(of: table.column(named: $0.name)) }
    guard columns.count == 2, inputs.allSatisfy({ if case .number(let n) = $0.encoding { !n.isDate } else { false } })
    else { return nil }
    let chosen = rows ?? Array(0..<table.count)
    return (chosen.map { columns[0][$0] }, chosen.map { columns[1][$0] })
  }
}

extension PreparedData {
  /// The same data with the logarithm of the only number to predict, where that may be easier to learn.
  func byLogarithm() throws -> PreparedData? {
    guard case .values(let targets)? = pipeline.target, targets.count == 1, let y = judged.training.values,
      let target = targets[0].standardizedLogarithm(of: y.elements),
      judged.validation?.values?.elements.allSatisfy({ $0 >= 0 }) ?? true
    else { return nil }
    let scaled = { (rows: JudgedRows<Scalar>) in
      let values = (rows.values?.elements ?? []).map { target.scaled($0, as: Scalar.self) }
      let data = try Dataset(
        inputs: rows.data.inputs, values: Matrix(rows: values.count, columns: 1, elements: values),
        weights: rows.data.weights)
      return JudgedRows(data: data, values: rows.values)
    }
    var pipeline = pipeline
    pipeline.target = .values([target])
    var data = PreparedData(
      pipeline: pipeline, judged: (try scaled(judged.training), try judged.validation.map(scaled)), notes: [])
    data.fingerprint = fingerprint
    return data
  }

  private init(
    pipeline: Pipeline, judged: (training: JudgedRows<Scalar>, validation: JudgedRows<Scalar>?), notes: [String]
  ) {
    (self.pipeline, self.judged, self.notes) = (pipeline, judged, notes)
    (training, validation) = (judged.training.data, judged.validation?.data)
  }
}

extension TargetColumn {
  /// What it was taken for.
  fileprivate var sentence: String {
    switch self {
    case .classes(let name, let classes):
      """
      “\(name)” is taken for one of \(classes.count) classes (\(Self.list(classes))); --task regression would take it \
      for a number.
      """
    case .values(let values):
      """
      “\(values[0].name)” is taken for a number; --task classification would take it for one of \
      some classes.
      """
    }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }
}
