/// One step on one minibatch: forward, loss, backward, update.
final class TrainingStep<Scalar: BLASScalar> {
  let workspace: Workspace<Scalar>
  let loss: Loss
  let regularization: Regularization
  private let arena: Arena<Scalar>
  /// θ while training.
  let theta: UnsafeMutablePointer<Scalar>
  /// ∇E, in θ's layout.
  let gradient: UnsafeMutablePointer<Scalar>
  var count: Int { workspace.layout.count }

  init(
    for network: FeedForwardNetwork<Scalar>, rows: Int, loss: Loss, regularization: Regularization
  ) throws(FeedForwardError) {
    workspace = try Workspace(for: network, rows: rows, purpose: .training)
    arena = try Arena(capacity: 2 * Arena<Scalar>.rounded(network.parameters.count))
    theta = arena.take(network.parameters.count)
    gradient = arena.take(network.parameters.count)
    (self.loss, self.regularization) = (loss, regularization)
    load(network.parameters.elements)
  }

  /// Moves θ against the gradient of the minibatch in the workspace, unless the loss is not finite: then θ stays as it is.
  /// The losses are those before the move.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func callAsFunction(_ optimizer: any Optimizer, _ state: inout OptimizerState<Scalar>) -> (
    sum: Double, penalty: Double
  ) {
    let losses = backpropagate()
    if (losses.sum + losses.penalty).isFinite { update(optimizer, &state) }
    return losses
  }

  /// D · B and R at θ, and ∇E into `gradient`.
  func backpropagate() -> (sum: Double, penalty: Double) {
    workspace.forward(theta)
    let sum = workspace.evaluate(loss)
    workspace.backward(theta, into: gradient)
    regularization.addGradient(workspace.layout, theta, to: gradient)
    return (sum, regularization.value(workspace.layout, theta))
  }

  private func update(_ optimizer: any Optimizer, _ state: inout OptimizerState<Scalar>) {
    state.step += 1
    var parameters = UnsafeMutableBufferPointer(start: theta, count: count).mutableSpan
    optimizer.update(&parameters, along: UnsafeBufferPointer(start: gradient, count: count).span, state: &state)
  }

  func load(_ elements: [Scalar]) {
    elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { theta.update(from: start, count: count) }
    }
  }

  /// Copies θ into a vector of the same length.
  func store(into elements: inout [Scalar]) {
    elements.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: theta, count: count) }
  }

  /// The first layer, from 1, whose parameters or activations are not finite; the output layer if only the loss is not.
  func firstNonFiniteLayer() -> Int {
    let layout = workspace.layout
    for l in 0..<layout.layers {
      let parameters = layout.theta(l, in: theta)
      if Scalar._firstNonFinite(UnsafeBufferPointer(parameters.contiguous)) >= 0 { return l + 1 }
    }
    workspace.forward(theta)
    for l in 0..<layout.layers - 1 {
      let a = workspace.activations[l + 1].prefix(workspace.rows)
      if Scalar._firstNonFinite(UnsafeBufferPointer(a.contiguous)) >= 0 { return l + 1 }
    }
    return layout.layers
  }

  var parametersAreFinite: Bool {
    Scalar._firstNonFinite(UnsafeBufferPointer(start: theta, count: count)) < 0
  }
}
