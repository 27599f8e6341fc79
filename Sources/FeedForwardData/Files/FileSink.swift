#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is written from its beginning; `-` is the standard output.
package final class FileSink {
  private let name: String
  private var descriptor: CInt

  /// Makes the file, or empties it.
  package init(_ path: String) throws(DataError) {
    let isStandardOutput = path == "-"
    name = isStandardOutput ? "standard output" : path
    if path.utf8.contains(0) {
      throw .inaccessible(file: path, reason: "A path has no NUL in it")
    }
    descriptor = isStandardOutput ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .inaccessible(file: name, reason: systemReason()) }
  }

  deinit { if descriptor >= 0 { _ = Self.close(descriptor) } }

  package func write(_ bytes: [UInt8]) throws(DataError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Self.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .inaccessible(file: name, reason: systemReason()) }
      done += count
    }
  }

  /// After this all is written; some systems say only now that it could not be.
  package func close() throws(DataError) {
    let result = Self.close(descriptor)
    descriptor = -1
    guard result == 0 else { throw .inaccessible(file: name, reason: systemReason()) }
  }

  private static func write(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }

  private static func close(_ descriptor: CInt) -> CInt {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #elseif canImport(Musl)
      Musl.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }
}
