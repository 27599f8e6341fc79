/// Every hyperparameter that is a number: its range and its default, in one table.
///
/// A setting out of its range throws ``FeedForwardError/invalidSetting(name:value:expected:)`` that quotes the line.
public enum Hyperparameter: String, CaseIterable, Sendable, Codable {
  case batchSize, epochs, l2, l1, clippingValue, clippingNorm
  case dropout, inputDropout, inputNoise, labelSmoothing, maxNorm, classWeight
  case sgdLearningRate, sgdMomentum
  case adagradLearningRate, adagradEpsilon
  case rmspropLearningRate, rmspropDecay, rmspropEpsilon
  case adamLearningRate, adamBeta1, adamBeta2, adamEpsilon, adamWeightDecay
  case nadamLearningRate, nadamBeta1, nadamBeta2, nadamEpsilon, nadamMomentumDecay
  case lionLearningRate, lionBeta1, lionBeta2, lionWeightDecay
  case lbfgsMemory, lbfgsGradientTolerance
  case scgDistance, scgScale, scgGradientTolerance
  case levenbergMarquardtDamping, levenbergMarquardtGradientTolerance
  case rpropIncrease, rpropDecrease, rpropInitialStep, rpropSmallestStep, rpropLargestStep
  case leakyReLUSlope, eluAlpha, increasingGroups, uniformInitializerBound, orthogonalGain
  case stepEpochs, stepFactor, exponentialFactor, cosinePeriod, cosinePeriodFactor, cosineMinimum
  case oneCycleEpochs, oneCyclePeakAt, oneCycleInitialFactor, oneCycleFinalFactor
  case warmUpEpochs, inverseScalingPower
  case plateauFactor, plateauPatience, plateauMinimumImprovement, plateauMinimum
  case huberDelta, positiveWeight, quantileLevel
  case patience, minimumImprovement, generalizationLoss, quotient, quotientStrip
  case risingStrips, risingStrip, trainingProgress, trainingProgressStrip
  case trainingPlateauPatience, trainingPlateauTolerance

  /// What it is called where it is set, the range it has to be in, and the value it has unless set; nil where it has to
  /// be given.
  private var line: (name: String, range: NumberRange, standard: Double?) {
    switch self {
    case .batchSize: ("batchSize", .wholeNumbers(from: 1), 32)
    case .epochs: ("epochs", .wholeNumbers(from: 1), 100)
    case .l2: ("l2", .atLeast(0), 0)
    case .l1: ("l1", .atLeast(0), 0)
    case .clippingValue: ("clipping value", .above(0), nil)
    case .clippingNorm: ("clipping norm", .above(0), nil)
    case .dropout: ("dropout", .from(0, below: 1), 0)
    case .inputDropout: ("dropout of inputs", .from(0, below: 1), 0)
    case .inputNoise: ("inputNoise", .atLeast(0), 0)
    case .labelSmoothing: ("labelSmoothing", .from(0, below: 1), 0)
    case .maxNorm: ("maxNorm", .above(0), nil)
    case .classWeight: ("class weight", .atLeast(0), nil)
    case .sgdLearningRate: ("learning rate", .atLeast(0), 1e-2)
    case .sgdMomentum: ("momentum", .from(0, below: 1), 0)
    case .adagradLearningRate: ("learning rate", .atLeast(0), 1e-2)
    case .adagradEpsilon: ("epsilon", .above(0), 1e-10)
    case .rmspropLearningRate: ("learning rate", .atLeast(0), 1e-2)
    case .rmspropDecay: ("decay", .from(0, below: 1), 0.99)
    case .rmspropEpsilon: ("epsilon", .above(0), 1e-8)
    case .adamLearningRate: ("learning rate", .atLeast(0), 1e-3)
    case .adamBeta1: ("beta1", .from(0, below: 1), 0.9)
    case .adamBeta2: ("beta2", .from(0, below: 1), 0.999)
    case .adamEpsilon: ("epsilon", .above(0), 1e-8)
    case .adamWeightDecay: ("weight decay", .atLeast(0), 0)
    case .nadamLearningRate: ("learning rate", .atLeast(0), 2e-3)
    case .nadamBeta1: ("beta1", .from(0, below: 1), 0.9)
    case .nadamBeta2: ("beta2", .from(0, below: 1), 0.999)
    case .nadamEpsilon: ("epsilon", .above(0), 1e-8)
    case .nadamMomentumDecay: ("momentum decay", .atLeast(0), 4e-3)
    case .lionLearningRate: ("learning rate", .atLeast(0), 1e-4)
    case .lionBeta1: ("beta1", .from(0, below: 1), 0.9)
    case .lionBeta2: ("beta2", .from(0, below: 1), 0.99)
    case .lionWeightDecay: ("weight decay", .atLeast(0), 0)
    case .lbfgsMemory: ("memory", .wholeNumbers(from: 1), 10)
    case .lbfgsGradientTolerance: ("gradient tolerance", .atLeast(0), 0)
    case .scgDistance: ("distance", .above(0), 5e-5)
    case .scgScale: ("scale", .above(0), 1e-6)
    case .scgGradientTolerance: ("gradient tolerance", .atLeast(0), 0)
    case .levenbergMarquardtDamping: ("damping", .above(0), 1e-3)
    case .levenbergMarquardtGradientTolerance: ("gradient tolerance", .atLeast(0), 0)
    case .rpropIncrease: ("increase", .above(1), 1.2)
    case .rpropDecrease: ("decrease", .above(0, below: 1), 0.5)
    case .rpropInitialStep: ("initial step", .above(0), 0.1)
    case .rpropSmallestStep: ("smallest step", .atLeast(0), 1e-6)
    case .rpropLargestStep: ("largest step", .above(0), 50)
    case .leakyReLUSlope: ("slope of leaky ReLU", .atLeast(0), 0.01)
    case .eluAlpha: ("alpha of ELU", .above(0), 1)
    case .increasingGroups: ("number of groups", .wholeNumbers(from: 1), 1)
    case .uniformInitializerBound: ("bound of the uniform initializer", .all, nil)
    case .orthogonalGain: ("gain of the orthogonal initializer", .all, 1)
    case .stepEpochs: ("step epochs", .wholeNumbers(from: 1), nil)
    case .stepFactor: ("step factor", .above(0, upTo: 1), 0.1)
    case .exponentialFactor: ("exponential factor", .above(0, upTo: 1), 0.97)
    case .cosinePeriod: ("cosine period", .above(0), nil)
    case .cosinePeriodFactor: ("cosine period factor", .atLeast(1), 1)
    case .cosineMinimum: ("cosine minimum", .from(0, upTo: 1), 0)
    case .oneCycleEpochs: ("one-cycle epochs", .above(0), nil)
    case .oneCyclePeakAt: ("one-cycle peak", .above(0, below: 1), 0.3)
    case .oneCycleInitialFactor: ("one-cycle initial factor", .above(0, upTo: 1), 0.04)
    case .oneCycleFinalFactor: ("one-cycle final factor", .from(0, upTo: 1), 4e-6)
    case .warmUpEpochs: ("warm-up epochs", .above(0), nil)
    case .inverseScalingPower: ("inverse scaling power", .above(0), 0.5)
    case .plateauFactor: ("plateau factor", .above(0, below: 1), 0.1)
    case .plateauPatience: ("plateau patience", .wholeNumbers(from: 1), 10)
    case .plateauMinimumImprovement: ("plateau minimum improvement", .from(0, below: 1), 1e-4)
    case .plateauMinimum: ("plateau minimum", .from(0, upTo: 1), 0)
    case .huberDelta: ("Huber's delta", .above(0), 1)
    case .positiveWeight: ("positive weight", .above(0), nil)
    case .quantileLevel: ("quantile level", .above(0, below: 1), 0.5)
    case .patience: ("patience", .wholeNumbers(from: 1), nil)
    case .minimumImprovement: ("minimumImprovement", .atLeast(0), 0)
    case .generalizationLoss: ("generalization loss", .atLeast(0), nil)
    case .quotient: ("quotient", .atLeast(0), nil)
    case .quotientStrip: ("strip of the quotient", .wholeNumbers(from: 2), 5)
    case .risingStrips: ("rising strips", .wholeNumbers(from: 1), nil)
    case .risingStrip: ("rising strip", .wholeNumbers(from: 1), 5)
    case .trainingProgress: ("training progress", .above(0), nil)
    case .trainingPlateauPatience: ("patience of the training plateau", .wholeNumbers(from: 1), 10)
    case .trainingPlateauTolerance: ("tolerance", .atLeast(0), 1e-4)
    case .trainingProgressStrip: ("strip of the training progress", .wholeNumbers(from: 2), 5)
    }
  }

  /// What error messages call it.
  public var name: String { line.name }
  /// Where its value has to be; never infinite.
  public var range: NumberRange { line.range }
  /// Its value unless set; nil where it has to be given.
  public var standard: Double? { line.standard }

  /// Throws unless the value lies in the range.
  public func check(_ value: Double) throws(FeedForwardError) {
    guard range.contains(value) else {
      throw .invalidSetting(name: name, value: "\(value)", expected: "\(range)")
    }
  }

  /// Throws unless the value lies in the range.
  public func check(_ value: Int) throws(FeedForwardError) {
    guard range.contains(Double(value)) else {
      throw .invalidSetting(name: name, value: "\(value)", expected: "\(range)")
    }
  }

  /// Throws unless the value lies in the range, and would still do so when it is rounded to the scalar type that it is computed
  /// with in; a number that is not 0 must not become 0. One that becomes infinite is let pass: training says that it diverges.
  func check<Scalar: BLASScalar>(_ value: Double, in _: Scalar.Type) throws(FeedForwardError) {
    try check(value)
    let rounded = Double(Scalar(value))
    if isComputedAsGiven || rounded.isInfinite || (range.contains(rounded) && (rounded != 0 || value == 0)) { return }
    let expected =
      if rounded == 0 {
        (range.contains(0) ? "0, or " : "") + "at least \(Scalar.leastNonzeroMagnitude)"
      } else if rounded <= range.lower {
        "at least \(Scalar(range.lower).nextUp)"
      } else {
        "at most \(Scalar(range.upper).nextDown)"
      }
    throw .invalidSetting(
      name: name, value: "\(value), which is \(Scalar(value)) as a \(Scalar.self)", expected: "\(expected)")
  }

  /// Whether it is part of a product that is made in `Double`, of which nothing is to be feared alone.
  private var isComputedAsGiven: Bool {
    switch self {
    case .adamWeightDecay, .lionWeightDecay, .nadamMomentumDecay: true
    default: false
    }
  }
}

/// A range of finite numbers, each end its own or not.
public struct NumberRange: Sendable, Equatable, CustomStringConvertible {
  /// The lower end.
  public let lower: Double
  /// The upper end; infinite where there is none.
  public let upper: Double
  /// Whether the lower end is in the range.
  public let includesLower: Bool
  /// Whether the upper end is in the range.
  public let includesUpper: Bool
  /// Whether only whole numbers are.
  public let isWhole: Bool

  static let all = Self(-.infinity, .infinity, false, false)
  static func wholeNumbers(from lower: Double) -> Self { Self(lower, .infinity, true, false, isWhole: true) }
  static func atLeast(_ lower: Double) -> Self { Self(lower, .infinity, true, false) }
  static func above(_ lower: Double) -> Self { Self(lower, .infinity, false, false) }
  static func from(_ lower: Double, below upper: Double) -> Self { Self(lower, upper, true, false) }
  static func from(_ lower: Double, upTo upper: Double) -> Self { Self(lower, upper, true, true) }
  static func above(_ lower: Double, below upper: Double) -> Self { Self(lower, upper, false, false) }
  static func above(_ lower: Double, upTo upper: Double) -> Self { Self(lower, upper, false, true) }

  private init(
    _ lower: Double, _ upper: Double, _ includesLower: Bool, _ includesUpper: Bool, isWhole: Bool = false
  ) {
    (self.lower, self.upper, self.isWhole) = (lower, upper, isWhole)
    (self.includesLower, self.includesUpper) = (includesLower, includesUpper)
  }

  /// Whether the number is finite and in the range.
  public func contains(_ value: Double) -> Bool {
    value.isFinite && (includesLower ? value >= lower : value > lower)
      && (includesUpper ? value <= upper : value < upper) && (!isWhole || value == value.rounded())
  }

  /// As in `at least 1`, `a number ≥ 0` or `0 < x ≤ 1`.
  public var description: String {
    if isWhole { return "at least \(lower.shortestText)" }
    if lower == -.infinity { return "a finite number" }
    if upper == .infinity { return "a number \(includesLower ? "≥" : ">") \(lower.shortestText)" }
    return "\(lower.shortestText) \(includesLower ? "≤" : "<") x \(includesUpper ? "≤" : "<") \(upper.shortestText)"
  }
}
