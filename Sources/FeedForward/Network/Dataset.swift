/// What the outputs should be.
public enum Targets<Scalar: BLASScalar>: Sendable, Equatable {
  /// m × K numbers: values to predict, or rows of probabilities. A loss that takes several outputs
  /// for each value says so.
  case values(Matrix<Scalar>)
  /// One class index a row, 0 ..< K; with one output, 0 or 1.
  case classes([Int])

  /// Number of rows.
  public var count: Int {
    switch self {
    case .values(let matrix): matrix.rows
    case .classes(let classes): classes.count
    }
  }
}

/// Inputs and targets, one example a row, and how much each row counts.
///
/// A row of weight 2 is the row twice: D = Σ wᵢ Dᵢ / Σ wᵢ, the m of the penalty λ/m Σ θ² is Σ wᵢ, and every metric,
/// every report and every optimizer that sees all rows at each step keeps to that law. Only the sizes of minibatches do
/// not: they count rows. Of B among m rows the loss is m/B · Σ wᵢ Dᵢ over the B rows / Σ wᵢ over all, so that the mean
/// over an epoch's minibatches is D, and a minibatch of light rows moves θ little.
public struct Dataset<Scalar: BLASScalar>: Sendable, Equatable {
  /// X, m × n.
  public let inputs: Matrix<Scalar>
  /// Y.
  public let targets: Targets<Scalar>
  /// wᵢ ≥ 0, one for each row; nil where all are 1.
  public let weights: [Double]?

  /// Number of rows, m.
  public var count: Int { inputs.rows }

  /// A data set of finite numbers.
  ///
  /// - Parameters:
  ///   - inputs: X, m × n.
  ///   - targets: Y, as many rows.
  ///   - weights: `m` numbers ≥ 0, not all of them 0; nil for 1 each.
  /// - Throws: ``FeedForwardError`` if it is empty, rows do not match, a number is NaN or infinite, or the weights are
  ///   not as they should be. O(m · (n + K)).
  public init(
    inputs: Matrix<Scalar>, targets: Targets<Scalar>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    guard inputs.rows > 0, inputs.columns > 0 else { throw .emptyData(what: "The matrix of inputs") }
    guard targets.count == inputs.rows else {
      throw .wrongShape(what: "Targets", found: "\(targets.count) rows", expected: "\(inputs.rows), as many as inputs")
    }
    try inputs.requireFinite("Inputs")
    if case .values(let values) = targets {
      guard values.columns > 0 else { throw .emptyData(what: "The matrix of targets") }
      try values.requireFinite("Targets")
    }
    if let weights { try requireWeights(weights, rows: inputs.rows) }
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
  }

  init(unchecked inputs: Matrix<Scalar>, _ targets: Targets<Scalar>, _ weights: [Double]?) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
  }

  /// Inputs with values to predict.
  public init(
    inputs: Matrix<Scalar>, values: Matrix<Scalar>, weights: [Double]? = nil
  ) throws(FeedForwardError) {
    try self.init(inputs: inputs, targets: .values(values), weights: weights)
  }

  /// Inputs with class indices.
  public init(inputs: Matrix<Scalar>, classes: [Int], weights: [Double]? = nil) throws(FeedForwardError) {
    try self.init(inputs: inputs, targets: .classes(classes), weights: weights)
  }

  /// The same rows with other weights.
  ///
  /// - Throws: ``FeedForwardError`` unless there are m numbers ≥ 0, not all of them 0, or nil for 1 each.
  public func weighted(by weights: [Double]?) throws(FeedForwardError) -> Dataset {
    if let weights { try requireWeights(weights, rows: count) }
    return Dataset(unchecked: inputs, targets, weights)
  }

  /// The given rows with their weights, in the given order.
  ///
  /// - Throws: ``FeedForwardError`` for an empty list, a row that is not there, and rows whose weights are all 0.
  public func selecting(rows indices: [Int]) throws(FeedForwardError) -> Dataset {
    guard !indices.isEmpty else { throw .emptyData(what: "The selection of rows") }
    let selected = try inputs.selecting(rows: indices)
    let weights = weights.map { weights in indices.map { weights[$0] } }
    if let weights { try requireWeights(weights, rows: indices.count) }
    switch targets {
    case .values(let values):
      return Dataset(unchecked: selected, .values(try values.selecting(rows: indices)), weights)
    case .classes(let classes): return Dataset(unchecked: selected, .classes(indices.map { classes[$0] }), weights)
    }
  }

  /// The same rows in another precision.
  ///
  /// - Throws: ``FeedForwardError/nonFinite(what:row:column:value:)`` for a number out of the other type's range.
  public func converted<Other: BLASScalar>(to type: Other.Type) throws(FeedForwardError) -> Dataset<Other> {
    let inputs = inputs.converted(to: type)
    try inputs.requireFinite("Inputs")
    switch targets {
    case .values(let values):
      let values = values.converted(to: type)
      try values.requireFinite("Targets")
      return Dataset<Other>(unchecked: inputs, .values(values), weights)
    case .classes(let classes): return Dataset<Other>(unchecked: inputs, .classes(classes), weights)
    }
  }

  /// Rows that follow each other, at least one; their weights may all be 0.
  func part(_ rows: Range<Int>) -> Dataset {
    if rows.count == count { return self }
    let targets: Targets<Scalar> =
      switch targets {
      case .values(let values): .values(values.part(rows))
      case .classes(let classes): .classes(Array(classes[rows]))
      }
    return Dataset(unchecked: inputs.part(rows), targets, weights.map { Array($0[rows]) })
  }

  /// Two disjoint parts; the second holds `fraction` of the rows, rounded, drawn by `seed`.
  ///
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` if a part would be empty.
  public func split(fraction: Double, seed: UInt64) throws(FeedForwardError) -> (rest: Dataset, part: Dataset) {
    try parts(of: RowSplit(count, fraction: fraction, seed: seed))
  }

  /// Two disjoint parts with the same mixture of classes; the second holds `fraction` of the rows,
  /// rounded, drawn by `seed`.
  ///
  /// Of each class it holds `fraction` of the rows, rounded up or down: a class of one row is in one part only.
  ///
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` if a part would be empty, or the
  ///   targets are no class indices.
  /// - Complexity: O(m log m).
  public func stratifiedSplit(
    fraction: Double, seed: UInt64
  ) throws(FeedForwardError) -> (rest: Dataset, part: Dataset) {
    guard case .classes(let classes) = targets else {
      throw .invalidSetting(
        name: "A stratified split", value: "one of targets that are no class indices", expected: "class indices")
    }
    return try parts(of: RowSplit(count, classes: classes, fraction: fraction, seed: seed))
  }

  func parts(of rows: RowSplit) throws(FeedForwardError) -> (rest: Dataset, part: Dataset) {
    (try selecting(rows: rows.rest), try selecting(rows: rows.part))
  }

  /// The class of each row for a network of that loss: an index, the largest label of a row, or the side of ½ of a
  /// single one; nil where there are none.
  func classes(for loss: Loss) -> [Int]? {
    switch (targets, loss.facts.targets) {
    case (.classes(let classes), _): classes
    case (.values(let values), .distributions): (0..<count).map { values.largestColumn(ofRow: $0) }
    case (.values(let values), .probabilities) where values.columns == 1:
      (0..<count).map { values.largestColumn(ofRow: $0) }
    default: nil
    }
  }

  /// Throws unless the network can be trained on these data with that loss.
  ///
  /// - Parameter first: where the first row stands among all.
  func validate(
    for network: FeedForwardNetwork<Scalar>, loss: Loss, named what: String, from first: Int = 0
  ) throws(FeedForwardError) {
    guard inputs.columns == network.inputs else {
      throw .wrongShape(
        what: "\(what): inputs", found: "\(inputs.columns) columns", expected: "\(network.inputs), the network's inputs"
      )
    }
    let outputs = network.outputs
    switch targets {
    case .classes(let classes):
      guard loss.facts.targets.haveClasses else {
        throw .incompatibleLoss(
          loss: loss.description, with: "class indices", reason: "it needs values as targets.")
      }
      let count = max(outputs, 2)
      if let row = classes.firstIndex(where: { $0 < 0 || $0 >= count }) {
        throw .classOutOfRange(row: first + row, found: classes[row], classes: count)
      }
      if case .probabilities = loss.facts.targets, outputs > 1 {
        throw .incompatibleLoss(
          loss: loss.description, with: "class indices and \(outputs) outputs",
          reason: "give a row of \(outputs) labels in 0 … 1 for each example, or use softmax.")
      }
    case .values(let values):
      let columns = loss.targetColumns(outputs: outputs)
      guard values.columns == columns else {
        throw .wrongShape(
          what: "\(what): targets", found: "\(values.columns) columns",
          expected: "\(columns) for the network's \(outputs) outputs and the loss \(loss)")
      }
      try validateRange(values, loss: loss, from: first)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func validateRange(_ values: Matrix<Scalar>, loss: Loss, from first: Int) throws(FeedForwardError) {
    let (most, text, sumsToOne): (Scalar, String, Bool)
    switch loss.facts.targets {
    case .distributions: (most, text, sumsToOne) = (1, "a probability in 0 … 1", true)
    case .probabilities: (most, text, sumsToOne) = (1, "a probability in 0 … 1", false)
    case .counts: (most, text, sumsToOne) = (.infinity, "a number ≥ 0", false)
    case .labelsOrNumbers, .numbers: return
    }
    for r in 0..<values.rows {
      let row = values.row(r)
      if let c = row.firstIndex(where: { $0 < 0 || $0 > most }) {
        throw .invalidTarget(
          row: first + r, column: c - row.startIndex, value: "\(row[c])", expected: "\(text) for \(loss)")
      }
      // Labels rounded to three digits are still labels.
      let sum = row.reduce(0.0) { $0 + Double($1) }
      if sumsToOne && abs(sum - 1) > 1e-3 * Double(row.count) {
        throw .invalidTarget(
          row: first + r, column: 0, value: "part of a row that sums to \(sum)",
          expected: "a row that sums to 1 for \(loss)")
      }
    }
  }
}
