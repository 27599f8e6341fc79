import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// Is the engine the reference? Predictions, loss and gradients, against plain loops.
@Suite struct EngineAgainstReferenceTests {
  static let rows = [1, 2, 7, 32, 33, 100]
  /// n and s₁, never equal.
  static let shapes = [1, 3, 17, 64].flatMap { n in [1, 3, 17, 64].filter { $0 != n }.map { (n, $0) } }

  /// Every number of rows, every shape.
  @Test(arguments: Function.hidden) func everyShape(hidden: Function) throws {
    try everyShape(hidden, Double.self)
    try everyShape(hidden, Float.self)
  }

  private func everyShape<Scalar: BLASScalar>(_ hidden: Function, _: Scalar.Type) throws {
    var samples = Samples(seed: 1)
    var worst = WorstRatio("\(hidden), \(Scalar.self)", seed: samples.seed)
    for rows in Self.rows {
      for (n, units) in Self.shapes {
        let pairs = try [
          Pair<Scalar>(
            sizes: [n, units, 3], hidden: hidden, output: .softmax, loss: .crossEntropy, rows: rows, samples: &samples),
          Pair<Scalar>(
            sizes: [n, units, 1], hidden: hidden, output: .identity, loss: .squaredError, rows: rows,
            samples: &samples),
        ]
        for pair in pairs { try compare(pair, "\(rows) rows of \(pair.engine)", &worst) }
      }
    }
    worst.expectWithin()
  }

  /// Every hidden activation × output × loss × number of outputs; shapes, depths and rows in rotation.
  @Test(arguments: Function.hidden) func everyFunction(hidden: Function) throws {
    try everyFunction(hidden, Double.self)
    try everyFunction(hidden, Float.self)
  }

  private func everyFunction<Scalar: BLASScalar>(_ hidden: Function, _: Scalar.Type) throws {
    var samples = Samples(seed: 2)
    var worst = WorstRatio("\(hidden), \(Scalar.self)", seed: samples.seed)
    var turn = 0
    for output in Function.allCases {
      for outputs in output.counts {
        for loss in Criterion.sensible(for: output, outputs: outputs) {
          let (n, units) = Self.shapes[turn % Self.shapes.count]
          let rows = Self.rows[turn % Self.rows.count]
          let deep = [n, units, 17, outputs]
          let pair = try Pair<Scalar>(
            sizes: turn % 5 < 2 ? deep : [n, units, outputs], hidden: hidden, output: output, loss: loss, rows: rows,
            samples: &samples)
          try compare(pair, "\(rows) rows of \(pair.engine), \(loss)", &worst)
          turn += 1
        }
      }
    }
    worst.expectWithin()
  }

  /// One layer: no hidden activation, no product with Θᵀ.
  @Test(arguments: Function.allCases) func oneLayer(output: Function) throws {
    var samples = Samples(seed: 3)
    var worst = WorstRatio("one layer, \(output)", seed: samples.seed)
    for outputs in output.counts {
      for loss in Criterion.sensible(for: output, outputs: outputs) {
        for rows in [1, 7, 33] {
          let doubles = try Pair<Double>(
            sizes: [17, outputs], hidden: .identity, output: output, loss: loss, rows: rows, samples: &samples)
          try compare(doubles, "\(rows) rows of \(doubles.engine), \(loss)", &worst)
          let floats = try Pair<Float>(
            sizes: [17, outputs], hidden: .identity, output: output, loss: loss, rows: rows, samples: &samples)
          try compare(floats, "\(rows) rows of \(floats.engine), \(loss)", &worst)
        }
      }
    }
    worst.expectWithin()
  }

  /// Layers that are large beside the minibatch: they are cut by neurons, forward and backward.
  @Test(arguments: [1, 7]) func largeLayers(rows: Int) throws {
    try largeLayers(rows, Double.self)
    try largeLayers(rows, Float.self)
  }

  private func largeLayers<Scalar: BLASScalar>(_ rows: Int, _: Scalar.Type) throws {
    var samples = Samples(seed: 5)
    var worst = WorstRatio("large layers, \(Scalar.self)", seed: samples.seed)
    let pair = try Pair<Scalar>(
      sizes: [700, 650, 210, 3], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: rows, samples: &samples)
    try compare(pair, "\(rows) rows of \(pair.engine)", &worst)
    worst.expectWithin()
  }

  /// Class indices are one-hot rows; with one logistic output, 0 and 1.
  @Test(arguments: [1, 4]) func classIndices(outputs: Int) throws {
    var samples = Samples(seed: 4)
    var pair = try Pair<Double>(
      sizes: [3, 17, outputs], hidden: .tanh, output: outputs == 1 ? .logistic : .softmax,
      loss: outputs == 1 ? .binaryCrossEntropy : .crossEntropy, rows: 33, samples: &samples)
    let classes = (0..<33).map { _ in samples.index(below: max(outputs, 2)) }
    var oneHot = NaiveMatrix(rows: 33, columns: outputs)
    for (r, c) in classes.enumerated() {
      if outputs == 1 { oneHot[r, 0] = Double(c) } else { oneHot[r, c] = 1 }
    }
    pair = pair.with(data: try Dataset(inputs: pair.data.inputs, classes: classes), targets: oneHot)
    var worst = WorstRatio("class indices", seed: samples.seed)
    try compare(pair, "\(pair.engine)", &worst)
    worst.expectWithin()
  }

  /// Predictions; D, E and both gradients without penalty, and with a penalty whose m is not B.
  private func compare<Scalar: BLASScalar>(
    _ pair: Pair<Scalar>, _ what: @autoclosure () -> String, _ worst: inout WorstRatio
  ) throws {
    let unit = ErrorBound.unit(Scalar.self)
    for penalty in [NaivePenalty.none, NaivePenalty(l2: 0.75, l1: 0.25, trainingExamples: Double(pair.data.count + 5))]
    {
      let bound = ErrorBound(
        pair.reference, pair.naiveLoss, inputs: pair.inputs, targets: pair.targets, unit: unit, penalty: penalty)
      let expected = pair.reference.gradient(
        of: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets, penalty: penalty)
      let found = try pair.engine.gradients(
        on: pair.data, loss: pair.loss, l2: penalty.l2, l1: penalty.l1, trainingExamples: Int(penalty.trainingExamples))
      worst.compare(found.lossWithoutPenalty, expected.loss, allowed: bound.loss, "D of \(what())")
      worst.compare(found.loss, expected.regularizedError, allowed: bound.error, "E of \(what())")
      worst.compare(
        found.parameters.elements, expected.parameters, allowed: bound.parameters, "∂E/∂θ of \(what())")
      if penalty != .none { continue }
      let inputGradient = pair.reference.inputGradient(of: pair.naiveLoss, inputs: pair.inputs, targets: pair.targets)
      worst.compare(found.inputs.elements, inputGradient.elements, allowed: bound.inputs, "∂D/∂X of \(what())")
      worst.compare(
        try pair.engine.predict(pair.data.inputs).elements, pair.reference.predict(pair.inputs).elements,
        allowed: bound.outputs, "T of \(what())")
    }
  }
}
