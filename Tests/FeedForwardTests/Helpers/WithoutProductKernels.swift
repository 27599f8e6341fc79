import CKernels

/// Runs `body` as on a processor whose products are BLAS's. Only this thread changes, so `body`
/// must ask for one thread.
func withoutProductKernels<Result>(_ body: () throws -> Result) rethrows -> Result {
  _ = ff_kernels_use_in_thread("avx2") != 0 || ff_kernels_use_in_thread("baseline") != 0
  defer { _ = ff_kernels_use_in_thread(nil) }
  return try body()
}
