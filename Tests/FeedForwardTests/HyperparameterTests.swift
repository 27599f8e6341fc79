import FeedForward
import Testing

/// Ranges of numbers as a reader of the documentation knows them.
private enum Expected: String {
  case any = "a finite number"
  case atLeast0 = "a number ≥ 0"
  case atLeast1 = "a number ≥ 1"
  case above0 = "a number > 0"
  case above1 = "a number > 1"
  case from0Below1 = "0 ≤ x < 1"
  case from0To1 = "0 ≤ x ≤ 1"
  case above0Below1 = "0 < x < 1"
  case above0To1 = "0 < x ≤ 1"
  case countFrom1 = "at least 1"
  case countFrom2 = "at least 2"

  func contains(_ x: Double) -> Bool {
    guard x.isFinite else { return false }
    return switch self {
    case .any: true
    case .atLeast0: x >= 0
    case .atLeast1: x >= 1
    case .above0: x > 0
    case .above1: x > 1
    case .from0Below1: x >= 0 && x < 1
    case .from0To1: x >= 0 && x <= 1
    case .above0Below1: x > 0 && x < 1
    case .above0To1: x > 0 && x <= 1
    case .countFrom1: x >= 1 && x == x.rounded()
    case .countFrom2: x >= 2 && x == x.rounded()
    }
  }

  var isCount: Bool { self == .countFrom1 || self == .countFrom2 }
}

/// A number of a setting, and what has to be given beside it.
private struct Line {
  let kind: String
  let label: String
  let range: Expected
  var beside = ""
  /// What an error calls it; nil for the label of the kind.
  var name: String?

  func text(_ x: Double) -> String { "\(kind)(\(label): \(x)\(beside.isEmpty ? "" : ", ")\(beside))" }
}

@Suite struct HyperparameterTests {
  private static let optimizers: [Line] =
    [
      Line(kind: "sgd", label: "momentum", range: .from0Below1),
      Line(kind: "adagrad", label: "epsilon", range: .above0),
      Line(kind: "rmsprop", label: "decay", range: .from0Below1),
      Line(kind: "rmsprop", label: "epsilon", range: .above0),
      Line(kind: "adam", label: "beta1", range: .from0Below1), Line(kind: "adam", label: "beta2", range: .from0Below1),
      Line(kind: "adam", label: "epsilon", range: .above0), Line(kind: "adam", label: "weightDecay", range: .atLeast0),
      Line(kind: "nadam", label: "beta1", range: .from0Below1),
      Line(kind: "nadam", label: "beta2", range: .from0Below1),
      Line(kind: "nadam", label: "epsilon", range: .above0),
      Line(kind: "nadam", label: "momentumDecay", range: .atLeast0),
      Line(kind: "lion", label: "beta1", range: .from0Below1), Line(kind: "lion", label: "beta2", range: .from0Below1),
      Line(kind: "lion", label: "weightDecay", range: .atLeast0),
      Line(kind: "l-bfgs", label: "memory", range: .countFrom1),
      Line(kind: "l-bfgs", label: "gradientTolerance", range: .atLeast0),
      Line(kind: "scg", label: "distance", range: .above0), Line(kind: "scg", label: "scale", range: .above0),
      Line(kind: "scg", label: "gradientTolerance", range: .atLeast0),
      Line(kind: "levenberg-marquardt", label: "damping", range: .above0),
      Line(kind: "levenberg-marquardt", label: "gradientTolerance", range: .atLeast0),
      Line(kind: "rprop", label: "increase", range: .above1),
      Line(kind: "rprop", label: "decrease", range: .above0Below1),
      Line(kind: "rprop", label: "smallestStep", range: .atLeast0, beside: "initialStep: 1e300, largestStep: 1e300"),
      Line(kind: "rprop", label: "largestStep", range: .above0, beside: "initialStep: 5e-324, smallestStep: 0"),
    ]
    + ["sgd", "adagrad", "rmsprop", "adam", "nadam", "lion"].map {
      Line(kind: $0, label: "learningRate", range: .atLeast0, name: "learning rate")
    }

  private static let schedules = [
    Line(kind: "step", label: "every", range: .countFrom1),
    Line(kind: "step", label: "factor", range: .above0To1, beside: "every: 1"),
    Line(kind: "exponential", label: "factor", range: .above0To1),
    Line(kind: "cosine", label: "period", range: .above0),
    Line(kind: "cosine", label: "minimum", range: .from0To1, beside: "period: 1"),
    Line(kind: "cosine", label: "periodFactor", range: .atLeast1, beside: "period: 1"),
    Line(kind: "one-cycle", label: "epochs", range: .above0),
    Line(kind: "one-cycle", label: "peakAt", range: .above0Below1, beside: "epochs: 1"),
    Line(kind: "one-cycle", label: "initialFactor", range: .above0To1, beside: "epochs: 1"),
    Line(kind: "one-cycle", label: "finalFactor", range: .from0To1, beside: "epochs: 1"),
    Line(kind: "coslog", label: "epochs", range: .above0),
    Line(kind: "coslog", label: "humps", range: .countFrom1, beside: "epochs: 1"),
    Line(kind: "flat-cosine", label: "epochs", range: .above0),
    Line(kind: "flat-cosine", label: "flatShare", range: .from0Below1, beside: "epochs: 1"),
    Line(kind: "warm-up", label: "epochs", range: .above0),
    Line(kind: "inverse-scaling", label: "power", range: .above0),
    Line(kind: "plateau", label: "factor", range: .above0Below1),
    Line(kind: "plateau", label: "patience", range: .countFrom1),
    Line(kind: "plateau", label: "minimumImprovement", range: .from0Below1),
    Line(kind: "plateau", label: "minimum", range: .from0To1),
  ]

  private static let criteria = [
    Line(kind: "patience", label: "epochs", range: .countFrom1),
    Line(kind: "generalization-loss", label: "above", range: .atLeast0),
    Line(kind: "quotient", label: "above", range: .atLeast0),
    Line(kind: "quotient", label: "strip", range: .countFrom2, beside: "above: 1"),
    Line(kind: "rising-strips", label: "strips", range: .countFrom1),
    Line(kind: "rising-strips", label: "strip", range: .countFrom1, beside: "strips: 1"),
    Line(kind: "training-progress", label: "below", range: .above0),
    Line(kind: "training-progress", label: "strip", range: .countFrom2, beside: "below: 1"),
    Line(kind: "training-plateau", label: "patience", range: .countFrom1),
    Line(kind: "training-plateau", label: "tolerance", range: .atLeast0, name: "tolerance"),
  ]

  private static let losses = [
    Line(kind: "huber", label: "delta", range: .above0),
    Line(kind: "weighted-binary-cross-entropy", label: "positiveWeights", range: .above0),
    Line(kind: "quantile", label: "levels", range: .above0Below1),
  ]

  private static let activations = [
    Line(kind: "leaky-relu", label: "slope", range: .atLeast0), Line(kind: "elu", label: "alpha", range: .above0),
    Line(kind: "increasing", label: "groups", range: .countFrom1),
  ]

  private static let partRates = ["weights", "biases"].map {
    Line(kind: "part-rates", label: $0, range: .atLeast0, name: "rate factor")
  }

  private static let values = [
    -Double.infinity, -1e300, -1, -0.5, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.5, 1 - .ulpOfOne / 2, 1,
    1 + .ulpOfOne, 1.5, 2, 3, 1e15, 1e300, .infinity, .nan,
  ]

  /// A text is read if and only if its number is in the range; else the error says which, and the range.
  private func check(_ lines: [Line], read: (String) throws -> Void) {
    for line in lines {
      for x in Self.values {
        let isIn = line.range.contains(x) && (!line.range.isCount || x < 1e16)
        do {
          try read(line.text(x))
          #expect(isIn, "\(line.text(x)) was taken")
        } catch {
          #expect(!isIn, "\(error)")
          let name = line.name ?? "\(line.label) of \(line.kind)"
          #expect("\(error)".contains(name) && "\(error)".contains(line.range.rawValue), "\(error)")
        }
      }
    }
  }

  @Test func numbersOfTexts() {
    check(Self.optimizers) { _ = try Optimizers.named($0) }
    check(Self.schedules) { _ = try Schedule($0) }
    check(Self.criteria) { _ = try EarlyStopping.Criterion($0) }
    check(Self.losses) { _ = try Loss($0) }
    check(Self.activations) { _ = try Activation($0) }
    check(Self.partRates) { _ = try PartRates($0) }
    check([Line(kind: "orthogonal", label: "gain", range: .any)]) { _ = try Initializer($0) }
    let limits = ["value", "norm"].map { Line(kind: $0, label: "limit", range: .above0) }
    check(limits) { _ = try GradientClipping($0) }
    check([Line(kind: "dropout", label: "hidden", range: .from0Below1, name: "dropout")]) { _ = try Dropout($0) }
    check([Line(kind: "dropout", label: "inputs", range: .from0Below1, name: "dropout of inputs")]) {
      _ = try Dropout($0)
    }
  }

  /// No number of a setting is without its line above.
  @Test func everyNumberIsChecked() throws {
    let lines = Set((Self.optimizers + Self.schedules + Self.criteria + Self.losses + Self.activations).map(\.id))
    var texts = Optimizers.names.compactMap { try? Optimizers.named($0).setting }
    texts += [Schedule.step(every: 1), .exponential(), .cosine(period: 1), .oneCycle(epochs: 1)].map(
      \.canonicalText)
    texts += [Schedule.warmUp(epochs: 1), .inverseScaling(), .reduceOnPlateau()].map(\.canonicalText)
    texts += [EarlyStopping.Criterion.patience(1), .generalizationLoss(above: 1), .quotient(above: 1)].map(
      \.canonicalText)
    texts += [EarlyStopping.Criterion.risingStrips(1), .trainingProgress(below: 1), .trainingPlateau()].map(
      \.canonicalText)
    texts += [Loss.huber(), .quantile(), .weightedBinaryCrossEntropy(positiveWeights: [1])].map(\.canonicalText)
    texts += [Activation.leakyReLU(), .elu(), .increasing()].map(\.canonicalText)
    #expect(texts.count > 30)
    let others: Set = ["nesterov", "isBayesian", "variant", "initialStep", "then"]
    for text in texts {
      for argument in "\(text)".drop(while: { $0 != "(" }).dropFirst().dropLast().split(separator: ", ") {
        guard let label = argument.split(separator: ":").first.map(String.init), argument.contains(":") else {
          continue
        }
        #expect(lines.contains("\(text.name) \(label)") || others.contains(label), "\(label) of \(text.name)")
      }
    }
  }

  // MARK: - The same by code

  private func fit(_ trainer: Trainer) throws {
    let inputs = try Matrix<Double>([[0.5], [-1]])
    let data =
      trainer.classWeights == nil
      ? try Dataset(inputs: inputs, values: Matrix([[1], [0]])) : try Dataset(inputs: inputs, classes: [1, 0])
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .logistic)])
    try trainer.fit(&network, to: data, validation: data) { _ in .stop }
  }

  private func check(_ line: Hyperparameter, _ range: String, bad: [Double], good: [Double], _ use: (Double) -> Trainer)
  {
    #expect("\(line.range)" == range)
    for x in good { #expect(throws: Never.self) { try fit(use(x)) } }
    for x in bad {
      let value = line.range.isWhole ? "\(Int(x))" : "\(x)"
      let expected = FeedForwardError.invalidSetting(name: line.name, value: value, expected: range)
      #expect(throws: expected) { try fit(use(x)) }
    }
  }

  @Test func numbersOfATrainer() {
    check(.batchSize, "at least 1", bad: [0, -7], good: [1, 2]) { Trainer(batchSize: Int($0), epochs: 1) }
    check(.epochs, "at least 1", bad: [0, -7], good: [1, 2]) { Trainer(epochs: Int($0)) }
    let below0: [Double] = [-1, -.leastNonzeroMagnitude, .nan, .infinity]
    check(.l2, "a number ≥ 0", bad: below0, good: [0, 1]) { Trainer(l2: $0, epochs: 1) }
    check(.l1, "a number ≥ 0", bad: below0, good: [0, 1]) { Trainer(l1: $0, epochs: 1) }
    check(.inputNoise, "a number ≥ 0", bad: below0, good: [0, 1]) { Trainer(noise: Noise(inputs: $0), epochs: 1) }
    check(.labelSmoothing, "0 ≤ x < 1", bad: below0 + [1], good: [0, 0.5]) {
      Trainer(noise: Noise(labelSmoothing: $0), epochs: 1)
    }
    check(.dropout, "0 ≤ x < 1", bad: below0 + [1], good: [0]) {
      Trainer(noise: Noise(dropout: Dropout($0)), epochs: 1)
    }
    check(.inputDropout, "0 ≤ x < 1", bad: below0 + [1], good: [0, 0.5]) {
      Trainer(noise: Noise(dropout: Dropout(0, inputs: $0)), epochs: 1)
    }
    check(.maxNorm, "a number > 0", bad: below0 + [0], good: [1]) { Trainer(maxNorm: $0, epochs: 1) }
    check(.classWeight, "a number ≥ 0", bad: below0, good: [0, 2]) { Trainer(classWeights: .each([$0, 1]), epochs: 1) }
    check(.learningRate, "a number ≥ 0", bad: below0, good: [0, 1]) {
      Trainer(optimizer: .adam(learningRate: $0), epochs: 1)
    }
    check(.tolerance, "a number ≥ 0", bad: below0, good: [0, 1]) {
      Trainer(epochs: 1, earlyStopping: EarlyStopping(.trainingPlateau(tolerance: $0)))
    }
  }

  /// Settings that are made by code are held to what texts are.
  @Test func settingsByCode() {
    let trainers = [
      Trainer(optimizer: .adam(beta1: 1)), Trainer(optimizer: .lbfgs(memory: 0)),
      Trainer(optimizer: .rprop(increase: 1)),
      Trainer(schedule: .exponential(factor: 2)),
      Trainer(schedule: .warmUp(epochs: 1, then: .inverseScaling(power: 0))),
      Trainer(clipping: .norm(0)), Trainer(loss: .huber(delta: 0)), Trainer(loss: .quantile([1])),
      Trainer(earlyStopping: EarlyStopping(patience: 0)),
      Trainer(earlyStopping: EarlyStopping(patience: 1, minimumImprovement: -1)),
    ]
    for trainer in trainers {
      #expect(throws: FeedForwardError.self, "\(trainer)") { try fit(trainer) }
    }
  }

  @Test func settingsOfALayer() {
    let layers = [
      (Layer(4, .leakyReLU(slope: -1)), "a number ≥ 0 for the slope of leaky-relu"),
      (Layer(4, .elu(alpha: 0)), "a number > 0 for the alpha of elu"), (Layer(4, .increasing(groups: 0)), "equal size"),
      (Layer(4, .identity, initializer: .orthogonal(gain: .nan)), "a finite number for the gain of orthogonal"),
      (Layer(4, .identity, initializer: .uniform(-.infinity...1)), "a finite number for the from of uniform"),
    ]
    for (layer, words) in layers {
      do {
        _ = try FeedForwardNetwork<Double>(inputs: 4, layers: [layer])
        Issue.record("\(layer) was taken")
      } catch {
        #expect("\(error)".contains("Layer 1") && "\(error)".contains(words), "\(error)")
      }
    }
  }
}

extension Line {
  fileprivate var id: String { "\(kind) \(label)" }
}
