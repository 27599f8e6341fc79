import FeedForward
import Synchronization

/// One call of an optimizer's `update`.
struct RecordedStep: Sendable {
  let before: [Double]
  let gradient: [Double]
  let after: [Double]
  /// `state.step`.
  let number: Int
  /// `state.loss`.
  let loss: Double
}

/// An optimizer that writes down what another one is given and what it makes of it, all in `Double`.
struct Recording: Optimizer {
  /// What was seen so far.
  final class Log: Sendable {
    private let stored = Mutex<[RecordedStep]>([])

    var steps: [RecordedStep] { stored.withLock { $0 } }

    func append(_ step: RecordedStep) { stored.withLock { $0.append(step) } }
  }

  let base: any Optimizer
  let log = Log()

  init(_ base: any Optimizer) { self.base = base }

  var learningRate: Double { base.learningRate }
  var stateVectors: Int { base.stateVectors }
  var stateScalars: Int { base.stateScalars }
  var scope: OptimizerScope { base.scope }

  func validate() throws(FeedForwardError) { try base.validate() }

  func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    let before = parameters.indices.map { Double(parameters[$0]) }
    base.update(&parameters, along: gradient, state: &state)
    log.append(
      RecordedStep(
        before: before, gradient: gradient.indices.map { Double(gradient[$0]) },
        after: parameters.indices.map { Double(parameters[$0]) }, number: state.step, loss: state.loss))
  }
}
