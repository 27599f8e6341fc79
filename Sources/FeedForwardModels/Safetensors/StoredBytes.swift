import FeedForwardData

/// Bytes that are read by their place: those of a file, which are not held in memory, or of an array.
struct StoredBytes: Sendable {
  /// For errors.
  let name: String
  let count: Int
  private let storage: Storage

  private enum Storage: Sendable {
    case bytes([UInt8])
    case file(FileDescriptor)
  }

  init(_ bytes: [UInt8], named name: String) {
    self.name = name
    count = bytes.count
    storage = .bytes(bytes)
  }

  /// - Throws: ``/FeedForwardData/FileError``, also for what is no regular file.
  init(contentsOf path: String) throws {
    let (file, status) = try FileError.naming(path) {
      let file = try FileDescriptor.reading(path, waits: false)
      return (file, try file.status())
    }
    guard status.kind == .file else { throw FileError(path, "it is a directory or a device, not a file") }
    (name, storage, count) = (path, .file(file), status.size)
  }

  /// What the first of them tell.
  func format() throws -> FileFormat {
    FileFormat(start: Array(try read(0..<min(count, FileFormat.length))))
  }

  /// Bytes in a range within 0 ..< count.
  func read(_ range: Range<Int>) throws -> ArraySlice<UInt8> {
    switch storage {
    case .bytes(let bytes): return bytes[range]
    case .file(let file):
      var bytes = [UInt8](repeating: 0, count: range.count)
      var done = 0
      while done < range.count {
        let count = try FileError.naming(name) {
          try file.read(into: &bytes, at: done..<range.count, offset: range.lowerBound + done)
        }
        guard count > 0 else { throw FileError(name, "the file became shorter while it was read") }
        done += count
      }
      return bytes[...]
    }
  }
}
