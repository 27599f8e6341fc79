#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that are read by their place: those of a file, which are not held in memory, or of an array.
struct ByteSource: Sendable {
  /// For errors.
  let name: String
  let count: Int
  private let storage: Storage

  private enum Storage: Sendable {
    case bytes([UInt8])
    case file(OpenFile)
  }

  init(_ bytes: [UInt8], named name: String) {
    (self.name, count, storage) = (name, bytes.count, .bytes(bytes))
  }

  /// - Throws: ``ModelFileError/unreadable(file:call:reason:)``, also for what is no regular file.
  init(contentsOf path: String) throws(ModelFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unreadable(file: path, call: "open", reason: SystemError.text(errno))
    }
    let file = OpenFile(descriptor)
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw .unreadable(file: path, call: "stat", reason: SystemError.text(errno))
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(file: path, call: "open", reason: "it is a directory or a device, not a file")
    }
    (name, count, storage) = (path, Int(information.st_size), .file(file))
  }

  /// Bytes in a range within 0 ..< count.
  func read(_ range: Range<Int>) throws(ModelFileError) -> ArraySlice<UInt8> {
    switch storage {
    case .bytes(let bytes): return bytes[range]
    case .file(let file):
      var bytes = [UInt8](repeating: 0, count: range.count)
      var done = 0
      while done < range.count {
        let got = bytes.withUnsafeMutableBytes { buffer in
          pread(
            file.descriptor, UnsafeMutableRawPointer(buffer.baseAddress?.advanced(by: done)), range.count - done,
            off_t(range.lowerBound + done))
        }
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else { throw .unreadable(file: name, call: "read", reason: SystemError.text(errno)) }
        guard got > 0 else {
          throw .unreadable(file: name, call: "read", reason: "the file became shorter while it was read")
        }
        done += got
      }
      return bytes[...]
    }
  }
}

/// A descriptor that is closed with its last owner.
private final class OpenFile: Sendable {
  let descriptor: Int32
  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }
}

/// Texts of the system's errors.
enum SystemError {
  static func text(_ code: Int32) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}
