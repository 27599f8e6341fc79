/// The bytes of a file, read and not mapped: what was read does not stay in memory.
package final class FileSource: ByteSource {
  let name: String
  let size: Int?
  private let descriptor: FileDescriptor
  /// Its state when it was opened.
  private let status: FileDescriptor.Status
  /// Where the next byte is read; nil in a pipe, which has no places.
  private var position: Int?

  private init(_ descriptor: FileDescriptor, _ status: FileDescriptor.Status, name: String, size: Int?) {
    self.descriptor = descriptor
    self.status = status
    self.name = name
    self.size = size
    position = size == nil ? nil : 0
  }

  /// The file at a path; `-` is the standard input. What cannot be read twice, such as a pipe, is kept in memory.
  static func open(_ path: String, maximumBytes: Int) throws -> any ByteSource {
    let isStandardInput = path == "-"
    let name = isStandardInput ? "standard input" : path
    let source = try FileError.naming(name) {
      let descriptor: FileDescriptor = try isStandardInput ? .standardInput() : .reading(path, waits: true)
      let status = try descriptor.status()
      guard status.kind != .directory else { throw SystemError.isDirectory }
      // The standard input may be a file of which another process has read the beginning; a file of no bytes may be one
      // that the system writes while it is read.
      let isFile = status.kind == .file && status.size > 0 && !isStandardInput
      return FileSource(descriptor, status, name: name, size: isFile ? status.size : nil)
    }
    return source.size == nil ? MemorySource(try source.rest(upTo: maximumBytes), name: name) : source
  }

  /// All bytes of a file.
  package static func bytes(of path: String) throws -> [UInt8] {
    let source = try open(path, maximumBytes: .max)
    return try source.rest(upTo: .max)
  }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    let count = try FileError.naming(name) { try descriptor.read(into: &buffer, at: range, offset: position) }
    position = position.map { $0 + count }
    return count
  }

  func seek(to offset: Int) { position = offset }

  /// Throws if somebody has written into the file since it was opened.
  func requireUnchanged() throws {
    guard try FileError.naming(name, { try descriptor.status() }) != status else { return }
    throw FileError(name, "It changed while it was read")
  }
}
