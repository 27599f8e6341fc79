import FeedForward
import Testing

/// Each line of the table of hyperparameters.
@Suite struct HyperparameterTests {
  /// A trainer with that value, and the default that the code has.
  private func use(_ line: Hyperparameter, _ x: Double) -> (trainer: Trainer, standard: Double?) {
    func rule(_ optimizer: any Optimizer, _ standard: Double?) -> (Trainer, Double?) {
      (Trainer(optimizer: optimizer, epochs: 1), standard)
    }
    func schedule(_ schedule: LearningRateSchedule, _ standard: LearningRateSchedule? = nil) -> (Trainer, Double?) {
      var trainer = Trainer(epochs: 1)
      trainer.schedule = schedule
      return (trainer, standard.flatMap { numbers(of: $0)[line] })
    }
    func stopping(
      _ criterion: EarlyStopping.Criterion, _ standard: EarlyStopping.Criterion? = nil
    ) -> (Trainer, Double?) {
      let length: Int? =
        switch standard {
        case .quotient(_, let strip), .risingStrips(_, let strip), .trainingProgress(_, let strip): strip
        default: nil
        }
      return (Trainer(epochs: 1, earlyStopping: EarlyStopping(criterion)), length.map { Double($0) })
    }
    var trainer = Trainer(epochs: 1)
    switch line {
    case .batchSize: return (Trainer(batchSize: Int(x), epochs: 1), Double(Trainer().batchSize))
    case .epochs: return (Trainer(epochs: Int(x)), Double(Trainer().epochs))
    case .l2: return (Trainer(l2: x, epochs: 1), Trainer().l2)
    case .l1: return (Trainer(l1: x, epochs: 1), Trainer().l1)
    case .clippingValue: trainer.clipping = .value(x)
    case .clippingNorm: trainer.clipping = .norm(x)
    case .dropout:
      trainer.noise.dropout = Dropout(x)
      return (trainer, Trainer().dropout.hidden[0])
    case .inputDropout:
      trainer.noise.dropout.inputs = x
      return (trainer, Trainer().dropout.inputs)
    case .inputNoise:
      trainer.noise.inputs = x
      return (trainer, Trainer().inputNoise)
    case .labelSmoothing:
      trainer.loss = .binaryCrossEntropy
      trainer.noise.labelSmoothing = x
      return (trainer, Trainer().labelSmoothing)
    case .maxNorm:
      trainer.maxNorm = x
      return (trainer, Trainer().maxNorm)
    case .classWeight:
      trainer.loss = .binaryCrossEntropy
      trainer.classWeights = .each([x, 1])
    case .sgdLearningRate: return rule(.sgd(learningRate: x), StochasticGradientDescent().learningRate)
    case .sgdMomentum:
      return rule(.sgd(learningRate: 0, momentum: x), StochasticGradientDescent(learningRate: 0).momentum)
    case .adagradLearningRate: return rule(.adagrad(learningRate: x), Adagrad().learningRate)
    case .adagradEpsilon: return rule(.adagrad(epsilon: x), Adagrad().epsilon)
    case .rmspropLearningRate: return rule(.rmsprop(learningRate: x), RMSprop().learningRate)
    case .rmspropDecay: return rule(.rmsprop(decay: x), RMSprop().decay)
    case .rmspropEpsilon: return rule(.rmsprop(epsilon: x), RMSprop().epsilon)
    case .adamLearningRate: return rule(.adam(learningRate: x), Adam().learningRate)
    case .adamBeta1: return rule(.adam(beta1: x), Adam().beta1)
    case .adamBeta2: return rule(.adam(beta2: x), Adam().beta2)
    case .adamEpsilon: return rule(.adam(epsilon: x), Adam().epsilon)
    case .adamWeightDecay: return rule(.adamW(weightDecay: x), Adam().weightDecay)
    case .nadamLearningRate: return rule(.nadam(learningRate: x), Nadam().learningRate)
    case .nadamBeta1: return rule(.nadam(beta1: x), Nadam().beta1)
    case .nadamBeta2: return rule(.nadam(beta2: x), Nadam().beta2)
    case .nadamEpsilon: return rule(.nadam(epsilon: x), Nadam().epsilon)
    case .nadamMomentumDecay: return rule(.nadam(momentumDecay: x), Nadam().momentumDecay)
    case .lionLearningRate: return rule(.lion(learningRate: x), Lion().learningRate)
    case .lionBeta1: return rule(.lion(beta1: x), Lion().beta1)
    case .lionBeta2: return rule(.lion(beta2: x), Lion().beta2)
    case .lionWeightDecay: return rule(.lion(weightDecay: x), Lion().weightDecay)
    case .lbfgsMemory: return rule(.lbfgs(memory: Int(x)), Double(LBFGS().memory))
    case .lbfgsGradientTolerance: return rule(.lbfgs(gradientTolerance: x), LBFGS().gradientTolerance)
    case .scgDistance: return rule(.scaledConjugateGradient(distance: x), ScaledConjugateGradient().distance)
    case .scgScale: return rule(.scaledConjugateGradient(scale: x), ScaledConjugateGradient().scale)
    case .scgGradientTolerance:
      return rule(.scaledConjugateGradient(gradientTolerance: x), ScaledConjugateGradient().gradientTolerance)
    case .levenbergMarquardtDamping: return rule(.levenbergMarquardt(damping: x), LevenbergMarquardt().damping)
    case .levenbergMarquardtGradientTolerance:
      return rule(.levenbergMarquardt(gradientTolerance: x), LevenbergMarquardt().gradientTolerance)
    case .rpropIncrease: return rule(.rprop(increase: x), Rprop().increase)
    case .rpropDecrease: return rule(.rprop(decrease: x), Rprop().decrease)
    case .rpropInitialStep: return rule(.rprop(initialStep: .equal(x)), Rprop().learningRate)
    case .rpropSmallestStep: return rule(.rprop(initialStep: 1, smallestStep: x), Rprop().smallestStep)
    case .rpropLargestStep: return rule(.rprop(largestStep: x), Rprop().largestStep)
    case .stepEpochs: return schedule(.step(every: Int(x), factor: 0.5))
    case .stepFactor: return schedule(.step(every: 1, factor: x), .step(every: 1))
    case .exponentialFactor: return schedule(.exponential(factor: x), .exponential())
    case .cosinePeriod: return schedule(.cosine(period: x))
    case .cosinePeriodFactor: return schedule(.cosine(period: 1, periodFactor: x), .cosine(period: 1))
    case .cosineMinimum: return schedule(.cosine(period: 1, minimum: x), .cosine(period: 1))
    case .oneCycleEpochs: return schedule(.oneCycle(epochs: x))
    case .oneCyclePeakAt: return schedule(.oneCycle(epochs: 1, peakAt: x), .oneCycle(epochs: 1))
    case .oneCycleInitialFactor: return schedule(.oneCycle(epochs: 1, initialFactor: x), .oneCycle(epochs: 1))
    case .oneCycleFinalFactor: return schedule(.oneCycle(epochs: 1, finalFactor: x), .oneCycle(epochs: 1))
    case .warmUpEpochs: return schedule(.warmUp(epochs: x))
    case .inverseScalingPower: return schedule(.warmUp(epochs: 1, then: .inverseScaling(power: x)), .inverseScaling())
    case .plateauFactor: return schedule(.reduceOnPlateau(factor: x), .reduceOnPlateau())
    case .plateauPatience: return schedule(.reduceOnPlateau(patience: Int(x)), .reduceOnPlateau())
    case .plateauMinimumImprovement: return schedule(.reduceOnPlateau(minimumImprovement: x), .reduceOnPlateau())
    case .plateauMinimum: return schedule(.reduceOnPlateau(minimum: x), .reduceOnPlateau())
    case .huberDelta:
      guard case .huber(let delta) = Loss.huber() else { return (trainer, nil) }
      return (Trainer(loss: .huber(delta: x), epochs: 1), delta)
    case .positiveWeight: return (Trainer(loss: .weightedBinaryCrossEntropy(positiveWeights: [x]), epochs: 1), nil)
    case .quantileLevel:
      guard case .quantile(let levels) = Loss.quantile() else { return (trainer, nil) }
      return (Trainer(loss: .quantile([x]), epochs: 1), levels[0])
    case .patience: return (Trainer(epochs: 1, earlyStopping: EarlyStopping(patience: Int(x))), nil)
    case .minimumImprovement:
      let stopping = { EarlyStopping(patience: 1, minimumImprovement: $0) }
      return (Trainer(epochs: 1, earlyStopping: stopping(x)), EarlyStopping(patience: 1).minimumImprovement)
    case .leakyReLUSlope, .eluAlpha, .increasingGroups, .uniformInitializerBound, .orthogonalGain: break
    case .generalizationLoss: return stopping(.generalizationLoss(above: x))
    case .quotient: return stopping(.quotient(above: x))
    case .quotientStrip: return stopping(.quotient(above: 1, strip: Int(x)), .quotient(above: 1))
    case .risingStrips: return stopping(.risingStrips(Int(x)))
    case .risingStrip: return stopping(.risingStrips(1, strip: Int(x)), .risingStrips(1))
    case .trainingProgress: return stopping(.trainingProgress(below: x))
    case .trainingPlateauPatience:
      guard case .trainingPlateau(let patience, _) = EarlyStopping.Criterion.trainingPlateau() else { break }
      let stopping = EarlyStopping(.trainingPlateau(patience: Int(x)))
      return (Trainer(epochs: 1, earlyStopping: stopping), Double(patience))
    case .trainingPlateauTolerance:
      guard case .trainingPlateau(_, let tolerance) = EarlyStopping.Criterion.trainingPlateau() else { break }
      return (Trainer(epochs: 1, earlyStopping: EarlyStopping(.trainingPlateau(tolerance: x))), tolerance)
    case .trainingProgressStrip:
      return stopping(.trainingProgress(below: 1, strip: Int(x)), .trainingProgress(below: 1))
    }
    return (trainer, nil)
  }

  private func numbers(of schedule: LearningRateSchedule) -> [Hyperparameter: Double] {
    switch schedule {
    case .constant, .warmUp, .custom: [:]
    case .exponential(let factor): [.exponentialFactor: factor]
    case .step(_, let factor): [.stepFactor: factor]
    case .cosine(_, let periodFactor, let minimum): [.cosinePeriodFactor: periodFactor, .cosineMinimum: minimum]
    case .oneCycle(_, let peakAt, let initial, let final):
      [.oneCyclePeakAt: peakAt, .oneCycleInitialFactor: initial, .oneCycleFinalFactor: final]
    case .inverseScaling(let power): [.inverseScalingPower: power]
    case .reduceOnPlateau(let factor, let patience, let minimumImprovement, let minimum):
      [
        .plateauFactor: factor, .plateauPatience: Double(patience), .plateauMinimumImprovement: minimumImprovement,
        .plateauMinimum: minimum,
      ]
    }
  }

  private func fit(_ trainer: Trainer) throws {
    let inputs = try Matrix<Double>([[0.5], [-1]])
    let data =
      trainer.classWeights == nil
      ? try Dataset(inputs: inputs, values: Matrix([[1], [0]])) : try Dataset(inputs: inputs, classes: [1, 0])
    let output =
      switch trainer.loss {
      case .binaryCrossEntropy, .weightedBinaryCrossEntropy: Activation.logistic
      default: Activation.identity
      }
    var network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, output)])
    try trainer.fit(&network, to: data, validation: data) { _ in .stop }
  }

  /// Of a layer, whose number an error names.
  private static let ofLayers: [Hyperparameter] = [
    .leakyReLUSlope, .eluAlpha, .increasingGroups, .uniformInitializerBound, .orthogonalGain,
  ]

  private func layer(_ line: Hyperparameter, _ x: Double) -> Layer {
    switch line {
    case .leakyReLUSlope: Layer(4, .leakyReLU(slope: x))
    case .eluAlpha: Layer(4, .elu(alpha: x))
    case .increasingGroups: Layer(4, .increasing(groups: Int(x)))
    case .uniformInitializerBound: Layer(4, .identity, initializer: .uniform(min(x, 1)...max(x, 1)))
    default: Layer(4, .identity, initializer: .orthogonal(gain: x))
    }
  }

  @Test(arguments: ofLayers) func lineOfALayer(_ line: Hyperparameter) throws {
    for x in [1, 2] + (line.standard.map { [$0] } ?? []) + (line.range.includesLower ? [line.range.lower] : []) {
      _ = try FeedForwardNetwork<Double>(inputs: 4, layers: [layer(line, x)])
    }
    let least = line.range.lower.isFinite ? line.range.lower - 1 : .infinity
    for x in line.range.isWhole ? [least] : [least, .infinity, line.range.includesLower ? -0.5 : line.range.lower] {
      let words = line == .increasingGroups ? ["0 groups", "equal size"] : ["\(line.range)", line.name]
      expect(naming: ["Layer 1"] + words, "\(line) of \(x)") {
        _ = try FeedForwardNetwork<Double>(inputs: 4, layers: [layer(line, x)])
      }
    }
    #expect("\(Activation.leakyReLU())" == "leaky-relu(slope: \(Hyperparameter.leakyReLUSlope.standard ?? 0))")
    #expect("\(Activation.elu())" == "\(Activation.elu(alpha: Hyperparameter.eluAlpha.standard ?? 0))")
    #expect("\(Activation.increasing())" == "increasing(groups: 1)")
    #expect(Initializer.orthogonal() == .orthogonal(gain: Hyperparameter.orthogonalGain.standard ?? 0))
  }

  @Test(arguments: Hyperparameter.allCases.filter { !ofLayers.contains($0) })
  func line(_ line: Hyperparameter) throws {
    let range = line.range
    let inside = range.upper.isFinite ? (range.lower + range.upper) / 2 : range.lower + 1
    #expect(use(line, inside).standard == line.standard, "the default of the table is that of the code")

    let step = range.isWhole ? 1.0 : 0
    var good = [inside] + (line.standard.map { [$0] } ?? [])
    var bad: [Double] = range.isWhole ? [range.lower - step, -7] : [.nan, .infinity, -.infinity, range.lower.nextDown]
    if range.includesLower { good.append(range.lower) } else { bad.append(range.lower) }
    if range.upper.isFinite {
      bad.append(range.upper.nextUp)
      if range.includesUpper { good.append(range.upper) } else { bad.append(range.upper) }
    }
    for x in good { try fit(use(line, x).trainer) }
    for x in bad {
      let value = range.isWhole ? "\(Int(x))" : "\(x)"
      let expected = FeedForwardError.invalidSetting(name: line.name, value: value, expected: "\(range)")
      #expect(throws: expected) { try fit(use(line, x).trainer) }
    }
  }

  @Test func rangesInWords() {
    #expect("\(Hyperparameter.epochs.range)" == "at least 1")
    #expect("\(Hyperparameter.l2.range)" == "a number ≥ 0")
    #expect("\(Hyperparameter.adamEpsilon.range)" == "a number > 0")
    #expect("\(Hyperparameter.adamBeta1.range)" == "0 ≤ x < 1")
    #expect("\(Hyperparameter.stepFactor.range)" == "0 < x ≤ 1")
    #expect("\(Hyperparameter.orthogonalGain.range)" == "a finite number")
  }
}
