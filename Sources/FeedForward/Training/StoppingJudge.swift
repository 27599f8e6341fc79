/// Decides, epoch by epoch, whether a run is to end. All it knows are the losses it was told, so a run that goes on
/// decides as one without a break would: it is told those of its history first.
package struct StoppingJudge: Sendable {
  private var criterion: CriterionProgress
  private var losses: Losses
  private let measure: EarlyStopping.Measure

  package init(_ stopping: EarlyStopping) {
    measure = stopping.measure
    criterion = CriterionProgress(of: stopping.criterion)
    losses = Losses(minimumImprovement: stopping.minimumImprovement)
  }

  /// The judge after so many epochs. O(epochs · criteria).
  init(_ stopping: EarlyStopping, after epochs: [EpochRecord]) {
    self.init(stopping)
    for record in epochs { _ = judge(record) }
  }

  /// Why the run is to end after this epoch; nil if it is not. An epoch without validation only counts.
  mutating func judge(_ record: EpochRecord) -> TrainingHistory.StopReason? {
    judge(
      training: record.trainingLossWithoutPenalty,
      validation: record.validationLoss == nil ? .nan : measure.value(of: record),
      error: record.trainingLoss)
  }

  /// - Parameter error: E, the training loss with its penalty; nil where there is none.
  package mutating func judge(
    training: Double, validation: Double, error: Double? = nil
  ) -> TrainingHistory.StopReason? {
    losses.append(training: training, validation: validation, error: error ?? training)
    return criterion.judge(losses)
  }
}

/// The losses of the epochs so far, as the criteria need them.
private struct Losses: Sendable {
  let minimumImprovement: Double
  var epoch = 0
  var training = Double.nan
  var validation = Double.nan
  /// E.
  var error = Double.nan
  /// E_min.
  var least = Double.infinity
  /// The last epoch with an improvement, and its loss.
  var best = (epoch: 0, loss: Double.infinity)

  init(minimumImprovement: Double) { self.minimumImprovement = minimumImprovement }

  mutating func append(training: Double, validation: Double, error: Double) {
    epoch += 1
    self.training = training
    self.validation = validation
    self.error = error
    if validation < least { least = validation }
    if validation < best.loss - (best.epoch == 0 ? 0 : minimumImprovement) { best = (epoch, validation) }
  }

  /// GL.
  var generalizationLoss: Double { 100 * EarlyStopping.excess(of: validation, over: least) }
}

extension EarlyStopping {
  /// (loss − least) / |least|; 0 where they are equal, whatever they are.
  fileprivate static func excess(of loss: Double, over least: Double) -> Double {
    loss == least ? 0 : (loss - least) / abs(least)
  }
}

/// How far a criterion has come.
private struct CriterionProgress: Sendable {
  let criterion: EarlyStopping.Criterion
  private var parts: [CriterionProgress] = []
  private var wasMet = false
  private var strip = Strip()
  private var rises = 0
  /// The lowest E so far, and epochs since E fell by enough.
  private var plateau = (least: Double.infinity, epochs: 0)

  init(of criterion: EarlyStopping.Criterion) {
    self.criterion = criterion
    if case .any(let parts) = criterion { self.parts = parts.map { CriterionProgress(of: $0) } }
    if case .eachOnce(let parts) = criterion { self.parts = parts.map { CriterionProgress(of: $0) } }
  }

  /// To be called for every epoch.
  mutating func judge(_ losses: Losses) -> TrainingHistory.StopReason? {
    let reason = reason(losses)
    wasMet = wasMet || reason != nil
    return reason
  }

  private mutating func reason(_ losses: Losses) -> TrainingHistory.StopReason? {
    switch criterion {
    case .never: return nil
    case .patience(let epochs): return losses.epoch - losses.best.epoch >= epochs ? .noImprovement : nil
    case .generalizationLoss(let alpha): return losses.generalizationLoss > alpha ? .generalizationLoss : nil
    case .quotient(let alpha, let length):
      guard let progress = strip.progress(losses, length: length) else { return nil }
      return losses.generalizationLoss / progress > alpha ? .quotient : nil
    case .risingStrips(let strips, let length):
      guard losses.epoch % length == 0 else { return nil }
      rises = losses.validation > strip.validation ? rises + 1 : 0
      strip.validation = losses.validation
      return rises >= strips ? .risingValidationLoss : nil
    case .trainingProgress(let beta, let length):
      guard let progress = strip.progress(losses, length: length) else { return nil }
      return progress < beta ? .trainingProgress : nil
    case .trainingPlateau(let patience, let tolerance):
      plateau.epochs = losses.error > plateau.least - tolerance ? plateau.epochs + 1 : 0
      plateau.least = min(plateau.least, losses.error)
      return plateau.epochs >= patience ? .trainingPlateau : nil
    case .any:
      var first: TrainingHistory.StopReason?
      for i in parts.indices {
        let reason = parts[i].judge(losses)
        first = first ?? reason
      }
      return first
    case .eachOnce:
      for i in parts.indices { _ = parts[i].judge(losses) }
      return parts.allSatisfy(\.wasMet) ? .criteriaMet : nil
    }
  }
}

/// What is known of the strip at hand, and of the one before.
private struct Strip: Sendable {
  private var sum = 0.0
  private var least = Double.infinity
  /// E_va at the end of the strip before; above all before the first.
  var validation = Double.infinity

  /// P_k where a strip ends, else nil.
  mutating func progress(_ losses: Losses, length: Int) -> Double? {
    sum += losses.training
    if losses.training < least { least = losses.training }
    guard losses.epoch % length == 0 else { return nil }
    defer { (sum, least) = (0, .infinity) }
    // A mean of equal numbers may be rounded below them.
    return 1000 * max(0, EarlyStopping.excess(of: sum / Double(length), over: least))
  }
}
