import LibC

/// Where bytes are written one after another: a file, which is replaced as a whole when all of them are there; or
/// a stream, which takes them as they come: `-`, the standard output; `/dev/stdout` and `/dev/fd/63`, what is
/// open already; a device.
package final class FileSink {
  private enum Target {
    case file(AtomicFile)
    case stream(FileDescriptor)
  }
  private let name: String
  private let target: Target

  package init(_ path: String) throws {
    name = Self.name(of: path)
    target = if let stream = try Self.stream(path) { .stream(stream) } else { .file(try AtomicFile(path)) }
  }

  /// Throws what is known beforehand against writing there; nothing is changed.
  ///
  /// - Returns: for a file the claim on it, nil for a stream.
  package static func claim(_ path: String) throws -> FileClaim? {
    guard let stream = try stream(path) else { return try FileClaim(path) }
    try FileError.naming(name(of: path)) { try stream.writeNothing() }
    return nil
  }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try FileSink(path)
    try file.write(bytes)
    try file.close()
  }

  package func write(_ bytes: [UInt8]) throws {
    switch target {
    case .file(let file): try file.write(bytes)
    case .stream(let stream): try FileError.naming(name) { try stream.write(bytes) }
    }
  }

  /// After this all is written, and nothing may be written any more. A file that is not closed stays as it was.
  package func close() throws {
    switch target {
    case .file(let file): try file.commit()
    case .stream(let stream): try FileError.naming(name) { try stream.flush() }
    }
  }

  private static func name(of path: String) -> String { path == "-" ? "standard output" : path }

  /// What is written to as it is; nil for what is replaced.
  private static func stream(_ path: String) throws -> FileDescriptor? {
    try FileError.naming(name(of: path)) {
      if path == "-" { return try .copy(of: STDOUT_FILENO) }
      let kind = try FileLocation(path).kind
      switch kind {
      case .open(let number): return try .copy(of: number)
      case .device: return try .writing(device: path)
      case .file, .absent: return nil
      default:
        throw FileError(
          path, "it is \(kind.name); expected a file, -, or a pipe of the shell's such as >(command)")
      }
    }
  }
}
