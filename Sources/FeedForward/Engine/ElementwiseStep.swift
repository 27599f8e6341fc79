import CKernels

/// A step of a rule that moves each parameter by its own gradient and memory, so that any part of θ may be moved by
/// itself as soon as its gradient is there: a kernel and its numbers.
struct ElementwiseStep: Sendable {
  let kernel: UpdateCode
  var numbers: StepNumbers

  /// - Parameter numbers: all others are 0.
  init(_ kernel: UpdateCode, _ numbers: (inout StepNumbers) -> Void) {
    self.kernel = kernel
    self.numbers = StepNumbers()
    numbers(&self.numbers)
  }

  /// Moves `count` parameters.
  ///
  /// - Parameters:
  ///   - memory: what the rule remembers of them: its first vector begins here.
  ///   - stride: from one of its vectors to the next.
  func move<Scalar: BLASScalar>(
    _ theta: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>, count: Int,
    memory: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    withUnsafePointer(to: numbers) {
      Scalar.Kernels.update(kernel, $0, count, gradient, memory, memory + stride, theta)
    }
  }

  /// Moves all of θ.
  ///
  /// - Parameter memory: vectors as long as θ, one after another.
  func move<Scalar: BLASScalar>(
    _ parameters: inout MutableSpan<Scalar>, along gradient: Span<Scalar>, memory: inout [Scalar]
  ) {
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeBufferPointer { g in
        memory.withUnsafeMutableBufferPointer { memory in
          guard let theta = theta.baseAddress, let g = g.baseAddress else { return }
          move(theta, along: g, count: count, memory: memory.baseAddress ?? theta, stride: count)
        }
      }
    }
  }
}
