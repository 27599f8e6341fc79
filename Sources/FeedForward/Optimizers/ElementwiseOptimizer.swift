/// One of the engine's rules that move each parameter by its own gradient and memory: the kernel is all there is to them.
///
/// The engine's own business; a rule of your own is an ``Optimizer``.
public protocol ElementwiseOptimizer: Optimizer {
  /// The kernel of the step at hand, `state.step`.
  func _kernel<Scalar: BLASScalar>(_ state: inout OptimizerState<Scalar>) -> _ElementwiseUpdate<Scalar>
}

extension ElementwiseOptimizer {
  /// One step; see the type for the formula. O(length of θ), nothing allocated.
  public func update<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, state: inout OptimizerState<Scalar>
  ) {
    _kernel(&state).apply(to: &parameters, along: gradient, &state)
  }

  /// The kernel of ``Optimizer/update(_:along:state:)``.
  public func _elementwiseUpdate<Scalar: BLASScalar>(
    _ state: inout OptimizerState<Scalar>
  ) -> _ElementwiseUpdate<Scalar>? {
    _kernel(&state)
  }
}
