import LibC

/// What a setting (learning rate, dropout, weight decay) is multiplied with while training goes on, 1 at the most but
/// for a rule of your own.
///
/// Time is counted in epochs with fractions, from 0 before the first step, so that a schedule means the same for any
/// batch size. It goes on where a training goes on.
public indirect enum Schedule: Sendable {
  /// 1.
  case constant
  /// factor^⌊t / epochs⌋: falls every so many epochs; 0 < factor ≤ 1.
  case step(every: Int, factor: Double = 0.1)
  /// factor^⌊t⌋: falls at each epoch; 0 < factor ≤ 1.
  case exponential(factor: Double = 0.97)
  /// From 1 to `minimum` along half a cosine in `period` epochs, then again from 1, each period `periodFactor` ≥ 1
  /// times as long as the one before. Loshchilov, Hutter, *SGDR: stochastic gradient descent with warm restarts*, arXiv
  /// 1608.03983.
  case cosine(period: Double, periodFactor: Double = 1, minimum: Double = 0)
  /// From `initialFactor` to 1 in the share `peakAt` of the epochs, then down to `finalFactor`, along half cosines, and
  /// `finalFactor` from there on: of T steps, T the epochs times the steps of each, the first has `initialFactor`, the
  /// last `finalFactor`, and the peak is `peakAt` · T − 1 steps after the first. Smith, Topin, *Super-convergence*,
  /// arXiv 1708.07120, as PyTorch's OneCycleLR computes it, for every step, with `total_steps` T, `div_factor` 1 /
  /// `initialFactor`, `final_div_factor` `initialFactor` / `finalFactor`, `cycle_momentum` false and two phases.
  case oneCycle(
    epochs: Double, peakAt: Double = 0.3, initialFactor: Double = 0.04, finalFactor: Double = 4e-6)
  /// ½ (1 − cos(2π log₂(1 + (2^humps − 1) s))) at the share s of the epochs: so many humps of a cosine, each twice as
  /// long as the one before, that begin and end at 0; 0 from there on. Holzmüller, Grinsztajn, Steinwart, *Better by
  /// default: strong pre-tuned MLPs and boosted trees on tabular data*, arXiv 2407.04491, with 4 humps.
  case coslog(epochs: Double, humps: Int = 4)
  /// 1 for the share `flatShare` of the epochs, then down to 0 along half a cosine; 0 from there on.
  case flatCosine(epochs: Double, flatShare: Double = 0.5)
  /// From 0 to 1 along a line in so many epochs, the first step already above 0, and multiplied with another schedule
  /// whose time begins after it. Goyal and others, *Accurate, large minibatch SGD*, arXiv 1706.02677.
  case warmUp(epochs: Double, then: Schedule = .constant)
  /// k^−power at step k = 1, 2, …; power > 0. Robbins, Monro, *A stochastic approximation method*, 1951.
  case inverseScaling(power: Double = 0.5)
  /// Multiplied with `factor` whenever the loss (validation loss, where there are such data) has not fallen by the
  /// share `minimumImprovement` of the best for `patience` epochs; never below `minimum`.
  case reduceOnPlateau(
    factor: Double = 0.1, patience: Int = 10, minimumImprovement: Double = 1e-4, minimum: Double = 0)
  /// A function of time, the epochs so far with fractions; it must be finite and ≥ 0, and the same each time. A
  /// checkpoint knows it by its name, which functions that differ must not share, and takes none without.
  case custom(name: String? = nil, @Sendable (Double) -> Double)

  /// The factor of a step.
  ///
  /// - Parameters:
  ///   - epochs: `t`, the epochs before it, with fractions.
  ///   - step: `k`, from 1.
  ///   - plateau: the factor that `reduceOnPlateau` has come to.
  func factor(epochs t: Double, step k: Int, stepsOfAnEpoch: Int, plateau: Double) -> Double {
    switch self {
    case .constant: return 1
    case .step(let every, let factor): return pow(factor, (t / Double(every)).rounded(.down))
    case .exponential(let factor): return pow(factor, t.rounded(.down))
    case .cosine(let period, let periodFactor, let minimum):
      return Self.halfCosine(from: 1, to: minimum, Self.phase(of: t, period: period, growth: periodFactor))
    case .oneCycle(let epochs, let peakAt, let initial, let final):
      let (now, last) = (t * Double(stepsOfAnEpoch), epochs * Double(stepsOfAnEpoch) - 1)
      let peak = peakAt * (last + 1) - 1
      if now < peak { return Self.halfCosine(from: initial, to: 1, now / peak) }
      return now < last ? Self.halfCosine(from: 1, to: final, (now - peak) / (last - peak)) : final
    case .coslog(let epochs, let humps):
      return (1 - cos(2 * .pi * log2(1 + (exp2(Double(humps)) - 1) * min(t / epochs, 1)))) / 2
    case .flatCosine(let epochs, let flatShare):
      return Self.halfCosine(from: 1, to: 0, min(max(t / epochs - flatShare, 0) / (1 - flatShare), 1))
    case .warmUp(let epochs, let next):
      let afterStep = t + 1 / Double(stepsOfAnEpoch)
      let stepsBefore = Int(exactly: (epochs * Double(stepsOfAnEpoch)).rounded()) ?? .max
      return min(afterStep / epochs, 1)
        * next.factor(
          epochs: max(t - epochs, 0), step: max(k - stepsBefore, 1), stepsOfAnEpoch: stepsOfAnEpoch, plateau: plateau)
    case .inverseScaling(let power): return pow(Double(k), -power)
    case .reduceOnPlateau: return plateau
    case .custom(_, let function): return function(t)
    }
  }

  /// From 1 at share 0 to 0 at share 1, scaled.
  private static func halfCosine(from start: Double, to end: Double, _ share: Double) -> Double {
    end + (start - end) * (1 + cos(.pi * share)) / 2
  }

  /// How far t is in its period, 0 ..< 1. Period i is growthⁱ times as long as the first.
  private static func phase(of t: Double, period: Double, growth: Double) -> Double {
    let start = { (index: Double) in
      period * (growth == 1 ? index : (pow(growth, index) - 1) / (growth - 1))
    }
    // A first guess, rounded to a period that is over; which one it is, the starts themselves say.
    let guess = growth == 1 ? t / period : log(1 + t / period * (growth - 1)) / log(growth)
    var index = max(0, guess.rounded(.down) - 1)
    // Starts and times are rounded: a step that is meant to begin a period does.
    let rounding = t * (0x1p-45 + (growth == 1 ? 0 : 2 * .ulpOfOne / (growth - 1)))
    while start(index + 1) <= t + rounding, index + 1 > index { index += 1 }
    return min(max((t - start(index)) / (period * pow(growth, index)), 0), 1)
  }
}

extension Schedule: ParameterizedSetting {
  package static var what: String { "schedule" }

  /// Of the epochs of a whole training: all for the cosines and for one cycle, a third for a step, a twentieth to warm
  /// up.
  package static func kinds(epochs: Int?) -> [Schedule] {
    let whole = epochs.map { Double($0) } ?? .nan
    return [
      .constant, .step(every: epochs.map { max(1, $0 / 3) } ?? 0), .exponential(), .cosine(period: whole),
      .oneCycle(epochs: whole), .coslog(epochs: whole), .flatCosine(epochs: whole),
      .warmUp(epochs: epochs == nil ? .nan : max(1, whole / 20)), .inverseScaling(),
      .reduceOnPlateau(),
    ]
  }

  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, Schedule> {
    ["reduce-on-plateau": .reduceOnPlateau()]
  }

  package var kind: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .exponential: "exponential"
    case .cosine: "cosine"
    case .oneCycle: "one-cycle"
    case .coslog: "coslog"
    case .flatCosine: "flat-cosine"
    case .warmUp: "warm-up"
    case .inverseScaling: "inverse-scaling"
    case .reduceOnPlateau: "plateau"
    case .custom: "custom"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .constant: break
    case .step(var every, var factor):
      try parameters.whole("every", &every, .wholeNumbers(from: 1))
      try parameters.number("factor", &factor, .above(0, upTo: 1))
      self = .step(every: every, factor: factor)
    case .exponential(var factor):
      try parameters.number("factor", &factor, .above(0, upTo: 1))
      self = .exponential(factor: factor)
    case .cosine(var period, var periodFactor, var minimum):
      try parameters.number("period", &period, .above(0))
      try parameters.number("minimum", &minimum, .from(0, upTo: 1))
      try parameters.number("periodFactor", &periodFactor, .atLeast(1))
      self = .cosine(period: period, periodFactor: periodFactor, minimum: minimum)
    case .oneCycle(var epochs, var peakAt, var initial, var final):
      try parameters.number("peakAt", &peakAt, .above(0, below: 1))
      try parameters.number("epochs", &epochs, .above(0))
      try parameters.number("initialFactor", &initial, .above(0, upTo: 1))
      try parameters.number("finalFactor", &final, .from(0, upTo: 1))
      self = .oneCycle(epochs: epochs, peakAt: peakAt, initialFactor: initial, finalFactor: final)
    case .coslog(var epochs, var humps):
      try parameters.whole("humps", &humps, .wholeNumbers(from: 1))
      try parameters.number("epochs", &epochs, .above(0))
      self = .coslog(epochs: epochs, humps: humps)
    case .flatCosine(var epochs, var flatShare):
      try parameters.number("flatShare", &flatShare, .from(0, below: 1))
      try parameters.number("epochs", &epochs, .above(0))
      self = .flatCosine(epochs: epochs, flatShare: flatShare)
    case .warmUp(var epochs, var next):
      try parameters.number("epochs", &epochs, .above(0))
      try parameters.setting("then", &next)
      self = .warmUp(epochs: epochs, then: next)
    case .inverseScaling(var power):
      try parameters.number("power", &power, .above(0))
      self = .inverseScaling(power: power)
    case .reduceOnPlateau(var factor, var patience, var minimumImprovement, var minimum):
      try parameters.number("factor", &factor, .above(0, below: 1))
      try parameters.whole("patience", &patience, .wholeNumbers(from: 1))
      try parameters.number("minimumImprovement", &minimumImprovement, .from(0, below: 1))
      try parameters.number("minimum", &minimum, .from(0, upTo: 1))
      self = .reduceOnPlateau(
        factor: factor, patience: patience, minimumImprovement: minimumImprovement, minimum: minimum)
    case .custom(let name, _): parameters.ownName(name)
    }
  }

  /// Its text, if that says all of it: a function without a name may be any.
  var knownText: String? {
    switch self {
    case .custom(let name, _) where name == nil: nil
    case .warmUp(_, let next) where next.knownText == nil: nil
    default: description
    }
  }
}

/// The factor that `reduceOnPlateau` has come to, from the losses of the epochs so far.
struct Plateau {
  private let settings: (factor: Double, patience: Int, minimumImprovement: Double, minimum: Double)?
  private(set) var factor = 1.0
  private var best = Double.infinity
  private var waited = 0

  init(of schedule: Schedule, after epochs: [EpochRecord]) {
    var inner = schedule
    while case .warmUp(_, let next) = inner { inner = next }
    if case .reduceOnPlateau(let factor, let patience, let minimumImprovement, let minimum) = inner {
      settings = (factor, patience, minimumImprovement, minimum)
    } else {
      settings = nil
    }
    for record in epochs { note(loss: record.validationLoss ?? record.trainingLoss) }
  }

  mutating func note(loss: Double) {
    guard let settings else { return }
    // By magnitude: some losses are negative.
    if !best.isFinite || loss < best - settings.minimumImprovement * best.magnitude {
      (best, waited) = (loss, 0)
      return
    }
    waited += 1
    if waited >= settings.patience {
      factor = max(factor * settings.factor, settings.minimum)
      waited = 0
    }
  }
}
