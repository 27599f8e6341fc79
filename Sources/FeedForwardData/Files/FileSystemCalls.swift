import LibC

/// The calls by which a file is written. Each gives what the system's call gives, or −errno where that failed.
package struct FileSystemCalls: Sendable {
  /// Opens a file that is not there yet, for writing.
  package var create: @Sendable (_ path: String, _ mode: mode_t) -> Int = {
    result(open($0.systemPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, $1))
  }
  package var write: @Sendable (_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int = { descriptor, bytes in
    bytes.withUnsafeBytes { result(systemWrite(descriptor, $0.baseAddress, $0.count)) }
  }
  package var sync: @Sendable (_ descriptor: Int32) -> Int = { result(fsync($0)) }
  package var close: @Sendable (_ descriptor: Int32) -> Int = { result(systemClose($0)) }
  /// Gives a file a second name.
  package var link: @Sendable (_ path: String, _ other: String) -> Int = { result(systemLink($0, $1)) }
  package var rename: @Sendable (_ path: String, _ other: String) -> Int = { result(systemRename($0, $1)) }
  package var remove: @Sendable (_ path: String) -> Int = { result(unlink($0.systemPath)) }
  /// Opens a directory, to sync it.
  package var openDirectory: @Sendable (_ path: String) -> Int = {
    result(open($0.systemPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  /// The system's.
  package init() {}
}

private func result(_ value: some BinaryInteger) -> Int { value < 0 ? -Int(errno) : Int(value) }

// The members have the names of the system's calls.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func systemLink(_ path: String, _ other: String) -> Int32 { link(path.systemPath, other.systemPath) }
private func systemRename(_ path: String, _ other: String) -> Int32 { rename(path.systemPath, other.systemPath) }
