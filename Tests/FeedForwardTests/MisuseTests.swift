import FeedForward
import Testing

/// Does misuse speak? Each line is one mistake, and what the sentence about it has to name: the value,
/// and what was expected.
@Suite struct MisuseTests {
  private let row = [[0.5, -1.5], [1.0, 2.0]]

  private func network(_ output: Layer = Layer(3, .softmax)) throws -> FeedForwardNetwork<Double> {
    try FeedForwardNetwork(inputs: 2, layers: [Layer(4, .tanh), output])
  }

  private func classes(_ classes: [Int] = [0, 2]) throws -> Dataset<Double> {
    try Dataset(inputs: Matrix(row), classes: classes)
  }

  private func values(_ values: [[Double]]) throws -> Dataset<Double> {
    try Dataset(inputs: Matrix(row), values: Matrix(values))
  }

  @Test func matrices() throws {
    expect(naming: ["3 elements", "2 × 2"], "count") {
      _ = try Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3])
    }
    expect(naming: ["-1"], "negative") { _ = try Matrix<Double>(rows: -1, columns: 2, elements: []) }
    expect(naming: ["Row 1", "1 columns", "2 as"], "ragged") { _ = try Matrix<Double>([[1, 2], [3]]) }
    expect(naming: ["\(Int.max)"], "overflow") { _ = try Matrix<Double>(rows: .max, columns: 2, elements: []) }
    expect(naming: ["bytes"], "memory") { _ = try Matrix<Double>(zeros: 1 << 40, by: 1 << 12) }
    expect(naming: ["Row index", "7"], "selection") { _ = try Matrix(row).selecting(rows: [7]) }
  }

  @Test func dataSets() throws {
    expect(naming: ["inputs", "empty"], "no rows") { _ = try Dataset(inputs: Matrix<Double>([]), classes: []) }
    expect(naming: ["targets", "empty"], "no columns") {
      _ = try Dataset(inputs: Matrix(row), values: Matrix(rows: 2, columns: 0, elements: []))
    }
    expect(naming: ["1 rows", "2"], "rows") { _ = try Dataset(inputs: Matrix(row), classes: [0]) }
    expect(naming: ["Inputs, row 1, column 0", "nan"], "NaN") {
      _ = try Dataset(inputs: Matrix([[0, 0], [Double.nan, 0]]), classes: [0, 0])
    }
    expect(naming: ["Targets, row 1, column 1", "-inf"], "infinity") { _ = try values([[0, 0], [0, -.infinity]]) }
    expect(naming: ["inf"], "out of Float's range") {
      _ = try Dataset(inputs: Matrix([[1e300]]), classes: [0]).converted(to: Float.self)
    }
    for fraction in [0, 1, -0.5, -1e300, .nan, 1e-9] {
      expect(naming: ["\(fraction)", "2 rows"], "fraction") { _ = try classes().split(fraction: fraction, seed: 0) }
    }
    expect(naming: ["empty"], "selection") { _ = try classes().selecting(rows: []) }
  }

  @Test func networks() throws {
    expect(naming: ["inputs is 0", "1 to"], "inputs") {
      _ = try FeedForwardNetwork<Float>(inputs: 0, layers: [Layer(1, .tanh)])
    }
    expect(naming: ["layers", "at least one"], "no layer") { _ = try FeedForwardNetwork<Float>(inputs: 2, layers: []) }
    for units in [0, -3, Int(Int32.max)] {
      expect(naming: ["Layer 2", "\(units) units", "1 to"], "units") { _ = try network(Layer(units, .tanh)) }
    }
    expect(naming: ["softmax with one output", "2 outputs"], "softmax") { _ = try network(Layer(1, .softmax)) }
    expect(naming: ["Layer 1", "hidden", "output layer only"], "hidden softmax") {
      _ = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(2, .softmax), Layer(2, .softmax)])
    }
    expect(naming: ["Layer 2", "3 outputs", "even number"], "variances") { _ = try network(Layer(3, .meanAndVariance)) }
    for groups in [0, -1, 2] {
      expect(naming: ["Layer 2", "3 outputs in \(groups) groups", "equal size"], "groups") {
        _ = try network(Layer(3, .increasing(groups: groups)))
      }
    }
    for activation in [Activation.meanAndVariance, .increasing()] {
      expect(naming: ["Layer 1", "\(activation) in a hidden layer", "output layer only"], "hidden \(activation)") {
        _ = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(2, activation), Layer(2, .softmax)])
      }
    }
    for slope in [-0.1, .nan, .infinity] {
      expect(naming: ["Layer 2", "leaky-relu(slope: ", "≥ 0"], "slope") {
        _ = try network(Layer(3, .leakyReLU(slope: slope)))
      }
      expect(naming: ["Layer 2", "elu(alpha: ", "> 0"], "alpha") { _ = try network(Layer(3, .elu(alpha: slope))) }
    }
    expect(naming: ["inf", "finite"], "range") {
      _ = try network(Layer(3, .tanh, initializer: .uniform(0...Double.infinity)))
    }
    expect(naming: ["gain: nan", "finite"], "gain") {
      _ = try network(Layer(3, .tanh, initializer: .orthogonal(gain: .nan)))
    }
    expect(naming: ["found 3", "expected 4"], "parameters") {
      _ = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(2, .tanh)], parameters: [1, 2, 3])
    }
    expect(naming: ["Parameters", "nan"], "parameter") {
      _ = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .tanh)], parameters: [1, .nan])
    }
    expect(naming: ["8000000004000000000", "at most \(Int.max)"], "overflow") {
      _ = try FeedForwardNetwork<Float>(
        inputs: 2_000_000_000, layers: [Layer(2_000_000_000, .tanh), Layer(2_000_000_000, .tanh)])
    }
    expect(naming: ["bytes"], "memory") {
      _ = try FeedForwardNetwork<Float>(inputs: 1 << 22, layers: [Layer(1 << 22, .tanh)])
    }
    var changed = try network()
    let before = changed.parameters
    expect(naming: ["found 1", "expected \(before.count)"], "set") { try changed.setParameters([1]) }
    expect(naming: ["layer is 2", "0 to 1"], "no such layer") { try changed.setTheta(2, to: Matrix([[1]])) }
    expect(naming: ["1 × 1", "4 × 3"], "shape of Θ") { try changed.setTheta(0, to: Matrix([[1]])) }
    #expect(changed.parameters == before)
  }

  @Test func predictions() throws {
    let network = try network()
    expect(naming: ["3 columns", "2"], "columns") { _ = try network.predict(Matrix([[1, 2, 3]])) }
    expect(naming: ["1 columns", "2"], "one row") { _ = try network.predict([1]) }
    expect(naming: ["row 0, column 1", "inf"], "infinity") { _ = try network.predict([1, .infinity]) }
    expect(naming: ["output is 3", "0 to 2"], "output") { _ = try network.inputGradient(ofOutput: 3, at: Matrix(row)) }
    #expect(try network.predict(Matrix(rows: 0, columns: 2, elements: [])).rows == 0)
  }

  @Test func labels() throws {
    let trainer = Trainer(epochs: 1)
    var it = try network()
    let before = it.parameters
    expect(naming: ["row 1", "3", "0 to 2"], "class") { try trainer.fit(&it, to: classes([0, 3])) }
    expect(naming: ["row 0", "-1", "0 to 2"], "negative class") { try trainer.fit(&it, to: classes([-1, 0])) }
    expect(naming: ["2 columns", "3"], "columns of targets") { try trainer.fit(&it, to: values([[0, 1], [1, 0]])) }
    expect(naming: ["row 1, column 2", "-0.5", "0 … 1"], "probability") {
      try trainer.fit(&it, to: values([[0, 0, 1], [1, 0.5, -0.5]]))
    }
    expect(naming: ["row 0", "1.5", "sums to 1"], "sum") {
      try trainer.fit(&it, to: values([[0.5, 0.5, 0.5], [1, 0, 0]]))
    }
    expect(naming: ["Validation data", "columns"], "validation") {
      try trainer.fit(&it, to: classes(), validation: Dataset(inputs: Matrix([[1]]), classes: [0]))
    }
    #expect(it.parameters == before)
    var one = try network(Layer(1, .logistic))
    expect(naming: ["row 1", "2", "0 to 1"], "two classes") { try trainer.fit(&one, to: classes([0, 2])) }
    expect(naming: ["row 1, column 0", "1.5", "0 … 1"], "label") { try trainer.fit(&one, to: values([[0], [1.5]])) }
    let counts = try network(Layer(2, .exponential))
    expect(naming: ["row 1, column 0", "-1.0", "≥ 0 for poisson"], "count") {
      _ = try counts.evaluate(on: values([[0, 4], [-1, 2]]))
    }
    for (output, loss) in [
      (.exponential, .poisson), (.meanAndVariance, .gaussian), (.identity, .quantile([0.5])),
    ] as [(Activation, Loss)] {
      expect(naming: ["\(loss)", "class indices", "values"], "\(loss)") {
        _ = try network(Layer(2, output)).evaluate(on: classes([0, 1]), loss: loss)
      }
    }
    let normal = try network(Layer(4, .meanAndVariance))
    expect(naming: ["4 columns", "2 for the network's 4 outputs", "gaussian"], "means") {
      _ = try normal.evaluate(on: values([[0, 1, 1, 1], [1, 0, 1, 1]]))
    }
    expect(naming: ["row 0, column 1", "1.5", "0 … 1"], "label") {
      let loss = Loss.weightedBinaryCrossEntropy(positiveWeights: [1, 2])
      _ = try network(Layer(2, .logistic)).evaluate(on: values([[0, 1.5], [0, 0]]), loss: loss)
    }
    var several = try network(Layer(3, .logistic))
    expect(naming: ["binary-cross-entropy", "class indices", "3 outputs"], "class indices") {
      try trainer.fit(&several, to: classes())
    }
  }

  @Test func losses() throws {
    for (loss, output) in [
      (Loss.crossEntropy, Activation.logistic), (.crossEntropy, .relu), (.binaryCrossEntropy, .tanh),
    ] {
      var it = try network(Layer(3, output))
      expect(naming: ["\(loss)", "\(output)"], "pair") { try Trainer(loss: loss, epochs: 1).fit(&it, to: classes()) }
      expect(naming: ["\(loss)", "\(output)"], "pair") { _ = try it.evaluate(on: classes(), loss: loss) }
      expect(naming: ["\(loss)", "\(output)"], "pair") { _ = try it.gradients(on: classes(), loss: loss) }
    }
    for delta in [0, -1, .nan] {
      var it = try network(Layer(3, .identity))
      expect(naming: ["delta", "\(delta)", "> 0"], "Huber") {
        try Trainer(loss: .huber(delta: delta), epochs: 1).fit(&it, to: classes())
      }
    }
    for (loss, output, units) in [
      (.poisson, .identity, 2), (.poisson, .softplus, 2), (.gaussian, .identity, 2),
      (.weightedBinaryCrossEntropy(positiveWeights: [1, 1]), .softmax, 2), (.quantile([0.1, 0.9]), .identity, 2),
      (.quantile([0.1, 0.9]), .increasing(), 3), (.quantile([0.1, 0.9]), .increasing(groups: 2), 2),
      (.quantile([0.5]), .increasing(), 2),
    ] as [(Loss, Activation, Int)] {
      var it = try network(Layer(units, output))
      expect(naming: ["\(loss)", "\(output)"], "pair") {
        try Trainer(loss: loss, epochs: 1).fit(&it, to: values([[0, 1], [1, 0]]))
      }
    }
    for levels in [[], [0.5, 0.5], [0.9, 0.1]] as [[Double]] {
      let it = try network(Layer(max(1, levels.count), .increasing()))
      expect(naming: ["levels of quantile", "\(levels)", "larger than the one before"], "levels") {
        _ = try it.gradients(on: values([[0], [1]]), loss: .quantile(levels))
      }
    }
    for value in [0, 1, -0.5, .nan] as [Double] {
      expect(naming: ["levels of quantile", "\(value)", "0 < x < 1"], "level") {
        let it = try network(Layer(2, .increasing()))
        _ = try it.gradients(on: values([[0], [1]]), loss: .quantile([0.25, value]))
      }
    }
    for weight in [0, -1, .nan, .infinity] as [Double] {
      let it = try network(Layer(2, .logistic))
      expect(naming: ["positiveWeights", "\(weight)", "> 0"], "weight") {
        _ = try it.gradients(
          on: values([[0, 1], [1, 0]]), loss: .weightedBinaryCrossEntropy(positiveWeights: [1, weight]))
      }
    }
    expect(naming: ["Positive weights", "found 3", "2, one for each output"], "weights") {
      _ = try network(Layer(2, .logistic)).gradients(
        on: values([[0, 1], [1, 0]]), loss: .weightedBinaryCrossEntropy(positiveWeights: [1, 1, 1]))
    }
    expect(naming: ["class indices", "values"], "least squares") {
      _ = try FeedForwardNetwork.leastSquares(fitting: classes())
    }
    expect(naming: ["l2", "-1"], "ridge") {
      _ = try FeedForwardNetwork.leastSquares(fitting: values([[1], [2]]), l2: -1)
    }
    expect(naming: ["limit is 0", "at least 1"], "limit") { _ = try network().checkGradients(on: classes(), limit: 0) }
  }

  @Test func settings() throws {
    let mistakes: [([String], Trainer)] = [
      (["learning rate", "-0.1", "≥ 0"], Trainer(optimizer: .sgd(learningRate: -0.1))),
      (["learning rate", "nan", "≥ 0"], Trainer(optimizer: .adam(learningRate: .nan))),
      (["momentum", "1.0", "< 1"], Trainer(optimizer: .sgd(learningRate: 1, momentum: 1))),
      (["momentum", "-0.5"], Trainer(optimizer: .sgd(learningRate: 1, momentum: -0.5))),
      (["nesterov", "momentum"], Trainer(optimizer: .sgd(learningRate: 1, nesterov: true))),
      (["beta1", "1.0", "< 1"], Trainer(optimizer: .adam(beta1: 1))),
      (["beta2", "-1.0", "0 ≤"], Trainer(optimizer: .adam(beta2: -1))),
      (["epsilon", "0.0", "> 0"], Trainer(optimizer: .adam(epsilon: 0))),
      (["l2", "-1.0", "≥ 0"], Trainer(l2: -1)), (["l1", "inf", "≥ 0"], Trainer(l1: .infinity)),
      (["batchSize", "0", "at least 1"], Trainer(batchSize: 0)), (["epochs", "-2", "at least 1"], Trainer(epochs: -2)),
      (["patience", "0", "at least 1"], Trainer(earlyStopping: EarlyStopping(patience: 0))),
      (
        ["minimumImprovement", "-1.0", "≥ 0"],
        Trainer(earlyStopping: EarlyStopping(patience: 1, minimumImprovement: -1))
      ),
      (["earlyStopping", "validation"], Trainer(earlyStopping: EarlyStopping(patience: 3))),
    ]
    let data = try classes()
    for (words, trainer) in mistakes {
      var it = try network()
      let before = it.parameters
      expect(naming: words, "\(words)") { try trainer.fit(&it, to: data) }
      #expect(it.parameters == before)
    }
    #expect(try data == classes())
  }
}
