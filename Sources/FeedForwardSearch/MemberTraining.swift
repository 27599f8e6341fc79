import FeedForward

/// The training of one member.
struct MemberTraining<Scalar: BLASScalar>: Sendable {
  let index: Int
  /// nil for all rows, and none to judge by.
  let fold: Fold?
  let settings: EnsembleTraining
  let data: Dataset<Scalar>
  /// At most so many.
  var threads = 1

  func outcome() -> Result<EnsembleMember<Scalar>, FeedForwardError> {
    do {
      return .success(try trained())
    } catch {
      return .failure(error)
    }
  }

  private func trained() throws(FeedForwardError) -> EnsembleMember<Scalar> {
    let (training, held) = try training()
    var isCut = false
    while !isCut, try training.step() != nil { isCut = settings.isOver() }
    let network = training.network
    return EnsembleMember(
      index: index, network: network, history: training.history,
      held: try fold.flatMap { (fold) throws(FeedForwardError) in
        HeldRows(
          rows: fold.validation, outputs: try Predictor(network, threads: threads).predict(held?.inputs ?? data.inputs))
      }, isWhole: training.isOver)
  }

  /// Measured by steps that are forgotten: a tenth of a second of them, or an epoch.
  func secondsOfEpoch() throws(FeedForwardError) -> Double {
    let (training, _) = try training()
    let clock = ContinuousClock()
    // The first step makes buffers.
    guard let first = try training.step(), !first.isLast else { return training.history.epochs.last?.seconds ?? 0 }
    let start = clock.now
    var steps = 0.0
    while let step = try training.step() {
      steps += 1
      if step.isLast || clock.now - start > .milliseconds(100) { break }
    }
    let rows = Double(fold?.training.count ?? data.count)
    return (clock.now - start) / .seconds(1) / max(steps, 1) * (rows / Double(settings.trainer.batchSize)).rounded(.up)
  }

  /// Before its first step, and the rows that it is judged by.
  private func training() throws(FeedForwardError) -> (Training<Scalar>, held: Dataset<Scalar>?) {
    var trainer = settings.trainer
    (trainer.seed, trainer.threads) = (trainer.seed &+ UInt64(index), threads)
    if fold == nil { trainer.earlyStopping = nil }
    let rows = if let fold { try data.selecting(rows: fold.training) } else { data }
    let held: Dataset<Scalar>? = if let fold { try data.selecting(rows: fold.validation) } else { nil }
    var network = try FeedForwardNetwork<Scalar>(
      inputs: data.inputs.columns, layers: settings.layers, seed: trainer.seed)
    if settings.startsAtData { try network.standardizeLogits(on: rows.inputs, seed: trainer.seed) }
    return (try Training(trainer, of: network, on: rows, validation: held), held)
  }
}

extension MemberTraining {
  typealias Outcome = Result<EnsembleMember<Scalar>, FeedForwardError>

  static func write(_ outcome: Outcome, to message: inout RankMessage) {
    switch outcome {
    case .failure(let error):
      message.add(false)
      message.add(error)
    case .success(let member):
      message.add(true)
      message.add(member.network.parameters.elements)
      message.add(member.history)
      message.add(member.held?.rows ?? [])
      message.add(member.held?.outputs.elements ?? [])
      message.add(member.isWhole)
    }
  }

  func read(_ message: inout RankMessage) throws(FeedForwardError) -> Outcome {
    guard try message.take(as: Bool.self) else { return .failure(try message.takeError()) }
    let network = try FeedForwardNetwork(
      inputs: data.inputs.columns, layers: settings.layers, parameters: try message.takeArray(of: Scalar.self))
    let history = try message.takeHistory()
    let (rows, outputs) = (try message.takeArray(of: Int.self), try message.takeArray(of: Scalar.self))
    let held: HeldRows<Scalar>? =
      rows.isEmpty
      ? nil : HeldRows(rows: rows, outputs: try Matrix(rows: rows.count, columns: network.outputs, elements: outputs))
    return .success(
      EnsembleMember(
        index: index, network: network, history: history, held: held, isWhole: try message.take(as: Bool.self)))
  }
}
