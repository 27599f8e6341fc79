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

  /// Where its products are: LAPACK may bring another library with it. nil where that cannot be found out.
  private static let file: String? = {
    // The first of the four members of Dl_info, which Swift does not see, is the name of the file.
    typealias Find = @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> CInt
    var place: (name: UnsafePointer<CChar>?, Int, Int, Int) = (nil, 0, 0, 0)
    guard let product = dlsym(dlopen(nil, RTLD_NOW), "cblas_sgemm"), let find = function("dladdr", Find.self),
      find(product, &place) != 0, let name = place.name, let path = realpath(name, nil)
    else { return nil }
    defer { free(path) }
    return String(cString: path)
  }()

  private static func isFrom(_ maker: String) -> Bool { file?.contains(maker) ?? true }

  /// Its name, and of OpenBLAS the build options and the processor core whose kernels it runs, as in
  /// "OpenBLAS 0.3.21 DYNAMIC_ARCH … Haswell MAX_THREADS=64".
  static let description: String = {
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    if isFrom("openblas"), let text = function("openblas_get_config", Text.self)?() { return String(cString: text) }
    if isFrom("blis"), let text = function("bli_info_get_version_str", Text.self)?() {
      return "BLIS \(String(cString: text))"
    }
    guard let file else { return "BLAS of an unknown make" }
    let makers = ["mkl": "MKL", "atlas": "ATLAS", "Accelerate": "Accelerate"]
    return makers.first { file.contains($0.key) }?.value
      ?? "BLAS of \(file.split(separator: "/").suffix(2).joined(separator: "/"))"
  }()

  /// The processor core whose kernels OpenBLAS runs, as in "Haswell"; nil for another library.
  static let core: String? = {
    typealias Text = @convention(c) () -> UnsafePointer<CChar>?
    guard isFrom("openblas"), let text = function("openblas_get_corename", Text.self)?() else { return nil }
    return String(cString: text)
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
