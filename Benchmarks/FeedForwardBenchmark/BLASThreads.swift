import LibC

/// The BLAS library's own threads. The engine switches them off when it first runs; the bare calls
/// are timed with them too.
enum BLASThreads {
  private typealias SetNumber = @convention(c) (CInt) -> Void

  /// The function is looked up by name, since one file of the engine alone may import the library.
  static func set(_ number: Int) {
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "openblas_set_num_threads") else { return }
    unsafeBitCast(symbol, to: SetNumber.self)(CInt(number))
  }

  /// After a threaded call the library's workers look for more work for about a tenth of a second. Nobody else
  /// should be timed meanwhile.
  static func setToOneAndWait() {
    set(1)
    usleep(150_000)
  }
}
