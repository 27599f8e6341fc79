import FeedForward
import NaiveFeedForward
import TestSupport
import Testing

/// Rules that look at E in more than one place.
@Suite struct SecondOrderTests {
  static var rules: [any Optimizer] { [.lbfgs(), .scaledConjugateGradient(), .levenbergMarquardt()] }

  /// A smooth problem with two outputs.
  private func problem<Scalar: BLASScalar>(
    _: Scalar.Type, rows: Int = 30
  ) throws -> (network: FeedForwardNetwork<Scalar>, data: Dataset<Scalar>) {
    var samples = Samples(seed: 31)
    let network = try FeedForwardNetwork<Scalar>(inputs: 3, layers: [Layer(5, .tanh), Layer(2, .identity)], seed: 4)
    return (network, try Dataset(inputs: samples.matrix(rows, 3), values: samples.matrix(rows, 2)))
  }

  private struct Training {
    var network: FeedForwardNetwork<Double>
    let data: Dataset<Double>

    /// θ before the first epoch and after each.
    func path(_ rule: any Optimizer, epochs: Int, l2: Double = 0) throws -> [[Double]] {
      var (network, state, path) = (network, TrainingState<Double>(), [network.parameters.elements])
      let trainer = Trainer(optimizer: rule, loss: .squaredError, l2: l2, epochs: 1)
      for _ in 0..<epochs {
        try trainer.fit(&network, to: data, continuing: &state)
        path.append(network.parameters.elements)
      }
      return path
    }

    func function(l2: Double = 0) -> ([Double]) -> (value: Double, gradient: [Double]) {
      { theta in
        var network = network
        do {
          try network.setParameters(theta)
          let gradients = try network.gradients(on: data, loss: .squaredError, l2: l2)
          return (gradients.loss, gradients.parameters.elements)
        } catch {
          Issue.record(error)
          return (.nan, [])
        }
      }
    }
  }

  private func smooth() throws -> Training {
    let (network, data) = try problem(Double.self)
    return Training(network: network, data: data)
  }

  private func compareScaledConjugateGradient(_ training: Training, l2: Double, _ name: String) throws {
    let path = try training.path(.scaledConjugateGradient(), epochs: 12, l2: l2)
    let function = training.function(l2: l2)
    var (theta, naive, worst) = (path[0], NaiveScaledConjugateGradient(), WorstRatio(name))
    for (k, found) in path.enumerated().dropFirst() {
      naive.iterate(&theta, function)
      worst.compare(found, theta, allowed: 1e-7, "θ after step \(k)")
    }
    worst.expectWithin()
    #expect(path[12] != path[0])
  }

  /// Errors of rounding grow from step to step, the more the longer the steps are: 12 of them keep 7 digits here.
  @Test func scaledConjugateGradient() throws {
    try compareScaledConjugateGradient(try smooth(), l2: 0.1, "scaled conjugate gradient")
  }

  /// Where a logistic output is near 1 and should be 0, the squared error bends down along its gradient.
  @Test func scaledConjugateGradientWhereTheCurvatureIsNegative() throws {
    var samples = Samples(seed: 33)
    var network = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(5, .tanh), Layer(1, .logistic)], seed: 4)
    var theta = network.parameters.elements
    theta[5 * 4] = 3
    try network.setParameters(theta)
    let data = try Dataset(inputs: samples.matrix(30, 3), values: Matrix<Double>(zeros: 30, by: 1))
    let training = Training(network: network, data: data)
    let function = training.function()
    let gradient = function(theta).gradient
    let ahead = function(zip(theta, gradient).map { $0 - 1e-6 * $1 }).gradient
    var curvature = 0.0
    for (now, then) in zip(gradient, ahead) { curvature += now * (now - then) }
    #expect(curvature < 0)
    try compareScaledConjugateGradient(training, l2: 0, "scaled conjugate gradient, negative curvature")
  }

  /// Every step goes along −H ∇E with H written out, and is as long as the strong Wolfe conditions ask for.
  @Test func quasiNewtonSteps() throws {
    let memory = 4
    let path = try smooth().path(.lbfgs(memory: memory), epochs: 12, l2: 0.1)
    let function = try smooth().function(l2: 0.1)
    var naive = NaiveQuasiNewton()
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    for k in 1..<path.count {
      let (before, after) = (function(path[k - 1]), function(path[k]))
      let step = zip(path[k], path[k - 1]).map { $0 - $1 }
      let direction = naive.direction(before.gradient)
      let length = dot(step, direction) / dot(direction, direction)
      let sideways = zip(step, direction).map { $0 - length * $1 }
      // Solving for H loses digits with the condition of the problem.
      #expect(dot(sideways, sideways).squareRoot() <= 1e-9 * dot(step, step).squareRoot(), "step \(k)")
      let slope = dot(before.gradient, direction)
      #expect(length > 0 && after.value <= before.value + 1e-4 * length * slope * (1 - 1e-6), "step \(k)")
      #expect(abs(dot(after.gradient, direction)) <= 0.9 * abs(slope) * (1 + 1e-6), "step \(k)")
      naive.changes.append((step, zip(after.gradient, before.gradient).map { $0 - $1 }))
      if naive.changes.count > memory { naive.changes.removeFirst() }
    }
  }

  /// J of the reference by central differences of the engine's outputs, good to 1e-9.
  @Test(arguments: [0, 0.1]) func levenbergMarquardt(l2: Double) throws {
    let path = try smooth().path(.levenbergMarquardt(), epochs: 6, l2: l2)
    let (start, data) = try problem(Double.self)
    guard case .values(let targets) = data.targets else { throw CancellationError() }
    func residuals(_ theta: [Double]) -> [Double] {
      var network = start
      do {
        try network.setParameters(theta)
        return zip(try network.predict(data.inputs).elements, targets.elements).map { $0 - $1 }
      } catch {
        Issue.record(error)
        return []
      }
    }
    func jacobian(_ theta: [Double]) -> [[Double]] {
      let h = 0x1p-17
      let columns = theta.indices.map { i in
        var (above, below) = (theta, theta)
        above[i] += h
        below[i] -= h
        return zip(residuals(above), residuals(below)).map { ($0 - $1) / (2 * h) }
      }
      return columns[0].indices.map { r in columns.map { $0[r] } }
    }
    let isWeight = [3, 5].enumerated().flatMap { l, inputs in
      (0..<[5, 2][l]).flatMap { _ in [false] + [Bool](repeating: true, count: inputs) }
    }
    var (theta, worst) = (path[0], WorstRatio("Levenberg–Marquardt"))
    var naive = NaiveLevenbergMarquardt(l2: l2, isWeight: isWeight)
    for (k, found) in path.enumerated().dropFirst() {
      naive.iterate(&theta, residuals: residuals, jacobian: jacobian)
      worst.compare(found, theta, allowed: 1e-6, "θ after step \(k)")
    }
    worst.expectWithin()
  }

  /// On a linear network all of them find what least squares finds, ridge included.
  @Test(arguments: 0..<3, [0, 0.5]) func leastSquares(rule: Int, l2: Double) throws {
    var samples = Samples(seed: 32)
    let data = try Dataset<Double>(inputs: samples.matrix(40, 4), values: samples.matrix(40, 2))
    let exact = try FeedForwardNetwork.leastSquares(fitting: data, l2: l2)
    var network = try FeedForwardNetwork<Double>(inputs: 4, layers: [Layer(2, .identity)], seed: 5)
    let history = try Trainer(optimizer: Self.rules[rule], l2: l2, epochs: 200).fit(&network, to: data)
    let worst = zip(network.parameters.elements, exact.parameters.elements).map { abs($0 - $1) }.max() ?? 1
    // A rule that ends where E no longer falls knows θ to √(2 ε E / λ), λ ≥ 0.1 the least curvature here.
    #expect(history.stopReason == .converged && worst <= 1e-7, "\(Self.rules[rule]): \(worst)")
  }

  /// E never rises by more than rounding, in either precision, and ends lower than where it began.
  @Test(arguments: 0..<3) func lowersTheError(rule: Int) throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var (network, data) = try problem(Scalar.self)
      let history = try Trainer(optimizer: Self.rules[rule], l2: 1e-3, epochs: 60).fit(&network, to: data)
      let losses = history.epochs.map(\.trainingLoss)
      #expect(
        zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 * (1 + 8 * Double(Scalar.ulpOfOne)) },
        "\(Self.rules[rule]), \(Scalar.self): \(losses)")
      #expect((losses.last ?? 1) < 0.5 * losses[0])
      #expect(history.epochs.allSatisfy { $0.training.r2 != nil })
    }
    try check(Float.self)
    try check(Double.self)
  }

  /// The same bits for any number of threads, and if a training is broken off and goes on.
  @Test(arguments: 0..<3) func sameBits(rule: Int) throws {
    let (start, data) = try problem(Float.self, rows: 200)
    func trained(threads: Int, parts: [Int]) throws -> ParameterVector<Float> {
      var (network, state) = (start, TrainingState<Float>())
      for epochs in parts {
        try Trainer(optimizer: Self.rules[rule], epochs: epochs, threads: threads).fit(
          &network, to: data, continuing: &state)
      }
      return network.parameters
    }
    let one = try trained(threads: 1, parts: [7])
    for threads in [2, 3] { #expect(try trained(threads: threads, parts: [7]) == one) }
    #expect(try trained(threads: 1, parts: [3, 1, 3]) == one)
  }

  /// Classes by cross-entropy, for the two that are not bound to squares.
  @Test(arguments: 0..<2) func crossEntropy(rule: Int) throws {
    var samples = Samples(seed: 33)
    let inputs: Matrix<Double> = try samples.matrix(60, 2)
    let data = try Dataset(
      inputs: inputs, classes: (0..<60).map { inputs[$0, 0] * inputs[$0, 1] > 0 ? 1 : 0 })
    var network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(8, .tanh), Layer(2, .softmax)], seed: 1)
    try Trainer(optimizer: Self.rules[rule], epochs: 200).fit(&network, to: data)
    #expect(try network.evaluate(on: data).metrics.accuracy == 1)
  }

  @Test func misuse() throws {
    var (network, data) = try problem(Double.self)
    func expect(_ trainer: Trainer, _ text: String) throws {
      let before = network.parameters
      let error = try #require(#expect(throws: FeedForwardError.self) { try trainer.fit(&network, to: data) })
      #expect(error.description.contains(text), "\(error)")
      #expect(network.parameters == before)
    }
    try expect(Trainer(optimizer: .levenbergMarquardt(), loss: .absoluteError), ".lbfgs()")
    try expect(Trainer(optimizer: .levenbergMarquardt(), l1: 1), "l1 is 1")
    try expect(Trainer(optimizer: .bayesianRegularization(), l2: 1), "l2 is 1")
    var clipped = Trainer(optimizer: .lbfgs())
    clipped.clipping = .norm(1)
    try expect(clipped, "clipping")
    #expect(throws: FeedForwardError.self) {
      try OnlineTraining(of: network, by: Trainer(optimizer: .lbfgs()), largestBatch: 5)
    }
    var classifier = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(2, .softmax)])
    let classes = try Dataset(inputs: data.inputs, classes: (0..<30).map { $0 % 2 })
    #expect(throws: FeedForwardError.self) {
      try Trainer(optimizer: .levenbergMarquardt()).fit(&classifier, to: classes)
    }
  }

  /// By size and loss, with the reason in the history.
  @Test func automatic() throws {
    func choice(_ network: FeedForwardNetwork<Double>, _ data: Dataset<Double>, l1: Double = 0) throws -> String {
      var network = network
      let history = try Trainer(optimizer: .automatic, l1: l1, epochs: 1).fit(&network, to: data)
      return try #require(history.optimizer?.split(separator: ":").first.map(String.init))
    }
    let (network, data) = try problem(Double.self)
    #expect(try choice(network, data) == "levenberg-marquardt")
    #expect(try choice(network, data, l1: 0.1) == "l-bfgs")
    let wide = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(200, .tanh), Layer(2, .identity)])
    #expect(try choice(wide, data) == "l-bfgs")
    let classifier = try FeedForwardNetwork<Double>(inputs: 3, layers: [Layer(4, .tanh), Layer(2, .softmax)])
    let classes = try Dataset(inputs: data.inputs, classes: (0..<30).map { $0 % 2 })
    #expect(try choice(classifier, classes) == "l-bfgs")
    let wider = try FeedForwardNetwork<Double>(
      inputs: 3, layers: [Layer(600, .tanh), Layer(600, .tanh), Layer(2, .softmax)])
    #expect(try choice(wider, classes) == "adam")
    var given = network
    #expect(try Trainer(optimizer: .adam(), epochs: 1).fit(&given, to: data).optimizer == nil)
  }

  /// Noise of variance 0.04 on a sine: 41 parameters, of which the data decide few; the test error against the noisy
  /// targets stays near the noise, and that against the sine far below it.
  @Test func bayesianRegularization() throws {
    var samples = Samples(seed: 34)
    let count = 60
    let x = (0..<count).map { -3 + 6 * Double($0) / Double(count - 1) }
    // A sum of twelve uniform numbers is about normal.
    let noise = try (0..<count).map { _ in
      let numbers: Matrix<Double> = try samples.matrix(1, 12)
      return 0.2 * numbers.elements.reduce(0, +) / 2
    }
    let data = try Dataset<Double>(
      inputs: .column(x), values: .column(zip(x, noise).map { sine($0) + $1 }))
    var network = try FeedForwardNetwork<Double>(
      inputs: 1, layers: [Layer(20, .tanh), Layer(1, .identity)], seed: 2)
    let history = try Trainer(optimizer: .bayesianRegularization(), epochs: 200).fit(&network, to: data)
    let effective = try #require(history.epochs.last?.effectiveParameters)
    #expect(effective > 3 && effective < 20, "\(effective) of \(network.parameters.count)")
    let middle = (0..<200).map { -2.9 + 5.8 * Double($0) / 199 }
    let truth = try Dataset<Double>(inputs: .column(middle), values: .column(middle.map(sine)))
    let error = try network.evaluate(on: truth).loss
    let variance = noise.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(error < 0.3 * variance, "\(error), the noise has \(variance)")
  }

  private func sine(_ x: Double) -> Double {
    // sin by its series, good to 1e-10 on −3 … 3.
    var (term, sum) = (x, x)
    for k in 1...12 {
      term *= -x * x / Double((2 * k) * (2 * k + 1))
      sum += term
    }
    return sum
  }
}
