import FeedForward
import FeedForwardData
import FeedForwardModels

/// Small models of every kind.
enum Models {
  /// Output activations with losses that go with them, and hidden activations.
  static let outputs: [(activation: Activation, units: Int, loss: Loss)] = [
    (.identity, 3, .squaredError), (.identity, 1, .absoluteError), (.identity, 2, .huber(delta: 1.5)),
    (.logistic, 1, .binaryCrossEntropy), (.logistic, 2, .weightedBinaryCrossEntropy(positiveWeights: [0.1, 7])),
    (.softmax, 3, .crossEntropy), (.exponential, 2, .poisson), (.meanAndVariance, 4, .gaussian),
    (.increasing(groups: 2), 6, .quantile([0.1, 0.5, 0.9])), (.increasing(), 2, .quantile([0.25, 0.75])),
    (.tanh, 1, .squaredError),
  ]
  static let hidden: [Activation] = [
    .identity, .logistic, .tanh, .relu, .leakyReLU(slope: 0.1), .leakyReLU(), .softsign, .elu(alpha: 0.7), .elu(),
    .selu, .softplus, .silu, .gelu, .mish, .exponential,
  ]

  /// One for each output activation and each hidden one.
  static func all<Scalar: BLASScalar>(_: Scalar.Type) throws -> [TrainedModel<Scalar>] {
    var models: [TrainedModel<Scalar>] = []
    for (i, output) in outputs.enumerated() {
      let layers = [Layer(5, .tanh), Layer(output.units, output.activation)]
      models.append(
        TrainedModel(network: try FeedForwardNetwork(inputs: 3, layers: layers, seed: UInt64(i)), loss: output.loss))
    }
    for (i, activation) in hidden.enumerated() {
      let layers = [Layer(7, activation), Layer(3, activation), Layer(1, .identity)]
      models.append(
        TrainedModel(network: try FeedForwardNetwork(inputs: 2, layers: layers, seed: UInt64(i)), loss: .squaredError))
    }
    return models
  }

  /// Every kind of column, and classes with names that need escapes.
  static let pipeline = Pipeline(
    inputs: [
      InputColumn(name: "age", encoding: .number(NumberEncoding(shift: 29.7, scale: 14.5, range: 0.42...80))),
      InputColumn(
        name: "fare \"£\"",
        encoding: .number(
          NumberEncoding(shift: 32.2, scale: 49.7, fill: 14.45, hasIndicator: true, range: 0...512.3292))),
      InputColumn(
        name: "port\n",
        encoding: .category(CategoryEncoding(categories: ["C", "Q\\", "S\u{1}"], ignoresUnknown: true))),
      InputColumn(
        name: "klasse",
        encoding: .category(CategoryEncoding(categories: ["één", "два"], fill: "два", hasIndicator: true))),
    ], target: .classes(name: "survived", classes: ["no", "yes ✓"]))

  /// With a pipeline of 9 inputs.
  static func classifier<Scalar: BLASScalar>(_: Scalar.Type) throws -> TrainedModel<Scalar> {
    let network = try FeedForwardNetwork<Scalar>(inputs: 9, layers: [Layer(4, .relu), Layer(1, .logistic)], seed: 5)
    return TrainedModel(
      network: network, loss: .binaryCrossEntropy, pipeline: pipeline,
      provenance: ["seed": "5", "data": "titanic.csv", "optimizer": "adam(learningRate: 0.001)"])
  }

  /// With a pipeline that predicts two numbers.
  static func regressor<Scalar: BLASScalar>(_: Scalar.Type) throws -> TrainedModel<Scalar> {
    let network = try FeedForwardNetwork<Scalar>(inputs: 1, layers: [Layer(3, .gelu), Layer(2, .identity)], seed: 6)
    let number = NumberEncoding(shift: 1e-300, scale: 3, range: -1.5...2)
    return TrainedModel(
      network: network, loss: .huber(delta: 0.5),
      pipeline: Pipeline(
        inputs: [InputColumn(name: "x", encoding: .number(number))],
        target: .values([ValueTarget(name: "price", shift: 100, scale: 12.5), ValueTarget(name: "tax")])))
  }

  /// Three networks behind every step that numbers, texts and targets may go through.
  static func ensemble<Scalar: BLASScalar>(_: Scalar.Type) throws -> TrainedModel<Scalar> {
    let bins = NumberEncoding.Bins(edges: [-2, 0.5, 7], means: [0.25, 0.75])
    let knots = NumberEncoding.Curve.lines(knots: [-1, 0.5, 2], values: [-1.5, 0.25, 1.75])
    let pipeline = Pipeline(
      inputs: [
        InputColumn(
          name: "clipped",
          encoding: .number(
            NumberEncoding(
              shift: 1, scale: 2, curve: .smoothClip(limit: 3), bins: bins, fill: 0.25, hasIndicator: true,
              range: -4...9))),
        InputColumn(name: "ranked", encoding: .number(NumberEncoding(curve: knots, range: -2...3))),
        InputColumn(name: "sex", encoding: .category(CategoryEncoding(categories: ["f", "m"], isSigned: true))),
        InputColumn(
          name: "city",
          encoding: .category(
            CategoryEncoding(categories: ["Bern", "Oslo"], hasRest: true, fill: "Oslo", hasIndicator: true))),
      ],
      target: .values([
        ValueTarget(name: "price", shift: 2, scale: 0.5, logarithmOffset: 1, smearing: 1.25, range: 0...40),
        ValueTarget(name: "tax", shift: 1, scale: 3, range: -2...2),
      ]))
    let members = try (0..<3).map { i in
      try FeedForwardNetwork<Scalar>(
        inputs: pipeline.width, layers: [Layer(4 + i, .mish), Layer(2, .identity)], seed: UInt64(i))
    }
    return TrainedModel(ensemble: try Ensemble(members), loss: .squaredError, pipeline: pipeline)
  }

  /// Dates, times, texts in an order, and how a table was read.
  static func dated<Scalar: BLASScalar>(_: Scalar.Type) throws -> TrainedModel<Scalar> {
    let calendar = NumberEncoding.Calendar(
      parts: NumberEncoding.Calendar.Part.allCases, yearShift: 2001, yearScale: 17)
    var spelling = ColumnSpelling()
    (spelling.dateOrder, spelling.missing) = (.dayFirst, ["soon", "é"])
    var money = ColumnSpelling()
    (money.decimalMark, money.currency) = (.comma, "€")
    let pipeline = Pipeline(
      inputs: [
        InputColumn(
          name: "when",
          encoding: .number(
            NumberEncoding(
              shift: 11000, scale: 9000, bins: .init(edges: [-700_000, 0, 20000], means: [0.5, 0.25]), isDate: true,
              calendar: calendar, fill: 10957.25, hasIndicator: true, range: -719_528...47482))),
        InputColumn(
          name: "clock",
          encoding: .number(NumberEncoding(isDate: true, calendar: .init(parts: [.timeOfDay]), range: 0...1))),
        InputColumn(name: "price", encoding: .number(NumberEncoding(scale: 3, range: -1...4))),
        InputColumn(
          name: "size",
          encoding: .category(
            CategoryEncoding(categories: ["S", "M", "L", "XL"], isSigned: true, fill: "M", ignoresUnknown: true))),
      ], target: .classes(name: "y", classes: ["a", "b", "c"]),
      reading: TableReading(
        missing: ["-999", ""],
        columns: [.init(name: "when", spelling: spelling), .init(name: "price", spelling: money)]))
    let network = try FeedForwardNetwork<Scalar>(
      inputs: pipeline.width, layers: [Layer(5, .tanh), Layer(3, .softmax)], seed: 8)
    return TrainedModel(network: network, loss: .crossEntropy, pipeline: pipeline)
  }
}

/// Whether two models are the same in every bit that a file holds.
func isSame<Scalar>(_ a: TrainedModel<Scalar>, _ b: TrainedModel<Scalar>) -> Bool {
  a.network.inputs == b.network.inputs && "\(a.network.layers)" == "\(b.network.layers)"
    && a.network.parameters == b.network.parameters && "\(a.loss)" == "\(b.loss)" && a.pipeline == b.pipeline
    && a.provenance == b.provenance
}
