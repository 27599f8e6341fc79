import FeedForward
import Foundation
import NaiveFeedForward
import TestSupport
import Testing

/// Do the laws hold that need no reference to state? Gradients and predictions.
@Suite struct LawTests {
  static let functions: [(Function, Function, Criterion)] = [
    (.tanh, .softmax, .crossEntropy), (.gelu, .logistic, .binaryCrossEntropy), (.relu, .identity, .squaredError),
    (.custom, .softmax, .custom), (.tanh, .exponential, .poisson), (.silu, .meanAndVariance, .gaussian),
    (.relu, .logistic, .weightedBinaryCrossEntropy), (.tanh, .increasing, .quantiles), (.selu, .mish, .huber),
  ]

  /// The gradient of a batch is the mean of its rows' gradients; the input gradient of a row is 1/B of its own.
  @Test(arguments: functions) func meanOfRows(hidden: Function, output: Function, loss: Criterion) throws {
    var samples = Samples(seed: 7)
    var worst = WorstRatio("mean of rows", seed: samples.seed)
    let pair = try Pair<Double>(
      sizes: [3, 17, loss.outputs(about: 4)], hidden: hidden, output: output, loss: loss, rows: 33, samples: &samples)
    let batch = try pair.engine.gradients(on: pair.data, loss: pair.loss)
    var mean = [Double](repeating: 0, count: pair.engine.parameters.count)
    var inputs: [Double] = []
    for r in 0..<33 {
      let row = try pair.engine.gradients(on: pair.data.selecting(rows: [r]), loss: pair.loss)
      for p in mean.indices { mean[p] += row.parameters.elements[p] / 33 }
      inputs += row.inputs.elements.map { $0 / 33 }
    }
    let bound = pair.bound
    worst.compare(batch.parameters.elements, mean, allowed: bound.parameters.map { 2 * $0 }, "∂D/∂θ")
    worst.compare(batch.inputs.elements, inputs, allowed: bound.inputs.map { 2 * $0 }, "∂D/∂X")
    worst.expectWithin()
  }

  /// The order of rows does not matter; a row given twice counts twice.
  @Test(arguments: functions) func orderAndWeight(hidden: Function, output: Function, loss: Criterion) throws {
    var samples = Samples(seed: 8)
    var worst = WorstRatio("permuted and repeated rows", seed: samples.seed)
    let pair = try Pair<Float>(
      sizes: [17, 3, loss.outputs(about: 2)], hidden: hidden, output: output, loss: loss, rows: 32, samples: &samples)
    let bound = pair.bound
    let whole = try pair.engine.gradients(on: pair.data, loss: pair.loss)
    let expected = whole.parameters.elements.map { Double($0) }
    for rows in [samples.permutation(32), Array(0..<32) + Array(0..<32)] {
      let other = try pair.engine.gradients(on: pair.data.selecting(rows: rows), loss: pair.loss)
      // Twice as many rows are twice as many roundings.
      worst.compare(other.parameters.elements, expected, allowed: bound.parameters.map { 3 * $0 }, "∂D/∂θ")
      worst.compare(other.loss, whole.loss, allowed: 3 * bound.loss, "D")
    }
    worst.expectWithin()
  }

  /// The rows of a batch know nothing of each other.
  @Test(arguments: functions) func singleRows(hidden: Function, output: Function, loss: Criterion) throws {
    var samples = Samples(seed: 9)
    var worst = WorstRatio("single rows", seed: samples.seed)
    let K = loss.outputs(about: 3)
    let pair = try Pair<Float>(
      sizes: [17, 64, K], hidden: hidden, output: output, loss: loss, rows: 300, samples: &samples)
    let batch = try pair.engine.predict(pair.data.inputs)
    let bound = pair.bound
    for r in 0..<300 {
      let alone = try pair.engine.predict(Array(pair.data.inputs.row(r)))
      worst.compare(
        alone, batch.row(r).map { Double($0) }, allowed: bound.outputs[K * r..<K * r + K].map { 2 * $0 }, "row \(r)")
    }
    worst.expectWithin()
  }

  /// Softmax of z + c is softmax of z: the biases of the output layer may all be shifted.
  @Test(arguments: [-100.0, -1, 0.5, 1000]) func shiftedLogits(shift: Double) throws {
    var samples = Samples(seed: 10)
    var worst = WorstRatio("shift \(shift)", seed: samples.seed)
    let pair = try Pair<Double>(
      sizes: [3, 17, 5], hidden: .tanh, output: .softmax, loss: .crossEntropy, rows: 7, samples: &samples)
    var shifted = pair.engine
    var theta = shifted.parameters.theta(1)
    for j in 0..<5 { theta[j, 0] += shift }
    try shifted.setTheta(1, to: theta)
    // Rounding of z + c is u (|z| + |c|).
    let allowed = 8 * Double.ulpOfOne * (abs(shift) + 20)
    let (a, b) = (
      try pair.engine.gradients(on: pair.data), try shifted.gradients(on: pair.data)
    )
    worst.compare(
      try shifted.predict(pair.data.inputs).elements, try pair.engine.predict(pair.data.inputs).elements,
      allowed: allowed, "T")
    worst.compare(b.loss, a.loss, allowed: 5 * allowed, "D")
    worst.compare(b.parameters.elements, a.parameters.elements, allowed: 5 * allowed, "∂D/∂θ")
    worst.expectWithin()
    // Hence the gradient by the biases sums to zero.
    let bias = a.parameters.theta(1)
    #expect(abs((0..<5).reduce(0) { $0 + bias[$1, 0] }) <= 8 * Double.ulpOfOne)
  }

  /// Two classes: softmax over (z₀, z₁) is the logistic function of z₁ − z₀, and the two losses agree.
  @Test func softmaxOfTwoIsLogistic() throws {
    var samples = Samples(seed: 11)
    var worst = WorstRatio("softmax K = 2 and logistic", seed: samples.seed)
    let inputs: Matrix<Double> = try samples.matrix(33, 17)
    let classes = (0..<33).map { _ in samples.index(below: 2) }
    let data = try Dataset(inputs: inputs, classes: classes)
    let hidden = samples.vector(3 * 18)
    let (first, second) = (samples.vector(4), samples.vector(4))
    let two = try FeedForwardNetwork(
      inputs: 17, layers: [Layer(3, .tanh), Layer(2, .softmax)], parameters: hidden + first + second)
    let one = try FeedForwardNetwork(
      inputs: 17, layers: [Layer(3, .tanh), Layer(1, .logistic)],
      parameters: hidden + zip(second, first).map { $0 - $1 })
    // z has four terms of size at most 2 from 18 of size at most 1.
    let allowed = 4 * 18 * 8 * Double.ulpOfOne
    let (t, p) = (try two.predict(inputs), try one.predict(inputs))
    for r in 0..<33 { worst.compare(t[r, 1], p[r, 0], allowed: allowed, "row \(r)") }
    let (a, b) = (try two.gradients(on: data), try one.gradients(on: data))
    worst.compare(a.loss, b.loss, allowed: allowed, "D")
    worst.compare(a.inputs.elements, b.inputs.elements, allowed: allowed, "∂D/∂X")
    let (of2, of1) = (a.parameters.theta(1), b.parameters.theta(1))
    worst.compare(Array(of2.row(1)), Array(of1.row(0)), allowed: allowed, "Θ¹, class 1")
    worst.compare(Array(of2.row(0)), of1.row(0).map { -$0 }, allowed: allowed, "Θ¹, class 0")
    #expect(try two.classify(inputs) == one.classify(inputs))
    worst.expectWithin()
  }

  /// Logits of ±10⁴ and ±10³⁰: finite losses and gradients, and the values that paper gives.
  @Test(arguments: [1e4, 1e30]) func hugeLogits(size: Double) throws {
    try hugeLogits(size, Double.self)
    try hugeLogits(size, Float.self)
  }

  private func hugeLogits<Scalar: BLASScalar>(_ size: Double, _: Scalar.Type) throws {
    let x = try Matrix<Scalar>([[1], [-1]])
    let z = Scalar(size)
    let softmax = try FeedForwardNetwork<Scalar>(
      inputs: 1, layers: [Layer(3, .softmax)], parameters: [0, z, 0, -z, 0, 0])
    for (classes, loss) in [([0, 1], 0.0), ([1, 0], 2 * Double(z)), ([2, 2], Double(z))] {
      let gradients = try softmax.gradients(on: Dataset(inputs: x, classes: classes))
      #expect(abs(gradients.loss - loss) <= loss * Double(Scalar.ulpOfOne))
      #expect(gradients.parameters.elements.allSatisfy { $0.isFinite && abs($0) <= 1 })
      #expect(gradients.inputs.elements.allSatisfy { $0.isFinite })
    }
    #expect(try softmax.predict(x).elements == [1, 0, 0, 0, 1, 0])

    let logistic = try FeedForwardNetwork<Scalar>(inputs: 1, layers: [Layer(1, .logistic)], parameters: [0, z])
    for (classes, loss) in [([1, 0], 0.0), ([0, 1], Double(z)), ([0, 0], Double(z) / 2)] {
      let gradients = try logistic.gradients(on: Dataset(inputs: x, classes: classes))
      #expect(abs(gradients.loss - loss) <= loss * Double(Scalar.ulpOfOne))
      #expect(gradients.parameters.elements.allSatisfy { $0.isFinite && abs($0) <= 1 })
    }
    #expect(try logistic.predict(x).elements == [1, 0])
  }

  /// The same for likelihoods, quantiles and weights: what is too large for the scalar is infinite, and nothing is NaN.
  @Test(arguments: [1e4, 1e30]) func hugeLogitsOfLikelihoods(size: Double) throws {
    try hugeLogitsOfLikelihoods(size, Double.self)
    try hugeLogitsOfLikelihoods(size, Float.self)
  }

  private func hugeLogitsOfLikelihoods<Scalar: BLASScalar>(_ size: Double, _: Scalar.Type) throws {
    let z = Scalar(size)
    let x = try Matrix<Scalar>([[1]])
    /// One layer whose logits are given, at the input 1.
    func network(_ output: Activation, _ logits: [Scalar]) throws -> FeedForwardNetwork<Scalar> {
      try FeedForwardNetwork(
        inputs: 1, layers: [Layer(logits.count, output)], parameters: logits.flatMap { [$0, 0] })
    }
    func gradients(_ network: FeedForwardNetwork<Scalar>, _ y: [Scalar], _ loss: Loss? = nil) throws -> (
      loss: Double, biases: [Scalar]
    ) {
      let found = try network.gradients(on: Dataset(inputs: x, values: Matrix([y])), loss: loss)
      return (found.loss, stride(from: 0, to: found.parameters.count, by: 2).map { found.parameters.elements[$0] })
    }

    let few = try network(.exponential, [-z, -z])
    #expect(try gradients(few, [0, 3]) == (3 * Double(z), [0, -3]))
    #expect(try few.predict(x).elements == [0, 0])
    let many = try network(.exponential, [z, 0])
    #expect(try gradients(many, [0, 3]).loss == .infinity)
    #expect(try many.predict(x).elements == [.infinity, 1])

    for s in [z, -z] {
      let normal = try network(.meanAndVariance, [2, s])
      #expect(try gradients(normal, [2]) == (Double(s) / 2, [0, 0.5]))
      #expect(try normal.predict(x).elements == [2, s > 0 ? .infinity : 0])
      #expect(try gradients(normal, [3]).loss == (s > 0 ? Double(s) / 2 : .infinity))
    }
    #expect(try gradients(network(.meanAndVariance, [2, z]), [3]).biases == [0, 0.5])
    // A distance of size z is as good as its variance is large.
    let far = try gradients(network(.meanAndVariance, [0, 2 * Scalar(log(size))]), [z])
    #expect(abs(far.loss - log(size) - 0.5) <= 1e3 * Double(Scalar.ulpOfOne))
    #expect(abs(far.biases[1]) <= 1e3 * Scalar.ulpOfOne)

    let weighted = Loss.weightedBinaryCrossEntropy(positiveWeights: [3, 5, 7])
    let labels = try gradients(network(.logistic, [z, -z, -z]), [0, 1, 0], weighted)
    #expect(abs(labels.loss - 6 * Double(z)) <= 6 * Double(z) * Double(Scalar.ulpOfOne) && labels.biases == [1, -5, 0])

    let levels = Loss.quantile([0.25, 0.5, 0.75])
    let quantiles = try network(.increasing(), [-z, z, -z])
    #expect(try quantiles.predict(x).elements == [-z, 0, 0])
    // y = 0 is met by the last two: slopes −¼, 0, 0; the logistic of −z lets nothing through.
    #expect(try gradients(quantiles, [0], levels) == (Double(z) / 4, [-0.25, 0, 0]))
    #expect(try gradients(quantiles, [-1], levels) == ((Double(z) - 1) / 4 + 0.75, [0.5, 0.75, 0]))
  }

  /// relu′(0) = 1 and lrelu′(0) = 1: where all parameters are zero the gradient passes.
  @Test(arguments: [Function.relu, .leakyReLU]) func slopeAtZero(hidden: Function) throws {
    try slopeAtZero(hidden, Double.self)
    try slopeAtZero(hidden, Float.self)
  }

  private func slopeAtZero<Scalar: BLASScalar>(_ hidden: Function, _: Scalar.Type) throws {
    // z¹ = 0 in both neurons, t = 0: δ² = 2 (0 − y), δ¹ = δ² · (4, 8) · σ′(0).
    let network = try FeedForwardNetwork<Scalar>(
      inputs: 3, layers: [Layer(2, hidden.engine), Layer(1, .identity)],
      parameters: [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8])
    let data = try Dataset<Scalar>(inputs: Matrix([[1, 2, -3]]), values: Matrix([[-0.5]]))
    let gradient = try network.gradients(on: data)
    #expect(gradient.parameters.elements == [4, 4, 8, -12, 8, 8, 16, -24, 1, 0, 0])
    #expect(gradient.inputs.elements == [0, 0, 0])
    // All zero: only the bias of the output moves, and −0.0 as input is no kink either.
    let zero = try FeedForwardNetwork<Scalar>(
      inputs: 3, layers: [Layer(2, hidden.engine, initializer: .zeros), Layer(1, .identity, initializer: .zeros)])
    #expect(try zero.gradients(on: data).parameters.elements == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0])
    let negativeZero = try Dataset<Scalar>(inputs: Matrix([[-0.0, -0.0, -0.0]]), values: Matrix([[-0.5]]))
    #expect(try network.gradients(on: negativeZero).parameters.elements.prefix(1) == [4])
  }

  /// One row, one column, one layer, one output: t = θ₀ + θ₁ x, D = (t − y)².
  @Test func smallest() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)], parameters: [0.5, 2])
    let data = try Dataset<Double>(inputs: Matrix([[3]]), values: Matrix([[6]]))
    let gradients = try network.gradients(on: data, l2: 0.5, l1: 0.25, trainingExamples: 4)
    #expect(gradients.lossWithoutPenalty == 0.25)
    #expect(gradients.loss == 0.25 + 0.5 / 4 * 4 + 0.25 / 4 * 2)
    #expect(gradients.parameters.elements == [1, 3 + 2 * 0.5 / 4 * 2 + 0.25 / 4])
    #expect(gradients.inputs.elements == [2])
    #expect(try network.inputGradient(ofOutput: 0, at: data.inputs).elements == [2])
  }

  /// ∂tₖ/∂x against central differences of predictions; h² · |t‴|/6 + u |t|/h is below 10⁻⁹ for outputs about 1.
  @Test(arguments: [Function.softmax, .logistic, .identity, .gelu, .exponential, .meanAndVariance, .increasing])
  func inputGradientOfOutput(output: Function) throws {
    var samples = Samples(seed: 12)
    var worst = WorstRatio("∂t/∂x, \(output)", seed: samples.seed)
    let pair = try Pair<Double>(
      sizes: [3, 17, 4], hidden: .tanh, output: output, loss: .squaredError, rows: 7, samples: &samples)
    let h = 0x1p-17
    let largest = try pair.engine.predict(pair.data.inputs).elements.reduce(1) { max($0, abs($1)) }
    for k in 0..<4 {
      let gradient = try pair.engine.inputGradient(ofOutput: k, at: pair.data.inputs)
      for c in 0..<3 {
        var (above, below) = (pair.data.inputs, pair.data.inputs)
        for r in 0..<7 {
          above[r, c] += h
          below[r, c] -= h
        }
        let (high, low) = (try pair.engine.predict(above), try pair.engine.predict(below))
        for r in 0..<7 {
          worst.compare(
            gradient[r, c], (high[r, k] - low[r, k]) / (2 * h), allowed: 1e-9 * largest, "∂t\(k)/∂x\(c), row \(r)")
        }
      }
    }
    worst.expectWithin()
  }
}

extension Pair {
  /// Rounding of the reference's numbers in the engine's precision.
  var bound: ErrorBound {
    ErrorBound(reference, naiveLoss, inputs: inputs, targets: targets, unit: ErrorBound.unit(Scalar.self))
  }
}
