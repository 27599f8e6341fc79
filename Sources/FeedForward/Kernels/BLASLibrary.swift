import CKernels
import LibC

/// The BLAS library that the process has loaded, whichever that is: OpenBLAS, BLIS, MKL, ATLAS, Accelerate or the
/// reference. What only one of them has is looked up by name.
enum BLASLibrary {
  /// The library's own threads are off, once and for all: work is cut by the engine, so that results do not depend on
  /// the number of threads. Read it before the first product.
  static let singleThreaded: Void = setThreads(1)

  private static func setThreads(_ count: Int) {
    if let set = function("openblas_set_num_threads", (@convention(c) (CInt) -> Void).self) { set(CInt(count)) }
    if let set = function("MKL_Set_Num_Threads", (@convention(c) (CInt) -> Void).self) { set(CInt(count)) }
    if let set = function("bli_thread_set_num_threads", (@convention(c) (Int) -> Void).self) { set(count) }
  }

  /// Its name, and of OpenBLAS the build options and the processor core whose kernels it runs, as in
  /// "OpenBLAS 0.3.21 DYNAMIC_ARCH … Haswell MAX_THREADS=64".
  static let description: String = {
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    if let text = function("openblas_get_config", Text.self)?() { return String(cString: text) }
    if let text = function("bli_info_get_version_str", Text.self)?() { return "BLIS \(String(cString: text))" }
    if function("MKL_Set_Num_Threads", Text.self) != nil { return "MKL" }
    if function("ATL_buildinfo", Text.self) != nil { return "ATLAS" }
    #if os(macOS)
      return "Accelerate"
    #else
      return "BLAS of an unknown make"
    #endif
  }()

  /// The processor core whose kernels OpenBLAS runs, as in "Haswell"; nil for another library.
  static let core: String? = {
    function("openblas_get_corename", (@convention(c) () -> UnsafePointer<CChar>?).self)?().map { String(cString: $0) }
  }()

  /// What `OPENBLAS_CORETYPE` should say: a core whose kernels are as wide as the vectors in use, where OpenBLAS does
  /// not know the processor and runs narrower ones. nil where all is well, or the user has chosen.
  static let betterCore: String? = {
    guard let core, getenv("OPENBLAS_CORETYPE") == nil, description.contains("DYNAMIC_ARCH") else { return nil }
    let wide = ["skylakex", "cooperlake", "sapphirerapids"], medium = ["haswell", "zen", "excavator"]
    switch String(cString: ff_kernels_name()) {
    case "avx512": return (wide + medium).contains(core.lowercased()) ? nil : "SkylakeX"
    case "avx2": return (wide + medium).contains(core.lowercased()) ? nil : "Haswell"
    default: return nil
    }
  }()

  private static func function<Function>(_ name: String, _: Function.Type) -> Function? {
    dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: Function.self) }
  }
}
