import CKernels

/// Runs `body` with the products of BLAS. Only this thread changes, so `body` must ask for one thread.
func withBLASProducts<Result>(_ body: () throws -> Result) rethrows -> Result {
  ff_product_path_use_in_thread(.blas)
  defer { ff_product_path_use_common() }
  return try body()
}
