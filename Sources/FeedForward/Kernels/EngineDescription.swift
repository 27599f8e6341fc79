import CKernels

/// What the engine runs on, for the head of a benchmark or a bug report.
public enum EngineDescription {
  /// Processors that this process may use, by its affinity and the quota of its control groups: the number of threads
  /// where none is asked for.
  public static var processors: Int { WorkerPool.availableCores }

  /// BLAS library with its build options and processor core, and the instruction set of the element-wise kernels.
  public static var text: String {
    "\(BLAS.description); element-wise kernels: \(String(cString: ff_kernels_name()))"
  }
}
