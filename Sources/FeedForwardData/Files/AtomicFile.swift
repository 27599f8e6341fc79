import LibC
import Synchronization

/// A file that is replaced as a whole: at any instant, and after a crash or loss of power at any instant, what stands
/// under its name is the old one or the new one.
///
/// The new bytes are written to a temporary file beside it, synced, and renamed; then the directory is synced. A second
/// name keeps the old file until that is done, so that whatever fails, the old file is back. Permissions and, where the
/// system allows it, owner are those of the old file. A symbolic link stays one: what it leads to is replaced.
package final class AtomicFile {
  private let target: SaveTarget
  private let calls: FileSystemCalls
  private let temporary: String
  private let backup: String
  private let descriptor: CInt
  /// Holds the lock by which others see that the temporary file is in use.
  private let lock: CInt
  private var isOpen = true
  private var isOver = false

  /// Tells the saves of one process apart.
  private static let saves = Atomic(0)

  /// Begins a new file. Until ``commit()`` the old one stands under its name; without it, nothing
  /// is left of the new one.
  package init(_ path: String, calls: FileSystemCalls = FileSystemCalls()) throws {
    let target = try SaveTarget(path)
    self.target = target
    self.calls = calls
    while true {
      let number = Self.saves.add(1, ordering: .relaxed).newValue
      let stem = target.prefix + "\(getpid())-\(number)"
      let name = stem + ".new"
      let created = Self.retried { calls.create(name, target.mode == nil ? 0o666 : 0o600) }
      // Left by another process that had our number.
      if created == -Int(EEXIST) { continue }
      let descriptor = CInt(try target.check(created, "creation of the temporary file"))
      // Whoever removes what was left behind may be faster than the lock.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK || Self.isRemoved(descriptor) {
        _ = calls.close(descriptor)
        continue
      }
      temporary = name
      backup = stem + ".old"
      self.descriptor = descriptor
      lock = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      return
    }
  }

  deinit {
    if !isOver {
      if isOpen { _ = calls.close(descriptor) }
      _ = calls.remove(temporary)
    }
    if lock >= 0 { _ = FileSystemCalls().close(lock) }
  }

  /// Replaces a file by these bytes.
  ///
  /// - Throws: ``FileError`` if anything failed; the old file is then as it was.
  package static func replace(
    _ path: String, with bytes: [UInt8], calls: FileSystemCalls = FileSystemCalls()
  ) throws {
    let file = try AtomicFile(path, calls: calls)
    try file.write(bytes)
    try file.commit()
  }

  package func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = try target.check(Self.retried { calls.write(descriptor, rest.prefix(1 << 24)) }, "writing")
      guard written > 0 else { throw target.failure("writing", "nothing was written") }
      rest = rest.dropFirst(written)
    }
  }

  /// Puts the new file in the place of the old one.
  package func commit() throws {
    target.copyOwner(to: descriptor)
    try target.check(Self.retried { calls.sync(descriptor) }, "sync of the temporary file")
    isOpen = false
    let closed = calls.close(descriptor)
    // An interrupted close has closed.
    if closed != -Int(EINTR) { try target.check(closed, "closing of the temporary file") }
    let old = try keepOld()
    do {
      try target.check(calls.rename(temporary, target.path), "rename of the temporary file")
    } catch {
      if old == .linked { _ = calls.remove(backup) }
      throw error
    }
    isOver = true
    do {
      try syncDirectory()
    } catch {
      let isBack =
        switch old {
        case .linked: calls.rename(backup, target.path) >= 0
        case .absent: calls.remove(target.path) >= 0
        case .replaced: false
        }
      throw isBack
        ? error
        : target.failure(
          "sync of the directory", "the old file could not be brought back either",
          state: "The new file is complete, but a loss of power may undo it.")
    }
    if old == .linked { _ = calls.remove(backup) }
  }

  private enum OldFile {
    case linked
    case absent
    /// It has no second name, since the file system has none to give.
    case replaced
  }

  /// Gives the old file a second name.
  private func keepOld() throws -> OldFile {
    let linked = Self.retried { calls.link(target.path, backup) }
    if linked >= 0 { return .linked }
    if linked == -Int(ENOENT) { return .absent }
    if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(CInt(-linked)) { return .replaced }
    throw target.failure("keeping of the old file", "\(SystemError(code: CInt(-linked)))")
  }

  private func syncDirectory() throws {
    let descriptor = CInt(
      try target.check(Self.retried { calls.openDirectory(target.folder) }, "opening of the directory"))
    let synced = Self.retried { calls.sync(descriptor) }
    _ = calls.close(descriptor)
    // Some file systems have nothing to sync in a directory.
    if synced == -Int(EINVAL) { return }
    try target.check(synced, "sync of the directory")
  }

  private static func retried(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result != -Int(EINTR) { return result }
    }
  }

  private static func isRemoved(_ descriptor: CInt) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink == 0
  }
}
