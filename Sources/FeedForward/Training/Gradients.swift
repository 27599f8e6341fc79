/// E and its gradient at a network's parameters.
public struct Gradients<Scalar: BLASScalar>: Sendable {
  /// E = D + R.
  public let loss: Double
  /// D.
  public let lossWithoutPenalty: Double
  /// ∂E/∂θ, in the layout of the parameters.
  public let parameters: ParameterVector<Scalar>
  /// ∂E/∂X, m × n.
  public let inputs: Matrix<Scalar>
}

extension FeedForwardNetwork {
  /// E and its gradient on all rows of a data set as one batch.
  ///
  /// - Parameters:
  ///   - data: B rows.
  ///   - loss: nil takes the one that belongs to the output activation.
  ///   - l2: `λ` of λ/m Σ θ².
  ///   - l1: `λ` of λ/m Σ |θ|.
  ///   - trainingExamples: `m` of the penalty; nil takes B, or the sum of the weights.
  /// - Throws: ``FeedForwardError`` if data or settings do not fit.
  /// - Complexity: O(B · number of parameters), three matrix products a layer.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradients(
    on data: Dataset<Scalar>, loss: Loss? = nil, l2: Double = 0, l1: Double = 0, trainingExamples: Int? = nil
  ) throws(FeedForwardError) -> Gradients<Scalar> {
    let loss = loss ?? .standard(for: outputActivation)
    let regularization = Regularization(
      l2: l2, l1: l1, trainingExamples: try Regularization.examples(trainingExamples, orWeight: data.totalWeight))
    try regularization.validate(in: Scalar.self)
    try loss.validate(with: outputActivation, outputs: outputs)
    try data.validate(for: self, loss: loss, named: "Data")
    let error = try ErrorFunction(of: self, rows: data.count, loss: loss, regularization: regularization)
    let losses = try error.differentiate(.minibatch(Minibatches(of: data, batchSize: data.count), index: 0))
    var gradient = parameters
    error.slabs.gradient.store(into: &gradient.elements)
    let dataLoss = losses.sum / Double(data.count)
    return Gradients(
      loss: dataLoss + losses.penalty, lossWithoutPenalty: dataLoss, parameters: gradient,
      inputs: try error.inputGradient())
  }

  /// ∂tₖ/∂x for each row: how one output answers to each input.
  ///
  /// - Parameters:
  ///   - output: `k`, 0 ..< K.
  ///   - rows: `m × n` inputs.
  /// - Returns: `m × n`.
  /// - Throws: ``FeedForwardError`` for an output that is not there or inputs that do not fit.
  public func inputGradient(ofOutput output: Int, at rows: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    guard output >= 0, output < outputs else {
      throw .invalidSetting(name: "output", value: "\(output)", expected: "0 to \(outputs - 1)")
    }
    guard rows.columns == inputs else {
      throw .wrongShape(what: "Inputs", found: "\(rows.columns) columns", expected: "\(inputs)")
    }
    // D = Σ tₖ over the rows has ∂D/∂T = eₖ in every row.
    let data = try Dataset(inputs: rows, values: Matrix(zeros: rows.rows, by: outputs))
    let mean = try gradients(on: data, loss: .custom(SingleOutput(index: output))).inputs
    var sum = mean
    sum.scale(by: Scalar(rows.rows))
    return sum
  }
}

/// Σ tₖ: the loss whose gradient is that of one output.
private struct SingleOutput: CustomLoss {
  let index: Int
  let name = "single output"

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    stride(from: index, to: t.count, by: outputs).reduce(0) { $0 + Double(t[$1]) }
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    for i in gradient.indices { gradient[i] = i % outputs == index ? 1 : 0 }
  }
}
