#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import FeedForwardData
import Synchronization

/// A file that is replaced as a whole: at any instant, and after a crash or loss of power at any instant, what stands under
/// its name is the old one or the new one.
///
/// The new bytes are written to a temporary file beside it, synced, and renamed; then the directory is synced. A second name
/// keeps the old file until that is done, so that whatever fails, the old file is back.
package struct AtomicFile {
  private let path: String
  private let shown: String
  private let calls: FileSystemCalls
  private let temporary: String
  private let kept: String

  /// Tells the saves of one process apart.
  private static let saves = Atomic(0)

  /// A symbolic link stays one: the file it leads to is replaced.
  package init(_ path: String, calls: FileSystemCalls = FileSystemCalls()) {
    (shown, self.calls) = (path, calls)
    self.path = Self.resolved(path)
    let number = Self.saves.add(1, ordering: .relaxed).newValue
    let name = Self.temporaryPrefix(of: self.path) + "\(getpid())-\(number)"
    (temporary, kept) = (name + ".new", name + ".old")
  }

  /// - Throws: ``ModelFileError/unwritable(file:call:reason:state:)`` if anything failed; the old file is then as it was.
  package func replace(with bytes: [UInt8]) throws(ModelFileError) {
    var information = stat()
    if stat(path, &information) == 0, information.st_mode & S_IFMT != S_IFREG {
      throw failure("open", "it is a directory or a device, not a file")
    }
    try writeTemporary(bytes)
    let old = try keepOld()
    do throws(ModelFileError) {
      try check(calls.rename(temporary, path), "rename of the temporary file")
    } catch {
      _ = calls.remove(temporary)
      if old == .kept { _ = calls.remove(kept) }
      throw error
    }
    do throws(ModelFileError) {
      try syncDirectory()
    } catch {
      let isBack =
        switch old {
        case .kept: calls.rename(kept, path) >= 0
        case .absent: calls.remove(path) >= 0
        case .replaced: false
        }
      throw isBack
        ? error
        : .unwritable(
          file: shown, call: "sync of the directory", reason: "the old file could not be brought back either",
          state: "The new file is complete, but a loss of power may undo it.")
    }
    if old == .kept { _ = calls.remove(kept) }
  }

  private enum OldFile {
    case kept
    case absent
    /// It has no second name, since the file system has none to give.
    case replaced
  }

  private func writeTemporary(_ bytes: [UInt8]) throws(ModelFileError) {
    let descriptor = Int32(try check(retried { calls.create(temporary) }, "creation of the temporary file"))
    do throws(ModelFileError) {
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = try check(retried { calls.write(descriptor, rest.prefix(1 << 24)) }, "writing")
        guard written > 0 else { throw failure("writing", "nothing was written") }
        rest = rest.dropFirst(written)
      }
      try check(retried { calls.sync(descriptor) }, "sync of the temporary file")
    } catch {
      _ = calls.close(descriptor)
      _ = calls.remove(temporary)
      throw error
    }
    // An interrupted close has closed.
    let closed = calls.close(descriptor)
    guard closed < 0, closed != -Int(EINTR) else { return }
    _ = calls.remove(temporary)
    try check(closed, "closing of the temporary file")
  }

  /// Gives the old file a second name.
  private func keepOld() throws(ModelFileError) -> OldFile {
    let linked = retried { calls.link(path, kept) }
    if linked >= 0 { return .kept }
    if linked == -Int(ENOENT) { return .absent }
    if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(Int32(-linked)) { return .replaced }
    _ = calls.remove(temporary)
    throw failure("keeping of the old file", "\(SystemError(code: CInt(-linked)))")
  }

  private func syncDirectory() throws(ModelFileError) {
    let descriptor = Int32(
      try check(retried { calls.openDirectory(Self.directory(of: path)) }, "opening of the directory"))
    let synced = retried { calls.sync(descriptor) }
    _ = calls.close(descriptor)
    // Some file systems have nothing to sync in a directory.
    if synced == -Int(EINVAL) { return }
    try check(synced, "sync of the directory")
  }

  private func retried(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result != -Int(EINTR) { return result }
    }
  }

  @discardableResult
  private func check(_ result: Int, _ call: String) throws(ModelFileError) -> Int {
    guard result < 0 else { return result }
    throw failure(call, "\(SystemError(code: CInt(-result)))")
  }

  private func failure(_ call: String, _ reason: String) -> ModelFileError {
    .unwritable(file: shown, call: call, reason: reason, state: "What was there before is as it was.")
  }

  // MARK: - Names

  /// Removes what a save that was killed has left beside the file. Only where no other process is saving it.
  package static func removeLeftovers(beside path: String) {
    let path = resolved(path)
    let directory = directory(of: path)
    let prefix = temporaryPrefix(of: path)
    guard let listing = opendir(directory) else { return }
    defer { closedir(listing) }
    var found: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let whole =
        directory == "." && !path.contains("/") ? name : directory + (directory.hasSuffix("/") ? "" : "/") + name
      guard whole.hasPrefix(prefix), name.hasSuffix(".new") || name.hasSuffix(".old") else { continue }
      found.append(whole)
    }
    for path in found { unlink(path) }
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `DIRECTORY/.NAME.saving-`
  private static func temporaryPrefix(of path: String) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return "\(path[..<start]).\(path[start...]).saving-"
  }
}
