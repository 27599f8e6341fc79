/// The rows of a fold.
struct FoldData<Scalar: BLASScalar>: Sendable {
  let index: Int
  let training: Dataset<Scalar>
  let validation: Dataset<Scalar>
}

/// What is done with inputs before a network sees them, learned from rows that it is trained on: such as standardizing by their
/// means.
///
/// ```swift
/// let centering = FoldPreparation<Double> { training in
///   let means = columnMeans(of: training.inputs)
///   return Preparation { inputs in subtract(means, from: inputs) }
/// }
/// ```
public struct FoldPreparation<Scalar: BLASScalar>: Sendable {
  /// Sees the rows to train on, and no others.
  public typealias Fit = @Sendable (_ training: Dataset<Scalar>) throws(FeedForwardError) -> Preparation<Scalar>
  let fit: Fit

  /// A preparation of your own.
  public init(_ fit: @escaping Fit) { self.fit = fit }
}

/// What was learned by a ``FoldPreparation``: it is done with inputs of training, of validation, and of every prediction.
public struct Preparation<Scalar: BLASScalar>: Sendable {
  private let apply: @Sendable (Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar>

  /// As many rows have to come out as went in.
  public init(_ apply: @escaping @Sendable (Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar>) {
    self.apply = apply
  }

  /// Inputs as the network is to see them.
  public func callAsFunction(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> { try apply(inputs) }

  /// The same rows, targets and weights with inputs as the network is to see them.
  public func callAsFunction(_ data: Dataset<Scalar>) throws(FeedForwardError) -> Dataset<Scalar> {
    try Dataset(inputs: apply(data.inputs), targets: data.targets, weights: data.weights)
  }
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

  init(_ candidate: Candidate, on data: FoldData<Scalar>) {
    (self.candidate, self.data) = (candidate.inFold(data.index), data)
  }

  /// Goes on until there were so many epochs, or early stopping has ended it.
  func trained(upTo epochs: Int, isLast: Bool) -> FoldTraining {
    var copy = self
    do throws(FeedForwardError) {
      copy.outcome = try copy.train(upTo: epochs)
    } catch .diverged(let divergence) {
      copy.outcome = .diverged(divergence)
    } catch {
      copy.outcome = .refused(error)
    }
    if isLast { copy.progress = nil }
    return copy
  }

  private mutating func train(upTo epochs: Int) throws(FeedForwardError) -> Outcome {
    var (network, state) =
      if let progress { progress } else { (try candidate.network(for: data.training), TrainingState()) }
    progress = nil
    var trainer = candidate.trainer
    trainer.epochs = epochs - state.epochs
    if trainer.epochs > 0 && !state.history.stoppedEarly {
      try trainer.fit(&network, to: data.training, validation: data.validation, continuing: &state)
      if state.history.stopReason == .cancelled { return .cancelled }
    }
    let loss = trainer.loss ?? .standard(for: network.outputActivation)
    let weights = try ForwardWeights(copying: network.parameters)
    let evaluate = { (rows: Dataset<Scalar>) throws(FeedForwardError) in
      try Evaluator(of: network, weights, on: rows, loss: loss, named: "Data", threads: 1).evaluate()
    }
    let result = FoldResult(
      fold: data.index, training: try evaluate(data.training), validation: try evaluate(data.validation),
      history: state.history)
    progress = (network, state)
    return .trained(result)
  }
}

extension TrainingHistory {
  /// Whether the run ended by itself before its last epoch.
  fileprivate var stoppedEarly: Bool { ![.epochsDone, .callback, .cancelled].contains(stopReason) }
}
