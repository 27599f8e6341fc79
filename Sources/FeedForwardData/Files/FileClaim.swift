import LibC

/// The right to write a file, which one holder has at a time: others are told the number of its process. It ends with
/// its owner or its process, however that ends.
///
/// It is a lock on a file of its own, `.NAME.saving-lock` beside the file. That this can be written is also the proof
/// that the file itself can be replaced.
package final class FileClaim: Sendable {
  private let path: String
  private let descriptor: FileDescriptor

  /// Claims a file, and removes what killed saves of it have left.
  ///
  /// - Throws: ``FileError`` where the file cannot be replaced, or is claimed.
  package init(_ path: String) throws {
    let target = try SaveTarget(path)
    self.path = target.prefix + "lock"
    descriptor = try Self.locked(self.path, for: target)
    target.removeLeftovers()
  }

  // The lock is let go afterwards, with the last owner of the descriptor.
  deinit { unlink(path.systemPath) }

  private static func locked(_ path: String, for target: SaveTarget) throws -> FileDescriptor {
    let attempt = "creation of a file beside it"
    while true {
      let descriptor: FileDescriptor
      do { descriptor = try .locking(path) } catch { throw target.failure(attempt, "\(error)") }
      guard descriptor.lock() else { throw target.inUse(by: number(in: descriptor)) }
      // The holder before may have removed the file in between.
      guard descriptor.isFile(at: path) else { continue }
      do {
        // As much as the smallest block, so that a full disk is found out.
        let line = Array("\(getpid())\n".utf8)
        try descriptor.replace(with: line + [UInt8](repeating: 0, count: 512 - line.count))
      } catch {
        unlink(path.systemPath)
        throw target.failure(attempt, "\(error)")
      }
      return descriptor
    }
  }

  /// The number of the process that holds a lock; nil if it has not written it yet.
  private static func number(in descriptor: FileDescriptor) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard let count = try? descriptor.read(into: &bytes, at: 0..<16, offset: 0) else { return nil }
    return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 10 }, as: UTF8.self))
  }
}
