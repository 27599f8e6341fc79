import LibC

/// Where a file is replaced as a whole, and what stands beside it meanwhile: `.NAME.saving-…` in the same folder.
struct SaveTarget {
  /// Past all links.
  let path: String
  let folder: String
  /// What the names of temporary files begin with.
  let prefix: String
  /// Permissions of the file that is there; nil if there is none.
  let mode: mode_t?
  private let owner: (user: uid_t, group: gid_t)
  private let shown: String

  /// - Throws: for a name under which no file can be or may be replaced.
  init(_ path: String) throws {
    shown = path
    let location = try FileError.naming(path) { try FileLocation(path) }
    guard [.file, .absent].contains(location.kind) else {
      throw FileError(path, "it is \(location.kind.name), where a file is needed")
    }
    self.path = location.path
    owner = location.owner
    mode = location.kind == .file ? location.mode : nil
    let (folder, name) = FileLocation.parts(of: location.path)
    self.folder = folder
    prefix = folder + (folder.hasSuffix("/") ? "." : "/.") + Self.short(name) + ".saving-"
    // Who may write into the folder could replace the file all the same.
    if mode != nil, access(location.path.systemPath, W_OK) != 0 { throw FileError(path, "\(SystemError.last)") }
  }

  /// Gives the file's permissions and, where the system allows it, its owner to the one that takes its place.
  func copyOwner(to descriptor: CInt) {
    guard let mode else { return }
    // The change of an owner takes permissions away.
    _ = fchown(descriptor, owner.user, owner.group)
    _ = fchmod(descriptor, mode)
  }

  @discardableResult
  func check(_ result: Int, _ call: String) throws -> Int {
    guard result < 0 else { return result }
    throw failure(call, "\(SystemError(code: CInt(-result)))")
  }

  /// About a save that had begun.
  func failure(
    _ call: String, _ reason: String, state: String = "What was there before is as it was."
  ) -> FileError {
    FileError(shown, reason, call: call, state: state)
  }

  func inUse(by process: Int32?) -> FileError {
    FileError(
      shown, "it is in use by \(process.map { "process \($0)" } ?? "another process"), which writes it",
      process: process ?? 0)
  }

  /// A name that leaves room for what is added to it in the 255 bytes that it may have: the end
  /// of a long one is a hash.
  private static func short(_ name: String) -> String {
    let most = 200
    guard name.utf8.count > most else { return name }
    // FNV-1a.
    let hash = name.systemPath.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(UInt8(bitPattern: byte))) &* 0x100_0000_01B3
    }
    var start = String.UnicodeScalarView()
    var size = 0
    for scalar in name.unicodeScalars {
      size += UTF8.width(scalar)
      if size > most { break }
      start.append(scalar)
    }
    return String(start) + "~" + String(hash, radix: 36)
  }

  // MARK: - What was left behind

  /// Removes what saves that were killed have left beside the file.
  func removeLeftovers() {
    guard let listing = opendir(folder.systemPath) else { return }
    defer { closedir(listing) }
    var (new, old): ([String], [String]) = ([], [])
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(systemPath: $0) }
      }
      let whole = folder + (folder.hasSuffix("/") ? "" : "/") + name
      guard whole.utf8.starts(with: prefix.utf8) else { continue }
      // `PROCESS-NUMBER.new`
      let parts = whole.utf8.dropFirst(prefix.utf8.count).split(separator: UInt8(ascii: "."))
      let numbers = parts.first?.split(separator: UInt8(ascii: "-")).map { Int(Substring($0)) }
      guard parts.count == 2, let numbers, numbers.count == 2, !numbers.contains(nil) else { continue }
      if name.hasSuffix(".new") { new.append(whole) }
      if name.hasSuffix(".old") { old.append(whole) }
    }
    var used = Set<String>()
    for path in new where !Self.removeUnlessLocked(path) { used.insert(String(path.dropLast(4))) }
    for path in old where !used.contains(String(path.dropLast(4))) { unlink(path.systemPath) }
  }

  private static func removeUnlessLocked(_ path: String) -> Bool {
    guard let descriptor = try? FileDescriptor.reading(path, waits: false) else { return false }
    guard descriptor.lock() else { return false }
    unlink(path.systemPath)
    return true
  }
}

extension FileLocation.Kind {
  /// With its article.
  var name: String {
    switch self {
    case .file: "a file"
    case .absent: "no file so far"
    case .folder: "a folder"
    case .device: "a device"
    case .disk: "a disk"
    case .pipe: "a named pipe"
    case .socket: "a socket"
    case .open: "a stream"
    }
  }
}
