import LibC

/// Where a path leads, past symbolic links: also to a file that is not there yet.
package struct FileLocation {
  package enum Kind: Equatable {
    /// A file, or none so far in a folder that is there.
    case file, absent
    case folder, device, disk, pipe, socket
    /// What this process has open under a number: `/dev/stdout`, or `/dev/fd/63`, which is how a
    /// shell hands over a pipe.
    case open(CInt)
  }

  /// What two paths have in common that lead to one file.
  package struct Identity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// Of a file that is not there: the numbers are then those of its folder.
    private let name: [CChar]?

    fileprivate init(_ status: stat, name: [CChar]? = nil) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      inode = UInt64(truncatingIfNeeded: status.st_ino)
      self.name = name
    }
  }

  package let kind: Kind
  /// The path without links, of which the folder is absolute.
  package let path: String
  package let identity: Identity
  /// Of a file: permissions and owner.
  let mode: mode_t
  let owner: (user: uid_t, group: gid_t)

  /// - Throws: for an empty name, a folder that is missing, links in a circle, and what else the system says.
  package init(_ path: String) throws(SystemError) {
    guard !path.isEmpty else { throw SystemError(code: ENOENT) }
    var current = path
    for _ in 0...Self.mostLinks {
      let (folder, name) = Self.parts(of: current)
      let real = try Self.realPath(folder)
      current = name.isEmpty ? real : real + (real.hasSuffix("/") ? "" : "/") + name
      if let number = Self.descriptor(current) {
        try self.init(open: number)
        return
      }
      guard !name.isEmpty, let link = try Self.link(at: current) else {
        try self.init(of: current, in: real, name)
        return
      }
      current = link.unicodeScalars.first == "/" ? link : real + "/" + link
    }
    throw SystemError(code: ELOOP)
  }

  /// What this process has open under a number.
  package init(open number: CInt) throws(SystemError) {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    self.init(.open(number), "/dev/fd/\(number)", status, Identity(status))
    isFile = status.st_mode & S_IFMT == S_IFREG
  }

  /// Of what is open: whether it is a file.
  package private(set) var isFile = false

  private init(of path: String, in folder: String, _ name: String) throws(SystemError) {
    var status = stat()
    if lstat(path.systemPath, &status) == 0 {
      let kind: Kind =
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFBLK: .disk
        case S_IFIFO: .pipe
        case S_IFSOCK: .socket
        default: .device
        }
      self.init(kind, path, status, Identity(status))
      isFile = kind == .file
      return
    }
    guard errno == ENOENT else { throw .last }
    guard stat(folder.systemPath, &status) == 0 else { throw .last }
    self.init(.absent, path, status, Identity(status, name: name.systemPath))
  }

  private init(_ kind: Kind, _ path: String, _ status: stat, _ identity: Identity) {
    self.kind = kind
    self.path = path
    self.identity = identity
    (mode, owner) = (status.st_mode & 0o7777, (status.st_uid, status.st_gid))
  }

  private static let mostLinks = 40

  // MARK: - Names

  /// The folder of a path, and the name in it: empty for a path that can only lead to a folder.
  static func parts(of path: String) -> (folder: String, name: String) {
    let scalars = path.unicodeScalars
    let start = scalars.lastIndex(of: "/").map { scalars.index(after: $0) } ?? scalars.startIndex
    let (folder, name) = (String(scalars[..<start]), String(scalars[start...]))
    if name.isEmpty || name == "." || name == ".." { return (path, "") }
    return (folder.isEmpty ? "." : folder, name)
  }

  private static func realPath(_ folder: String) throws(SystemError) -> String {
    guard let real = realpath(folder.systemPath, nil) else { throw .last }
    defer { free(real) }
    return String(systemPath: real)
  }

  /// What the link at a path says; nil where there is no link.
  private static func link(at path: String) throws(SystemError) -> String? {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink(path.systemPath, &text, text.count)
    if length < 0 {
      if [EINVAL, ENOENT].contains(errno) { return nil }
      throw .last
    }
    return text.withUnsafeBytes { String(systemPath: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
  }

  /// The number of an open file that a path without links means.
  private static func descriptor(_ path: String) -> CInt? {
    for folder in ["/proc/\(getpid())/fd/", "/dev/fd/"] where path.hasPrefix(folder) {
      return CInt(path.dropFirst(folder.count))
    }
    return nil
  }
}

extension FileLocation {
  /// Makes the folder of a path, and those that it is in, where they are missing.
  package static func makeFolder(_ path: String) throws(SystemError) {
    if mkdir(path.systemPath, 0o777) == 0 { return }
    let error = SystemError.last
    var status = stat()
    if stat(path.systemPath, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(code: ENOTDIR) }
      return
    }
    var bare = path
    while bare.unicodeScalars.last == "/" { bare.unicodeScalars.removeLast() }
    let (folder, name) = parts(of: bare)
    guard error.code == ENOENT, !name.isEmpty, folder != bare else { throw error }
    try makeFolder(folder)
    guard mkdir(path.systemPath, 0o777) == 0 || errno == EEXIST else { throw .last }
  }
}
