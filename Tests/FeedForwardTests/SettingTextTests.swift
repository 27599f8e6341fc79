import FeedForward
import Testing

/// One text for each setting, and one setting for each text.
@Suite struct SettingTextTests {
  /// Settings and their texts.
  static let texts: [(setting: any CanonicalSetting, text: String)] = [
    (Loss.squaredError, "squared-error"), (Loss.huber(delta: 0.01), "huber(delta: 0.01)"),
    (Loss.huber(), "huber(delta: 1)"), (Loss.quantile([0.1, 0.5, 0.9]), "quantile(levels: [0.1, 0.5, 0.9])"),
    (Loss.gaussian, "gaussian"),
    (
      Loss.weightedBinaryCrossEntropy(positiveWeights: [2.5]), "weighted-binary-cross-entropy(positiveWeights: [2.5])"
    ),
    (Activation.logistic, "sigmoid"), (Activation.leakyReLU(), "leaky-relu(slope: 0.01)"),
    (Activation.elu(alpha: 0.5), "elu(alpha: 0.5)"), (Activation.increasing(groups: 2), "increasing(groups: 2)"),
    (Activation.meanAndVariance, "mean-and-variance"), (Activation.selu, "selu"), (Activation.mish, "mish"),
    (Initializer.glorotUniform, "glorot-uniform"), (Initializer.uniform(-0.5...1), "uniform(from: -0.5, to: 1)"),
    (Initializer.orthogonal(gain: 2), "orthogonal(gain: 2)"),
    (Adam(), "adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)"),
    (Nadam(), "nadam(learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004)"),
    (Lion(), "lion(learningRate: 0.0001, beta1: 0.9, beta2: 0.99, weightDecay: 0)"),
    (StochasticGradientDescent(momentum: 0.9), "sgd(learningRate: 0.01, momentum: 0.9, nesterov: false)"),
    (RMSprop(learningRate: 0.1), "rmsprop(learningRate: 0.1, decay: 0.99, epsilon: 1e-8)"),
    (Adagrad(), "adagrad(learningRate: 0.01, epsilon: 1e-10)"),
    (
      Rprop(variant: .minus, initialStep: .drawn(from: 0.05...0.2, seed: .max)),
      """
      rprop(variant: rprop-, increase: 1.2, decrease: 0.5, initialStep: drawn(from: 0.05, to: 0.2, seed: \
      18446744073709551615), smallestStep: 1e-6, largestStep: 50)
      """
    ),
    (LBFGS(gradientTolerance: 1e-10), "l-bfgs(memory: 10, gradientTolerance: 1e-10)"),
    (
      ScaledConjugateGradient(gradientTolerance: 1e-10),
      "scg(distance: 5e-5, scale: 1e-6, gradientTolerance: 1e-10)"
    ),
    (
      LevenbergMarquardt(gradientTolerance: 1e-12),
      "levenberg-marquardt(isBayesian: false, damping: 0.001, gradientTolerance: 1e-12)"
    ),
    (AutomaticOptimizer(), "automatic"),
    (Schedule.constant, "constant"), (Schedule.step(every: 30), "step(every: 30, factor: 0.1)"),
    (Schedule.cosine(period: 50), "cosine(period: 50, minimum: 0, periodFactor: 1)"),
    (
      Schedule.warmUp(epochs: 2.5, then: .warmUp(epochs: 1, then: .exponential(factor: 0.5))),
      "warm-up(epochs: 2.5, then: warm-up(epochs: 1, then: exponential(factor: 0.5)))"
    ),
    (
      Schedule.oneCycle(epochs: 10),
      "one-cycle(peakAt: 0.3, epochs: 10, initialFactor: 0.04, finalFactor: 4e-6)"
    ),
    (
      Schedule.reduceOnPlateau(),
      "plateau(factor: 0.1, patience: 10, minimumImprovement: 0.0001, minimum: 0)"
    ),
    (Schedule.inverseScaling(), "inverse-scaling(power: 0.5)"),
    (
      EarlyStopping(patience: .max),
      """
      early-stopping(criterion: patience(epochs: 9223372036854775807), minimumImprovement: 0, measure: loss, \
      ties: earlier)
      """
    ),
    (
      EarlyStopping.Criterion.proben1,
      """
      any(criteria: [training-progress(below: 0.1, strip: 5), each-once(criteria: [generalization-loss(above: 5), \
      rising-strips(strips: 8, strip: 5), quotient(above: 3, strip: 5)])])
      """
    ),
    (Dropout(hidden: [0.2, 0.5], inputs: 0.1), "dropout(hidden: [0.2, 0.5], inputs: 0.1)"),
    (Dropout(hidden: []), "dropout(hidden: [], inputs: 0)"),
    (
      PartRates(biases: 0.1, isPerRootOfInputs: true),
      "part-rates(weights: [1], biases: 0.1, isPerRootOfInputs: true, inputScales: none, biasesDecay: true)"
    ),
    (GradientClipping.value(0.5), "value(limit: 0.5)"), (GradientClipping.norm(1), "norm(limit: 1)"),
    (ClassWeights.balanced, "balanced"), (ClassWeights.each([1, 10]), "each(weights: [1, 10])"),
  ]

  /// All that a value holds, whatever its text says.
  private func contents(of value: Any) -> String {
    var contents = ""
    dump(value, to: &contents)
    return contents
  }

  @Test(arguments: texts.indices) func textsAndBack(index: Int) throws {
    let (setting, text) = Self.texts[index]
    #expect("\(setting)" == text)
    let again = try type(of: setting).init(text)
    #expect("\(again)" == text && contents(of: again) == contents(of: setting))
  }

  /// Every kind there is, with each of its parameters changed: another setting with another text.
  @Test func eachParameterIsInTheText() throws {
    func differ<Setting: ParameterizedSetting>(_: Setting.Type, _ make: (SettingText) throws -> Any) throws {
      for kind in Setting.kinds(epochs: 100) {
        // Parameters without a default get one.
        let text = kind.canonicalText
        let whole = SettingText(
          text.name,
          arguments: text.arguments.map { argument in
            SettingText.Argument(argument.label, Self.given[argument.label ?? ""] ?? argument.value)
          })
        let setting = try make(whole)
        #expect("\(setting)" == "\(whole)")
        // Nothing that is stored is left out: enumerations hold a tuple or a single value.
        let stored = Mirror(reflecting: setting)
        let payload = stored.children.first.map { Mirror(reflecting: $0.value) }
        let count =
          stored.displayStyle == .enum
          ? (payload?.displayStyle == .tuple ? payload?.children.count : stored.children.first.map { _ in 1 }) ?? 0
          : stored.children.count
        #expect(count == whole.arguments.count || whole.name == "uniform", "\(setting)")
        for (i, argument) in whole.arguments.enumerated() {
          for other in Self.others[argument.label ?? "", default: []] {
            var arguments = whole.arguments
            arguments[i] = SettingText.Argument(argument.label, other)
            if whole.name == "sgd", argument.label == "nesterov" {
              arguments[1] = SettingText.Argument("momentum", .number(0.5))
            }
            let changed = try make(SettingText(whole.name, arguments: arguments))
            #expect("\(changed)" != "\(setting)" && contents(of: changed) != contents(of: setting))
            #expect("\(changed)".contains("\(argument.label ?? ""): \(other)"))
          }
          #expect(Self.others[argument.label ?? ""] != nil, "\(argument) is not changed")
        }
      }
    }
    try differ(Loss.self) { try Loss($0, epochs: nil) }
    try differ(Activation.self) { try Activation($0, epochs: nil) }
    try differ(Initializer.self) { try Initializer($0, epochs: nil) }
    try differ(Schedule.self) { try Schedule($0, epochs: nil) }
    try differ(EarlyStopping.self) { try EarlyStopping($0, epochs: nil) }
    try differ(EarlyStopping.Criterion.self) { try EarlyStopping.Criterion($0, epochs: nil) }
    try differ(Dropout.self) { try Dropout($0, epochs: nil) }
    try differ(PartRates.self) { try PartRates($0, epochs: nil) }
    try differ(GradientClipping.self) { try GradientClipping($0, epochs: nil) }
    try differ(ClassWeights.self) { try ClassWeights($0, epochs: nil) }
    try differ(Adam.self) { try Optimizers.named($0) }
    try differ(Nadam.self) { try Optimizers.named($0) }
    try differ(Lion.self) { try Optimizers.named($0) }
    try differ(StochasticGradientDescent.self) { try Optimizers.named($0) }
    try differ(RMSprop.self) { try Optimizers.named($0) }
    try differ(Adagrad.self) { try Optimizers.named($0) }
    try differ(Rprop.self) { try Optimizers.named($0) }
    try differ(LBFGS.self) { try Optimizers.named($0) }
    try differ(ScaledConjugateGradient.self) { try Optimizers.named($0) }
    try differ(LevenbergMarquardt.self) { try Optimizers.named($0) }
    try differ(AutomaticOptimizer.self) { try Optimizers.named($0) }
  }

  private static func parsed(_ text: String) -> SettingText.Value {
    (try? SettingText(parsing: text, as: "value")).map { .setting($0) } ?? .quoted(text)
  }

  private static let patience = parsed("patience(epochs: 3)")

  /// Where there is no default.
  private static let given: [String: SettingText.Value] = [
    "positiveWeights": .list([.number(2)]), "from": .number(0.25), "to": .number(0.5), "limit": .number(2),
    "weights": .list([.number(1), .number(3)]), "epochs": .number(7), "above": .number(2), "strips": .number(4),
    "below": .number(0.5), "criteria": .list([patience]), "criterion": patience, "every": .number(9),
    "period": .number(11),
  ]

  private static let decimals: [SettingText.Value] = [.number(0.3000000000000001), .number(0.25)]

  private static let others: [String: [SettingText.Value]] = [
    "positiveWeights": [.list([.number(2), .number(3)]), .list([.number(0.1)])],
    "levels": [.list([.number(0.1), .number(0.9)]), .list([.number(0.5000000000000001)])], "delta": decimals,
    "slope": decimals, "alpha": decimals, "groups": [.number(3)], "from": [.number(0.1)], "to": [.number(0.75)],
    "measure": [.word("error"), .word("rmse")], "ties": [.word("later")], "humps": [.number(3)], "flatShare": decimals,
    "biases": decimals, "isPerRootOfInputs": [.word("true")],
    "inputScales": decimals, "biasesDecay": [.word("false")], "gain": decimals, "factor": decimals,
    "every": [.number(10)], "period": decimals, "minimum": decimals,
    "periodFactor": [.number(1.0000000000000002)], "peakAt": [.number(0.25)], "epochs": [.number(8)],
    "initialFactor": decimals, "finalFactor": decimals, "then": [parsed("step(every: 3, factor: 0.1)")],
    "power": decimals, "patience": [.number(11)], "minimumImprovement": decimals,
    "criterion": [parsed("patience(epochs: 4)"), parsed("rising-strips(strips: 3, strip: 5)")],
    "above": decimals, "strip": [.number(6)], "strips": [.number(5)], "below": decimals,
    "criteria": [.list([parsed("patience(epochs: 4)")]), .list([patience, patience])],
    "hidden": [.list([.number(0.5)]), .list([.number(0), .number(0)])], "inputs": decimals, "limit": decimals,
    "weights": [.list([.number(1), .number(4)]), .list([.number(1)])], "learningRate": decimals, "beta1": decimals,
    "beta2": decimals, "epsilon": decimals, "weightDecay": decimals, "momentumDecay": decimals,
    "momentum": decimals, "nesterov": [.word("true")], "decay": decimals,
    "variant": [.word("rprop+"), .word("rprop-"), .word("irprop-")], "increase": [.number(1.25)],
    "decrease": [.number(0.25)],
    "initialStep": [parsed("equal(step: 0.25)"), parsed("drawn(from: 0.1, to: 0.2, seed: 7)")],
    "smallestStep": [.number(1e-7)], "largestStep": [.number(49.99999999999999)], "memory": [.number(11)],
    "gradientTolerance": decimals, "distance": decimals, "scale": decimals, "isBayesian": [.word("true")],
    "damping": decimals, "tolerance": decimals,
  ]

  /// Numbers of any size come back with their bits.
  @Test func numbersComeBack() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = Philox(seed: seed, purpose: .test)
    for _ in 0..<2000 {
      let x = Double(bitPattern: generator.next() & (UInt64.max >> 1))
      guard x.isFinite, x > 0 else { continue }
      let loss = try Loss("\(Loss.huber(delta: x))")
      guard case .huber(let delta) = loss, delta == x else {
        Issue.record("\(x) came back as \(loss); seed \(seed)")
        continue
      }
      let level = generator.uniform()
      guard level > 0, case .quantile(let levels) = try Loss("\(Loss.quantile([level / 2, level]))") else { continue }
      #expect(levels == [level / 2, level], "seed \(seed)")
      guard let rule = try Optimizers.named("\(Adam(learningRate: x, beta1: level))") as? Adam else { continue }
      #expect(rule.learningRate == x && rule.beta1 == level, "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("huber", "huber(delta: 1)"), ("huber:0.01", "huber(delta: 0.01)"), (" Huber ( 0.01 ) ", "huber(delta: 0.01)"),
    ("HUBER(Delta:1e-2)", "huber(delta: 0.01)"), ("quantile:0.1,0.5,0.9", "quantile(levels: [0.1, 0.5, 0.9])"),
    ("quantile:0.9", "quantile(levels: [0.9])"), ("quantile(0.9)", "quantile(levels: [0.9])"),
    ("squaredError", "squared-error"), ("poisson()", "poisson"),
    ("weighted-binary-cross-entropy:3", "weighted-binary-cross-entropy(positiveWeights: [3])"),
  ]) func shortForms(text: String, canonical: String) throws {
    #expect(try Loss(text).description == canonical)
  }

  @Test(arguments: [
    ("step:30:0.5", "step(every: 30, factor: 0.5)"), ("step", "step(every: 40, factor: 0.1)"),
    ("cosine", "cosine(period: 120, minimum: 0, periodFactor: 1)"),
    ("cosine:50:0.1", "cosine(period: 50, minimum: 0.1, periodFactor: 1)"),
    ("cosine(minimum: 0.1)", "cosine(period: 120, minimum: 0.1, periodFactor: 1)"),
    ("warm-up", "warm-up(epochs: 6, then: constant)"),
    ("warmUp:5:cosine", "warm-up(epochs: 5, then: cosine(period: 120, minimum: 0, periodFactor: 1))"),
    ("one-cycle:0.25", "one-cycle(peakAt: 0.25, epochs: 120, initialFactor: 0.04, finalFactor: 4e-6)"),
    ("plateau:0.5:3", "plateau(factor: 0.5, patience: 3, minimumImprovement: 0.0001, minimum: 0)"),
    ("exponential", "exponential(factor: 0.97)"),
  ]) func schedulesOfATraining(text: String, canonical: String) throws {
    #expect(try Schedule(text, epochs: 120).description == canonical)
  }

  @Test(arguments: [
    ("adamw", "adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)"),
    ("nesterov:0.1", "sgd(learningRate: 0.1, momentum: 0.9, nesterov: true)"),
    ("sgd(momentum: 0.5)", "sgd(learningRate: 0.01, momentum: 0.5, nesterov: false)"),
    (
      "scaled-conjugate-gradient(gradientTolerance: 1e-10)",
      "scg(distance: 5e-5, scale: 1e-6, gradientTolerance: 1e-10)"
    ),
    (
      "rprop(initialStep: 0.2)",
      """
      rprop(variant: irprop+, increase: 1.2, decrease: 0.5, initialStep: equal(step: 0.2), smallestStep: 1e-6, \
      largestStep: 50)
      """
    ),
  ]) func optimizers(text: String, canonical: String) throws {
    #expect(try Optimizers.named(text).setting?.description == canonical)
  }

  @Test func otherShortForms() throws {
    #expect(try EarlyStopping("patience:3") == EarlyStopping(patience: 3))
    #expect(try EarlyStopping.Criterion("proben1") == .proben1)
    #expect(try EarlyStopping("never") == EarlyStopping(.never))
    #expect(try Dropout("0.25") == 0.25)
    #expect(try ClassWeights("each:1,10") == .each([1, 10]))
    #expect("\(try Activation("leakyReLU:0.2"))" == "leaky-relu(slope: 0.2)")
    #expect("\(try Activation("logistic"))" == "sigmoid")
  }

  /// A text that says no setting is refused with what was found and what was expected.
  @Test func refusals() {
    let losses: [(text: String, words: [String])] = [
      ("hubert", ["loss", "“hubert”", "squared-error", "huber"]), ("", ["loss", "a name"]),
      ("huber(delta: 0)", ["delta of huber", "is 0", "> 0"]), ("huber:-1", ["-1", "> 0"]), ("huber:inf", ["inf"]),
      ("huber:nan", ["nan"]), ("huber(delta: much)", ["delta of huber", "much", "> 0"]),
      ("huber(dleta: 1)", ["parameter of huber", "“dleta”", "delta"]), ("huber(delta: 1, delta: 2)", ["twice"]),
      ("huber:1:2", ["without a label", "2", "at most 1"]), ("huber(delta: 1", ["“)”"]), ("huber)", ["nothing after"]),
      ("huber(delta: 1) 2", ["nothing after"]), ("huber(delta:)", ["a name or a number"]),
      ("huber(delta: [1, 2])", ["[1, 2]"]), ("huber:", ["a name or a number"]), ("poisson:1", ["at most 0"]),
      ("quantile:0.5,0.5", ["each larger"]), ("quantile:1", ["0 < x < 1"]), ("quantile:", ["a name"]),
      ("quantile(levels: [])", ["at least one"]), ("quantile:0.1,x", ["0 < x < 1"]),
      ("weighted-binary-cross-entropy", ["positiveWeights", "missing"]),
      ("weighted-binary-cross-entropy:0", ["positiveWeights", "> 0"]), ("custom(name: \"mine\")", ["“custom”"]),
      ("\"huber", ["quotation mark"]),
    ]
    for (text, words) in losses { expect(naming: words, text) { _ = try Loss(text) } }
    let deep = String(repeating: "warm-up(1, ", count: 40) + "constant" + String(repeating: ")", count: 40)
    let schedules: [(text: String, words: [String])] = [
      ("cos", ["schedule", "cosine"]), ("step:0", ["every of step", "at least 1"]),
      ("step:1.5", ["every of step", "1.5", "whole"]), ("step", ["every of step is missing"]),
      ("cosine", ["period of cosine is missing", "> 0"]), ("warm-up:1:adam", ["schedule", "“adam”"]),
      (deep, ["in each other"]),
    ]
    for (text, words) in schedules { expect(naming: words, text) { _ = try Schedule(text) } }
    let rules: [(text: String, words: [String])] = [
      ("adamm", ["optimizer", "adamw"]), ("adam(beta1: 1)", ["beta1", "0 ≤ x < 1"]),
      ("adam(slope: 1)", ["“slope”", "learningRate, beta1"]), ("sgd(nesterov: true)", ["nesterov"]),
      ("sgd(nesterov: yes)", ["true or false"]), ("rprop(variant: best)", ["irprop+"]),
      ("rprop(initialStep: 100)", ["100", "largest"]),
      ("rprop(initialStep: drawn(from: 2, to: 1, seed: 0))", ["at least 2"]),
      ("rprop(initialStep: drawn(from: 1, to: 2, seed: -1))", ["seed", "-1"]),
    ]
    for (text, words) in rules { expect(naming: words, text) { _ = try Optimizers.named(text) } }
    expect(naming: ["slope", "-1", "≥ 0"], "slope") { _ = try Activation("leaky-relu(slope: -1)") }
    expect(naming: ["patience", "at least 1"], "patience") { _ = try EarlyStopping("patience:0") }
    expect(naming: ["criteria"], "criteria") { _ = try EarlyStopping("any(criteria: [])") }
    expect(naming: ["dropout", "< 1"], "dropout") { _ = try Dropout("1") }
  }

  /// A text of a million values is refused before they take memory.
  @Test func longTexts() {
    let text = "quantile(levels: [" + String(repeating: "0,", count: 1 << 20) + "0])"
    expect(naming: ["at most 262144 values"], "a long text") { _ = try Loss(text) }
  }

  // MARK: - Trainings

  /// All that decides the bits of a training is in its settings.
  @Test func everySettingOfATrainer() throws {
    let trainer = Trainer(
      decaySchedule: .flatCosine(epochs: 1), partRates: PartRates(biases: 2), dropoutSchedule: .flatCosine(epochs: 1),
      gradientGroups: 2)
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(3, .elu(alpha: 0.5)), Layer(1, .identity)])
    let stored = Mirror(reflecting: trainer).children.compactMap(\.label)
    let named = trainer.settings(of: network).map(\.name)
    let noise = Mirror(reflecting: trainer.noise).children.compactMap(\.label).map {
      $0 == "inputs" ? "inputNoise" : $0
    }
    #expect(Set(named) == Set(stored + noise).subtracting(["epochs", "threads", "noise"]).union(["network"]))
    #expect(Set(named).count == named.count)
    let text = trainer.settings(of: network).first { $0.name == "network" }?.text
    #expect(text == "2 → 3 elu(alpha: 0.5) → 1 identity, 13 parameters (Float)")
  }

  private struct Mine: Optimizer {
    var learningRate = 0.5
    var setting: SettingText?
    let stateVectors = 0
    func update<Scalar: BLASScalar>(
      _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
    ) {}
  }

  private struct MyLoss: CustomLoss {
    let name: String
    func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double { 0 }
    func gradient<Scalar: BLASScalar>(
      of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
    ) {}
  }

  /// What is the user's own is never taken for the engine's, and has no text unless it is given one.
  @Test func ownCode() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(1, .identity)])
    func text(_ name: String, _ change: (inout Trainer) -> Void) -> String? {
      var trainer = Trainer()
      change(&trainer)
      return trainer.settings(of: network).first { $0.name == name }?.text
    }
    #expect(text("schedule") { $0.schedule = .custom { 1 / (1 + $0) } } == nil)
    #expect(text("schedule") { $0.schedule = .warmUp(epochs: 2, then: .custom { 1 / (1 + $0) }) } == nil)
    #expect(text("schedule") { $0.schedule = .custom(name: "1/t", { 1 / (1 + $0) }) } == "custom(name: \"1/t\")")
    #expect(text("optimizer") { $0.optimizer = Mine(setting: nil) } == nil)
    #expect(
      text("optimizer") { $0.optimizer = Mine(setting: SettingText("adam", ["learningRate": 0.5])) }
        == "custom(rule: adam(learningRate: 0.5))")
    #expect(text("loss") { $0.loss = .custom(MyLoss(name: "huber(delta: 1)")) } == "custom(name: \"huber(delta: 1)\")")
    #expect("\(SettingText("my \"rule\"", ["a b": 1]))" == "\"my \\\"rule\\\"\"(a b: 1)")
  }

  // MARK: - Numbers for people

  @Test(arguments: [
    (0.005806191549034874, "0.005806"), (1.7298831025948467e-05, "1.73e-5"), (0.3, "0.3"), (0, "0"), (1, "1"),
    (-0.9595625, "-0.9596"), (123456.789, "123457"), (1.7e9 + 0.123, "1700000000"), (1e22, "1e22"),
    (1.23456789e300, "1.235e300"), (.infinity, "inf"), (.leastNonzeroMagnitude, "5e-324"), (0.99999, "1"),
    (0.1 + 0.2, "0.3"),
  ]) func shortNumbers(number: Double, text: String) {
    #expect(number.text(digits: 4) == text)
  }
}
