/// A rule that moves each parameter by its own gradient and memory, so that any part of θ may be moved by itself as soon as
/// its gradient is there.
protocol ElementwiseRule: Sendable {
  /// Moves a part of θ.
  func move<Scalar: BLASScalar>(_ part: ParameterPart<Scalar>, by factors: StepFactors)
}

/// What changes a rule from step to step, and is the same for all parameters.
struct StepFactors {
  /// What the direction, or the momentum, is multiplied with.
  var rate: Double
  /// What the gradient itself is multiplied with beside that.
  var gradientRate = 0.0
  /// What roots of mean squares are multiplied with.
  var scale = 1.0
  /// The share of θ that decays.
  var decay = 0.0
}

/// A part of θ, its gradient, and what a rule remembers of it.
struct ParameterPart<Scalar: BLASScalar> {
  let count: Int
  let theta: UnsafeMutablePointer<Scalar>
  let gradient: UnsafePointer<Scalar>
  private let memory: UnsafeMutablePointer<Scalar>
  private let stride: Int

  /// - Parameters:
  ///   - memory: the part's first remembered vector.
  ///   - stride: from one vector to the next.
  init(
    count: Int, theta: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    memory: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    (self.count, self.theta, self.gradient, self.memory, self.stride) = (count, theta, gradient, memory, stride)
  }

  /// The part's numbers of one of the remembered vectors.
  func memory(_ vector: Int) -> UnsafeMutablePointer<Scalar> { memory + vector * stride }
}

/// A step of a rule, for all slabs.
struct SlabMove<Scalar: BLASScalar> {
  let rule: any ElementwiseRule
  let factors: StepFactors
  /// The remembered vectors, one after another.
  let memory: Vector<Scalar>
}

extension ElementwiseRule {
  /// Moves all of θ.
  ///
  /// - Parameter memory: vectors as long as θ, one after another.
  func move<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, memory: inout [Scalar],
    by factors: StepFactors
  ) {
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeBufferPointer { g in
        memory.withUnsafeMutableBufferPointer { memory in
          guard let theta = theta.baseAddress, let g = g.baseAddress else { return }
          move(
            ParameterPart(
              count: count, theta: theta, gradient: g, memory: memory.baseAddress ?? theta, stride: count),
            by: factors)
        }
      }
    }
  }
}
