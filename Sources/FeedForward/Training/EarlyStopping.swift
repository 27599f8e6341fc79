/// Ends a run by the losses of its epochs, and restores the parameters of the lowest validation loss, or of another
/// measure; without validation data the last ones stay. Why it ended is in ``TrainingHistory/stopReason``.
///
/// ```swift
/// EarlyStopping(patience: 50)
/// EarlyStopping(.trainingPlateau())  // without validation data
/// EarlyStopping(.generalizationLoss(above: 5))
/// EarlyStopping(.proben1)  // with 3000 epochs at most
/// ```
///
/// With E_va(t) the validation loss after epoch t and E_tr(t) the training loss of epoch t, penalty left out:
///
///     GL(t) = 100 · (E_va(t) − E_min) / |E_min|,  E_min the least E_va up to t      generalization loss, in %
///     P_k(t) = 1000 · (mean − least) / |least|  of E_tr over the last k epochs      training progress, in ‰
///
/// Strips are k epochs that end with a multiple of k; P_k is looked at where they end. E_tr(t) is the loss before the
/// epoch's updates: for a rule that sees all rows at each step, that of the parameters the epoch began with.
///
/// Prechelt, *Early stopping — but when?*, in *Neural networks: tricks of the trade*, 1998; *PROBEN1*, Technical Report
/// 21/94, Universität Karlsruhe, 1994.
public struct EarlyStopping: Sendable, Equatable, Codable {
  /// What has to be met for the run to end.
  public enum Criterion: Sendable, Equatable, Codable {
    /// Never: all epochs are run, and the parameters of the best one restored.
    case never
    /// So many epochs, at least 1, without an improvement.
    case patience(Int)
    /// GL_α: GL(t) > α, for α ≥ 0.
    case generalizationLoss(above: Double)
    /// PQ_α: GL(t) / P_k(t) > α, for α ≥ 0, at the end of a strip of k ≥ 2 epochs.
    case quotient(above: Double, strip: Int = 5)
    /// UP_s: E_va is larger at the end of each of s ≥ 1 strips of k ≥ 1 epochs than at the end of the strip before.
    case risingStrips(Int, strip: Int = 5)
    /// P_k(t) < β, for β > 0, at the end of a strip of k ≥ 2 epochs.
    case trainingProgress(below: Double, strip: Int = 5)
    /// So many epochs one after another, at least 1, in which E, the training loss with its penalty, was not at least
    /// `tolerance` ≥ 0 below the lowest before. Needs no validation data. As scikit-learn's `n_iter_no_change` and
    /// `tol`, whose estimators go on for one epoch more.
    case trainingPlateau(patience: Int = 10, tolerance: Double = 1e-4)
    /// One of several.
    case any([Criterion])
    /// Each of several was met at least once, not all in the same epoch.
    case eachOnce([Criterion])

    /// The rule of PROBEN1, which belongs to at most 3000 epochs: P₅ < 0.1; or GL > 5, eight rising strips, and
    /// GL / P₅ > 3, each at least once.
    public static let proben1 = any([
      .trainingProgress(below: 0.1),
      .eachOnce([.generalizationLoss(above: 5), .risingStrips(8), .quotient(above: 3)]),
    ])
  }

  /// What the best epoch is best by, on the validation rows.
  public enum Measure: String, CaseIterable, Sendable, Codable {
    /// The loss.
    case loss
    /// 1 − ``Metrics/accuracy``, of classes.
    case error
    /// ``Metrics/rmse``, of values.
    case rmse
  }

  /// Which of several epochs that are equally good is the best.
  public enum Ties: String, CaseIterable, Sendable, Codable {
    case earlier, later
  }

  /// When the run ends.
  public var criterion: Criterion
  /// What epochs are compared by; criteria speak of it where they speak of a validation loss.
  public var measure: Measure
  /// Errors are often equal; the later network has then seen more.
  public var ties: Ties
  /// By how much the validation loss must fall below the best so far to be an improvement; ≥ 0. What does not improve
  /// is not kept, either.
  public var minimumImprovement: Double

  /// Stops when the criterion is met. Each epoch is judged in O(criteria).
  public init(
    _ criterion: Criterion, minimumImprovement: Double = 0, measure: Measure = .loss, ties: Ties = .earlier
  ) {
    self.criterion = criterion
    self.minimumImprovement = minimumImprovement
    self.measure = measure
    self.ties = ties
  }

  /// Stops after `patience` epochs without improvement.
  public init(patience: Int, minimumImprovement: Double = 0) {
    self.init(.patience(patience), minimumImprovement: minimumImprovement)
  }
}

extension EarlyStopping: ParameterizedSetting {
  package static var what: String { "rule of early stopping" }
  package static func kinds(epochs: Int?) -> [EarlyStopping] { [EarlyStopping(patience: 0)] }
  package var kind: String { "early-stopping" }

  /// A criterion alone.
  package static func shorthand(_ setting: SettingText) throws(FeedForwardError) -> EarlyStopping? {
    setting.name.asName == "earlystopping" ? nil : EarlyStopping(try Criterion(setting, epochs: nil))
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    try parameters.setting("criterion", &criterion)
    try parameters.number("minimumImprovement", &minimumImprovement, .atLeast(0))
    try parameters.word("measure", &measure)
    try parameters.word("ties", &ties)
  }
}

extension EarlyStopping.Measure {
  /// What an epoch is judged by: of the training loss where nothing was held.
  func value(of record: EpochRecord) -> Double {
    guard let metrics = record.validation, let loss = record.validationLoss else { return record.trainingLoss }
    // A measure that the targets have not is refused before the first epoch.
    return switch self {
    case .loss: loss
    case .error: 1 - (metrics.accuracy ?? .nan)
    case .rmse: metrics.rmse ?? .nan
    }
  }
}

extension EarlyStopping.Criterion {
  /// Whether it looks at the validation loss.
  package var needsValidation: Bool {
    switch self {
    case .patience, .generalizationLoss, .quotient, .risingStrips: true
    case .never, .trainingProgress, .trainingPlateau: false
    case .any(let parts), .eachOnce(let parts): parts.contains(where: \.needsValidation)
    }
  }
}

extension EarlyStopping.Criterion: ParameterizedSetting {
  package static var what: String { "criterion" }

  package static func kinds(epochs: Int?) -> [EarlyStopping.Criterion] {
    [
      .never, .patience(0), .generalizationLoss(above: .nan), .quotient(above: .nan), .risingStrips(0),
      .trainingProgress(below: .nan), .trainingPlateau(), .any([]), .eachOnce([]),
    ]
  }

  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, EarlyStopping.Criterion> {
    ["proben1": .proben1]
  }

  package var kind: String {
    switch self {
    case .never: "never"
    case .patience: "patience"
    case .generalizationLoss: "generalization-loss"
    case .quotient: "quotient"
    case .risingStrips: "rising-strips"
    case .trainingProgress: "training-progress"
    case .trainingPlateau: "training-plateau"
    case .any: "any"
    case .eachOnce: "each-once"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .never: break
    case .patience(var epochs):
      try parameters.whole("epochs", &epochs, .wholeNumbers(from: 1))
      self = .patience(epochs)
    case .generalizationLoss(var alpha):
      try parameters.number("above", &alpha, .atLeast(0))
      self = .generalizationLoss(above: alpha)
    case .quotient(var alpha, var strip):
      try parameters.number("above", &alpha, .atLeast(0))
      try parameters.whole("strip", &strip, .wholeNumbers(from: 2))
      self = .quotient(above: alpha, strip: strip)
    case .risingStrips(var strips, var strip):
      try parameters.whole("strips", &strips, .wholeNumbers(from: 1))
      try parameters.whole("strip", &strip, .wholeNumbers(from: 1))
      self = .risingStrips(strips, strip: strip)
    case .trainingProgress(var beta, var strip):
      try parameters.number("below", &beta, .above(0))
      try parameters.whole("strip", &strip, .wholeNumbers(from: 2))
      self = .trainingProgress(below: beta, strip: strip)
    case .trainingPlateau(var patience, var tolerance):
      try parameters.whole("patience", &patience, .wholeNumbers(from: 1))
      try parameters.number("tolerance", &tolerance, .tolerance)
      self = .trainingPlateau(patience: patience, tolerance: tolerance)
    case .any(var parts):
      try parameters.settings("criteria", &parts)
      self = .any(parts)
    case .eachOnce(var parts):
      try parameters.settings("criteria", &parts)
      self = .eachOnce(parts)
    }
  }
}

extension Hyperparameter {
  /// By how much a loss has to fall.
  public static let tolerance = Hyperparameter("tolerance", .atLeast(0))
}
