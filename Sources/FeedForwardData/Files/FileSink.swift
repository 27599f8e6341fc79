import LibC

/// Where bytes are written one after another: a file, which is replaced as a whole when all of them are there; or a stream, which
/// takes them as they come: `-`, the standard output; `/dev/stdout` and `/dev/fd/63`, what is open already; a device.
package final class FileSink {
  private enum Target {
    case file(AtomicFile)
    case stream(FileDescriptor)
  }
  private let name: String
  private let target: Target

  package init(_ path: String) throws(DataError) {
    name = Self.name(of: path)
    do throws(WriteFailure) {
      if let stream = try Self.stream(path) { target = .stream(stream) } else { target = .file(try AtomicFile(path)) }
    } catch {
      throw DataError(error)
    }
  }

  /// Throws what is known beforehand against writing there; nothing is changed.
  ///
  /// - Returns: for a file the claim on it, nil for a stream.
  package static func claim(_ path: String) throws(WriteFailure) -> FileClaim? {
    guard let stream = try stream(path) else { return try FileClaim(path) }
    do throws(SystemError) { try stream.writeNothing() } catch {
      throw WriteFailure(name(of: path), "writing", error.description)
    }
    return nil
  }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    let file = try FileSink(path)
    try file.write(bytes)
    try file.close()
  }

  package func write(_ bytes: [UInt8]) throws(DataError) {
    switch target {
    case .file(let file): do { try file.write(bytes) } catch { throw DataError(error) }
    case .stream(let stream): do { try stream.write(bytes) } catch { throw inaccessible(error) }
    }
  }

  /// After this all is written, and nothing may be written any more. A file that is not closed stays as it was.
  package func close() throws(DataError) {
    switch target {
    case .file(let file): do { try file.commit() } catch { throw DataError(error) }
    case .stream(let stream): do { try stream.flush() } catch { throw inaccessible(error) }
    }
  }

  private func inaccessible(_ error: SystemError) -> DataError {
    .inaccessible(file: name, reason: error.description)
  }

  private static func name(of path: String) -> String { path == "-" ? "standard output" : path }

  /// What is written to as it is; nil for what is replaced.
  private static func stream(_ path: String) throws(WriteFailure) -> FileDescriptor? {
    let location: FileLocation?
    do throws(SystemError) {
      location = path == "-" ? nil : try FileLocation(path)
      switch location?.kind {
      case nil: return try .copy(of: STDOUT_FILENO)
      case .open(let number): return try .copy(of: number)
      case .device: return try .writing(device: path)
      default: break
      }
    } catch {
      throw WriteFailure(name(of: path), "open", path.isEmpty ? "the name is empty" : error.description)
    }
    guard let location, ![.file, .absent].contains(location.kind) else { return nil }
    throw WriteFailure(
      path, "open", "it is \(location.kind.name); expected a file, -, or a pipe of the shell's such as >(command)")
  }
}
