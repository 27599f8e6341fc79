/// θ while it moves: its memory, and Θᵀ as the forward products read it.
final class MovingParameters<Scalar: BLASScalar> {
  let layout: ParameterLayout
  /// θ.
  let theta: Vector<Scalar>
  /// Θᵀ; a copy that is to be refreshed where θ has moved.
  let forward: ForwardWeights<Scalar>
  private let arena: Arena<Scalar>

  init(copying parameters: ParameterVector<Scalar>) throws(FeedForwardError) {
    layout = parameters.layout
    arena = try Arena(capacity: Arena<Scalar>.rounded(layout.count))
    theta = arena.vector(layout.count)
    theta.copy(parameters.elements)
    forward = try ForwardWeights(layout, following: theta)
  }

  /// Θˡ.
  func theta(_ l: Int) -> MatrixView<Scalar> { layout.theta(l, in: theta) }

  /// Copies θ into a vector of the same length.
  func store(into elements: inout [Scalar]) { theta.store(into: &elements) }

  /// Takes θ from a vector of the same length.
  func load(_ elements: [Scalar]) {
    theta.copy(elements)
    refresh()
  }

  /// To be called after θ was written by hand.
  func refresh() { forward.refresh(from: theta) }

  var areFinite: Bool { theta.firstNonFinite == nil }
}
