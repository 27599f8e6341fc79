#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file, read and not mapped: what was read does not stay in memory.
final class FileSource: ByteSource {
  let name: String
  let size: Int?
  private let descriptor: CInt
  private var position = 0

  private init(_ descriptor: CInt, name: String, size: Int) {
    (self.descriptor, self.name, self.size) = (descriptor, name, size)
  }

  deinit { close(descriptor) }

  /// The file at a path; `-` is the standard input. What cannot be read twice, such as a pipe, is kept in memory.
  static func open(_ path: String, maximumBytes: Int) throws(DataError) -> any ByteSource {
    let isStandardInput = path == "-"
    let name = isStandardInput ? "standard input" : path
    let descriptor = isStandardInput ? dup(STDIN_FILENO) : openForReading(path)
    guard descriptor >= 0 else { throw .inaccessible(file: name, reason: systemReason()) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = systemReason()
      close(descriptor)
      throw .inaccessible(file: name, reason: reason)
    }
    let source = FileSource(descriptor, name: name, size: Int(status.st_size))
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else { throw .inaccessible(file: name, reason: "Is a directory") }
    // The standard input may be a file of which another process has read the beginning.
    if type == S_IFREG, !isStandardInput { return source }
    return MemorySource(try source.drained(upTo: maximumBytes), name: name)
  }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws(DataError) -> Int {
    let count = read(upTo: range.count, into: &buffer, at: range.lowerBound) { descriptor, target, count in
      pread(descriptor, target, count, off_t(self.position))
    }
    guard count >= 0 else { throw .inaccessible(file: name, reason: systemReason()) }
    position += count
    return count
  }

  func seek(to offset: Int) { position = offset }

  private func drained(upTo maximum: Int) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(upTo: piece.count, into: &piece, at: 0, by: Self.readOnce)
      guard count >= 0 else { throw .inaccessible(file: name, reason: systemReason()) }
      if count == 0 { return bytes }
      guard bytes.count + count <= maximum else {
        throw error(found: "more than \(maximum) bytes", expected: "at most as many as the options allow")
      }
      bytes += piece[..<count]
    }
  }

  private static func readOnce(_ descriptor: CInt, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, target, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, target, count)
    #else
      Darwin.read(descriptor, target, count)
    #endif
  }

  /// One call of the system, again if a signal came between; −1 for an error.
  private func read(
    upTo count: Int, into buffer: inout [UInt8], at offset: Int,
    by call: (CInt, UnsafeMutableRawPointer?, Int) -> Int
  ) -> Int {
    precondition(offset + count <= buffer.count, "\(count) bytes at \(offset) of a buffer of \(buffer.count)")
    while true {
      let result = buffer.withUnsafeMutableBytes { call(descriptor, $0.baseAddress.map { $0 + offset }, count) }
      if result >= 0 || errno != EINTR { return result }
    }
  }
}

private func openForReading(_ path: String) -> CInt {
  // A NUL would end the path before its end.
  guard !path.utf8.contains(0) else {
    errno = ENOENT
    return -1
  }
  return open(path, O_RDONLY | O_CLOEXEC)
}

/// Why the last call of the system failed.
func systemReason() -> String { String(cString: strerror(errno)) }
