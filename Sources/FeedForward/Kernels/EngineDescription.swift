import CKernels
import LibC

/// What the engine runs on, for the head of a benchmark or a bug report.
///
/// Two variables of the environment choose, before the program starts:
///
/// | variable | values | default |
/// |---|---|---|
/// | `FEEDFORWARD_ISA` | `avx512`, `avx2`, `baseline` (SSE2, or NEON on arm64) | the best that the processor has |
/// | `FEEDFORWARD_PRODUCTS` | `own`, `blas`: who multiplies matrices | `own` |
///
/// A value that cannot be had is refused by the first training or predictor. Results have the same bits for any number
/// of threads in each of these ways, and differ by roundings between them.
public enum EngineDescription {
  /// That of the package.
  public static let version = "0.1.0"

  /// Processors that this process may use, by its affinity and the quota of its control groups: the number of threads
  /// where none is asked for.
  public static var processors: Int { WorkerPool.availableCores }

  /// BLAS library with its build options and processor core, the instruction set of the element-wise kernels, and who
  /// multiplies matrices.
  public static var text: String {
    "\(BLASLibrary.description); element-wise kernels: \(instructionSet); products: \(products)"
  }

  /// `avx512`, `avx2` or `baseline`.
  public static var instructionSet: String { String(cString: ff_kernels_name()) }

  /// `own` or `blas`.
  public static var products: String { ProductPath.current.name }

  /// What the bits of results depend on beside data and settings, in a few words.
  package static var path: String {
    switch ProductPath.current {
    case .own: instructionSet
    case .blas: "\(instructionSet), products by \(BLASLibrary.description)"
    }
  }

  /// What to do where OpenBLAS does not know the processor and runs kernels much slower than it could; nil where all is
  /// well. What matters is BLAS's own work: `FEEDFORWARD_PRODUCTS=blas`, Levenberg–Marquardt, exact solutions.
  public static var blasAdvice: String? {
    guard let core = BLASLibrary.core, let better = BLASLibrary.betterCore else { return nil }
    return "OpenBLAS does not know this processor and runs the kernels of its \(core) core; "
      + "OPENBLAS_CORETYPE=\(better) in the environment makes BLAS and LAPACK several times as fast."
  }

  /// Starts the program anew with a better `OPENBLAS_CORETYPE` where there is one, since OpenBLAS reads it only while
  /// it is loaded. Returns where there is none, or the program cannot be found.
  package static func restartWithBetterBLASCore() {
    #if os(Linux)
      guard let better = BLASLibrary.betterCore else { return }
      setenv("OPENBLAS_CORETYPE", better, 1)
      execv("/proc/self/exe", CommandLine.unsafeArgv)
      unsetenv("OPENBLAS_CORETYPE")
    #endif
  }

  /// Another instruction set from now on, for benchmarks; false where the processor lacks it.
  package static func use(instructionSet: String) -> Bool { ff_kernels_use(instructionSet) != 0 }

  /// Other products while `body` runs, for benchmarks.
  package static func withBLASProducts<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = ProductPath.current
    ff_product_path_use(.blas)
    defer { ff_product_path_use(before) }
    return try body()
  }

  /// Throws where the environment asks for what cannot be had; makes BLAS ready. Comes before the first product.
  static func prepare() throws(FeedForwardError) {
    _ = BLASLibrary.singleThreaded
    if let value = ff_kernels_refused() {
      throw .invalidSetting(
        name: "FEEDFORWARD_ISA", value: String(cString: value),
        expected: "avx512, avx2 or baseline; the best of this processor is \(String(cString: ff_kernels_best()))")
    }
    if let value = ff_product_path_refused() {
      throw .invalidSetting(name: "FEEDFORWARD_PRODUCTS", value: String(cString: value), expected: "own or blas")
    }
  }
}

extension ProductPath {
  var name: String {
    switch self {
    case .own: "own"
    case .blas: "blas"
    }
  }
}
