import CKernels

/// What the engine runs on, for the head of a benchmark or a bug report.
public enum EngineDescription {
  /// BLAS library with its build options and processor core, and the instruction set of the element-wise kernels.
  public static var text: String {
    "\(BLAS.description); element-wise kernels: \(String(cString: ff_kernels_name()))"
  }
}
