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

  /// The same step at a multiple of its learning rate; the share that a decay takes stays as it is.
  func multiplied(by factor: Double, decays: Bool = true) -> ElementwiseStep {
    ElementwiseStep(kernel) {
      $0 = numbers
      $0.rate *= factor
      $0.gradientRate *= factor
      if !decays { $0.decay = 0 }
    }
  }

  /// Lends the numbers to kernels.
  func withNumbers(_ body: (UnsafePointer<StepNumbers>) -> Void) { withUnsafePointer(to: numbers, body) }

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
          let memory = memory.baseAddress ?? theta
          withNumbers { Scalar.Kernels.update(kernel, $0, count, g, memory, memory + count, theta) }
        }
      }
    }
  }
}
