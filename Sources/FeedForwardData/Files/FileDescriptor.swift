import LibC

/// An open file of the system's; closed with its last owner. A call that a signal interrupts is made again.
package final class FileDescriptor: Sendable {
  package enum Kind { case file, directory, other }

  private let number: CInt

  private init(_ number: CInt) throws(SystemError) {
    guard number >= 0 else { throw .last }
    self.number = number
  }

  deinit { _ = systemClose(number) }

  /// - Parameter waits: whether the opening of a pipe waits for someone who writes into it.
  package static func reading(_ path: String, waits: Bool) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(open(path.systemPath, O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK)))
  }

  /// What is there and no file, such as a terminal.
  static func writing(device path: String) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(open(path.systemPath, O_WRONLY | O_NOCTTY | O_CLOEXEC))
  }

  /// A file that is there to be locked; made where it is missing.
  static func locking(_ path: String) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(open(path.systemPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666))
  }

  /// What the process has open already; as it was, when this is closed.
  static func copy(of number: CInt) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(fcntl(number, F_DUPFD_CLOEXEC, 0))
  }

  static func standardInput() throws(SystemError) -> FileDescriptor { try copy(of: STDIN_FILENO) }

  package struct Status: Equatable {
    package let kind: Kind
    /// In bytes; means nothing for what is no file.
    package let size: Int
    /// Seconds and nanoseconds.
    private let modified: [Int]

    init(_ status: stat) {
      kind =
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        default: .other
        }
      size = Int(status.st_size)
      #if canImport(Darwin)
        modified = [Int(status.st_mtimespec.tv_sec), Int(status.st_mtimespec.tv_nsec)]
      #else
        modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
      #endif
    }
  }

  package func status() throws(SystemError) -> Status {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    return Status(status)
  }

  /// Fills `buffer[range]` from its beginning: with the bytes that come next or, of a file, with
  /// those from an offset on.
  ///
  /// - Returns: the number of bytes, 0 only at the end.
  package func read(
    into buffer: inout [UInt8], at range: Range<Int>, offset: Int? = nil
  ) throws(SystemError) -> Int {
    try retried {
      buffer.withUnsafeMutableBytes { buffer in
        let target = UnsafeMutableRawBufferPointer(rebasing: buffer[range])
        guard let offset else { return systemRead(number, target) }
        return pread(number, target.baseAddress, target.count, off_t(offset))
      }
    }
  }

  func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try retried {
        bytes.withUnsafeBytes { systemWrite(number, UnsafeRawBufferPointer(rebasing: $0[done...])) }
      }
    }
  }

  /// Some systems say only when a file is closed that it could not be written.
  func flush() throws(SystemError) {
    let copy = dup(number)
    guard copy >= 0, systemClose(copy) == 0 else { throw .last }
  }

  private func retried(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      let error = SystemError.last
      if error.code != EINTR { throw error }
    }
  }

}

extension FileDescriptor {
  /// Throws what a write would, of a device that takes nothing or of what is open for reading only.
  func writeNothing() throws(SystemError) {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0 else { throw .last }
    guard flags & O_ACCMODE != O_RDONLY else { throw SystemError(code: EBADF) }
    _ = try retried { [0 as UInt8].withUnsafeBytes { systemWrite(number, UnsafeRawBufferPointer(rebasing: $0[..<0])) } }
  }

  /// Locks the file until it is closed; false if another has it. Where a file system has no locks nobody has it.
  func lock() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK }

  /// Replaces what is in the file.
  func replace(with bytes: [UInt8]) throws(SystemError) {
    guard ftruncate(number, 0) == 0 else { throw .last }
    try write(bytes)
  }

  /// Whether the path still leads to this file.
  func isFile(at path: String) -> Bool {
    var (own, other) = (stat(), stat())
    return fstat(number, &own) == 0 && lstat(path.systemPath, &other) == 0 && own.st_ino == other.st_ino
      && own.st_dev == other.st_dev
  }
}

/// Why a call of the system failed.
package struct SystemError: Error, CustomStringConvertible {
  package let code: CInt

  package init(code: CInt) { self.code = code }

  static var isDirectory: SystemError { SystemError(code: EISDIR) }

  /// Of the last call.
  package static var last: SystemError { SystemError(code: errno) }

  package var description: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }
}

// The members have the names of the system's calls.
private func systemRead(_ number: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(number, buffer.baseAddress, buffer.count)
}
private func systemWrite(_ number: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(number, bytes.baseAddress, bytes.count)
}
private func systemClose(_ number: CInt) -> CInt { close(number) }
