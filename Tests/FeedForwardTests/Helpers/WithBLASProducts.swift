import CKernels

/// Runs `body` with the products of BLAS in what it makes: trainings and predictors keep to what they began with, on
/// all their threads. Only this thread changes.
func withBLASProducts<Result>(_ body: () throws -> Result) rethrows -> Result {
  ff_product_path_use_in_thread(.blas)
  defer { ff_product_path_use_common() }
  return try body()
}
