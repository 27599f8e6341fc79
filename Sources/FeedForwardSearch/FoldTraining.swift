import FeedForward

/// The rows of a fold.
struct FoldData<Scalar: BLASScalar>: Sendable {
  let index: Int
  let training: Dataset<Scalar>
  let validation: Dataset<Scalar>
}

extension Folds {
  /// The rows of each fold, prepared.
  func data<Scalar: BLASScalar>(
    of data: Dataset<Scalar>, preparing: FoldPreparation<Scalar>?
  ) throws(FeedForwardError) -> [FoldData<Scalar>] {
    var result: [FoldData<Scalar>] = []
    for (index, fold) in try folds(of: data).enumerated() {
      var parts = (
        training: try data.selecting(rows: fold.training), validation: try data.selecting(rows: fold.validation)
      )
      if let preparation = try preparing?.fit(parts.training) {
        parts = (try preparation(parts.training), try preparation(parts.validation))
      }
      result.append(FoldData(index: index, training: parts.training, validation: parts.validation))
    }
    return result
  }
}

/// One candidate on one fold: trained for some epochs, and for more of them later.
struct FoldTraining<Scalar: BLASScalar>: Sendable {
  enum Outcome: Sendable {
    case trained(FoldResult)
    case diverged(Divergence)
    case refused(FeedForwardError)
    case cancelled
  }

  private let candidate: Candidate
  let data: FoldData<Scalar>
  /// nil before the first epoch, and after the last.
  private var progress: (network: FeedForwardNetwork<Scalar>, state: TrainingState<Scalar>)?
  private(set) var outcome = Outcome.cancelled
  /// The rank that can go on with it; nil for any.
  private(set) var holder: Int?

  init(_ candidate: Candidate, on data: FoldData<Scalar>) {
    self.candidate = candidate.inFold(data.index)
    self.data = data
  }

  /// The same with what came of it on another rank.
  func with(_ outcome: Outcome, on rank: Int) -> FoldTraining {
    var copy = self
    (copy.outcome, copy.progress, copy.holder) = (outcome, nil, rank)
    return copy
  }

  /// Goes on until there were so many epochs, early stopping has ended it, or all is over, which is asked before each.
  func trained(
    upTo epochs: Int, isLast: Bool, on rank: Int? = nil, isOver: () -> Bool = { false }
  ) -> FoldTraining {
    var copy = self
    copy.holder = rank
    do {
      copy.outcome = try copy.train(upTo: epochs, isOver)
    } catch .diverged(let divergence) {
      copy.outcome = .diverged(divergence)
    } catch {
      copy.outcome = .refused(error)
    }
    if isLast { copy.progress = nil }
    return copy
  }

  private mutating func train(upTo epochs: Int, _ isOver: () -> Bool) throws(FeedForwardError) -> Outcome {
    let (start, state) =
      if let progress { progress } else { (try candidate.network(for: data.training), TrainingState()) }
    progress = nil
    var trainer = candidate.trainer
    trainer.epochs = epochs
    let training = try Training(
      trainer, of: start, on: data.training, validation: data.validation, continuing: state)
    while !training.isOver {
      guard !isOver(), try training.runEpoch() != nil else { return .cancelled }
    }
    let network = training.network
    let result = FoldResult(
      fold: data.index, training: try network.evaluate(on: data.training, loss: trainer.loss, threads: 1),
      validation: try network.evaluate(on: data.validation, loss: trainer.loss, threads: 1), history: training.history)
    progress = (network, try training.state)
    return .trained(result)
  }
}

extension FoldTraining.Outcome {
  func write(to message: inout RankMessage) {
    switch self {
    case .cancelled: message.add(0)
    case .trained(let result):
      message.add(1)
      message.add(result.fold)
      message.add(result.training)
      message.add(result.validation)
      message.add(result.history)
    case .diverged(let divergence):
      message.add(2)
      message.add(divergence)
    case .refused(let error):
      message.add(3)
      message.add(error)
    }
  }

  init(_ message: inout RankMessage) throws(FeedForwardError) {
    switch try message.take(as: Int.self) {
    case 0: self = .cancelled
    case 1:
      self = .trained(
        FoldResult(
          fold: try message.take(as: Int.self), training: try message.takeEvaluation(),
          validation: try message.takeEvaluation(), history: try message.takeHistory()))
    case 2: self = .diverged(try message.take(as: Divergence.self))
    case 3: self = .refused(try message.takeError())
    default: throw message.error
    }
  }
}
