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
    (self.name, count, storage) = (name, bytes.count, .bytes(bytes))
  }

  /// - Throws: ``ModelFileError/unreadable(file:call:reason:)``, also for what is no regular file.
  init(contentsOf path: String) throws(ModelFileError) {
    do {
      let file = try FileDescriptor.reading(path, waits: false)
      let status = try file.status()
      (name, storage, count) = (path, .file(file), status.kind == .file ? status.size : -1)
    } catch {
      throw .unreadable(file: path, call: "open", reason: error.description)
    }
    guard count >= 0 else {
      throw .unreadable(file: path, call: "open", reason: "it is a directory or a device, not a file")
    }
  }

  /// Bytes in a range within 0 ..< count.
  func read(_ range: Range<Int>) throws(ModelFileError) -> ArraySlice<UInt8> {
    switch storage {
    case .bytes(let bytes): return bytes[range]
    case .file(let file):
      var bytes = [UInt8](repeating: 0, count: range.count)
      var done = 0
      while done < range.count {
        let count: Int
        do {
          count = try file.read(into: &bytes, at: done..<range.count, offset: range.lowerBound + done)
        } catch {
          throw .unreadable(file: name, call: "read", reason: error.description)
        }
        guard count > 0 else {
          throw .unreadable(file: name, call: "read", reason: "the file became shorter while it was read")
        }
        done += count
      }
      return bytes[...]
    }
  }
}
