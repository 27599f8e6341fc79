import FeedForward
import Testing

/// From the same parameters and data, the engine follows PyTorch's losses over 100 steps.
@Suite struct PyTorchTests {
  private static let rows = 12

  /// The integer formula of PyTorch/generate.py.
  private func number(_ i: Int) -> Double { Double((i * 37) % 101) / 50 - 1 }

  private func table(_ columns: Int, _ factor: Int, _ offset: Int) throws -> Matrix<Double> {
    let count = Self.rows * columns
    return try Matrix(rows: Self.rows, columns: columns, elements: (0..<count).map { number($0 * factor + offset) })
  }

  static let optimizers: [String: any Optimizer] = [
    "sgd": .sgd(learningRate: 0.1), "momentum": .sgd(learningRate: 0.05, momentum: 0.9),
    "nesterov": .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true), "adam": .adam(learningRate: 0.02),
    "adamW": .adamW(learningRate: 0.02, weightDecay: 0.1), "nadam": .nadam(learningRate: 0.02),
    "adagrad": .adagrad(learningRate: 0.1), "rmsprop": .rmsprop(learningRate: 0.01),
    "rprop": .rprop(.improvedMinus, initialStep: 0.02, smallestStep: 1e-3, largestStep: 0.03),
  ]

  @Test(arguments: ["crossEntropy", "squaredError", "binaryCrossEntropy"], optimizers.keys.sorted())
  func lossCurve(loss: String, optimizer: String) throws { try follow(loss, optimizer) }

  /// Their constants left out, as there.
  @Test(arguments: ["weightedBinaryCrossEntropy", "poisson", "gaussian", "quantile"])
  func likelihoods(loss: String) throws { try follow(loss, "sgd") }

  /// The recipe for tables, whose PyTorch program has the scaling layer and the parametrization that stand here for
  /// factors of the inputs and rates of their own.
  @Test(arguments: ["crossEntropy", "squaredError"]) func recipe(name: String) throws {
    let isClasses = name == "crossEntropy"
    let (hidden, outputs) = (isClasses ? Activation.selu : .mish, isClasses ? 3 : 2)
    let layers = [8, 7, 6].map { Layer($0, hidden) } + [Layer(outputs, isClasses ? .softmax : .identity)]
    let count = 8 * 6 + 7 * 9 + 6 * 8 + outputs * 7
    var network = try FeedForwardNetwork<Double>(
      inputs: 5, layers: layers, parameters: (0..<count).map { number($0 * 13 + 5) / 2 })
    let x = try table(5, 7, 3)
    let data =
      isClasses
      ? try Dataset(inputs: x, classes: (0..<Self.rows).map { ($0 * 5) % outputs })
      : try Dataset(inputs: x, values: table(outputs, 11, 1))
    let trainer = Trainer(
      optimizer: .adamW(learningRate: 0.04, weightDecay: 0.05, beta2: 0.95, epsilon: 1e-30),
      schedule: .coslog(epochs: 100), decaySchedule: .flatCosine(epochs: 100),
      partRates: PartRates(biases: 0.1, isPerRootOfInputs: true, inputScales: 6, biasesDecay: false),
      noise: Noise(labelSmoothing: isClasses ? 0.1 : 0), batchSize: Self.rows, epochs: 100, shuffle: false)
    let history = try trainer.fit(&network, to: data)
    let expected = try #require(pyTorchCurves["\(name) recipe"])
    #expect(history.epochs.count == expected.count)
    let worst = zip(history.epochs, expected).map { abs($0.trainingLoss - $1) / abs($1) }.max() ?? .infinity
    #expect(worst <= 1e-9, "the losses differ by \(worst), relative")
  }

  private func follow(_ name: String, _ optimizer: String) throws {
    let (inputs, layers, loss): (Int, [Layer], Loss) =
      switch name {
      case "crossEntropy": (5, [Layer(7, .tanh), Layer(3, .softmax)], .crossEntropy)
      case "squaredError": (5, [Layer(6, .relu), Layer(2, .identity)], .squaredError)
      case "weightedBinaryCrossEntropy":
        (4, [Layer(6, .tanh), Layer(2, .logistic)], .weightedBinaryCrossEntropy(positiveWeights: [3, 0.5]))
      case "poisson": (5, [Layer(7, .tanh), Layer(2, .exponential)], .poisson)
      case "gaussian": (5, [Layer(7, .tanh), Layer(4, .meanAndVariance)], .gaussian)
      case "quantile": (4, [Layer(6, .tanh), Layer(3, .increasing())], .quantile([0.1, 0.5, 0.75]))
      default: (4, [Layer(6, .tanh), Layer(2, .logistic)], .binaryCrossEntropy)
      }
    let outputs = layers[1].units
    let count = layers[0].units * (inputs + 1) + outputs * (layers[0].units + 1)
    var network = try FeedForwardNetwork<Double>(
      inputs: inputs, layers: layers, parameters: (0..<count).map { number($0 * 13 + 5) / 2 })

    let x = try table(inputs, 7, 3)
    let label: (Double) -> Double =
      switch loss {
      case .binaryCrossEntropy, .weightedBinaryCrossEntropy: { $0 > 0 ? 1 : 0 }
      case .poisson: { ($0 * 3 + 3).rounded(.toNearestOrEven) }
      default: { $0 }
      }
    let values = try table(name == "quantile" ? 1 : name == "gaussian" ? 2 : outputs, 11, 1)
    let y = try Matrix(rows: values.rows, columns: values.columns, elements: values.elements.map(label))
    let data =
      name == "crossEntropy"
      ? try Dataset(inputs: x, classes: (0..<Self.rows).map { ($0 * 5) % outputs }) : try Dataset(inputs: x, values: y)
    let trainer = Trainer(
      optimizer: try #require(Self.optimizers[optimizer]), loss: loss, batchSize: Self.rows, epochs: 100, shuffle: false
    )
    let history = try trainer.fit(&network, to: data)

    let expected = try #require(pyTorchCurves["\(name) \(optimizer)"])
    #expect(history.epochs.count == expected.count)
    let worst = zip(history.epochs, expected).map { abs($0.trainingLoss - $1) / abs($1) }.max() ?? .infinity
    #expect(worst <= 1e-9, "the losses differ by \(worst), relative")
  }
}
