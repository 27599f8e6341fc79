/// A file that is written from its beginning; `-` is the standard output.
package final class FileSink {
  private let name: String
  private let descriptor: FileDescriptor

  /// Makes the file, or empties it.
  package init(_ path: String) throws(DataError) {
    let isStandardOutput = path == "-"
    name = isStandardOutput ? "standard output" : path
    do throws(SystemError) {
      descriptor = try isStandardOutput ? .standardOutput() : .writing(path)
    } catch {
      throw .inaccessible(file: name, reason: error.description)
    }
  }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(DataError) {
    let file = try FileSink(path)
    try file.write(bytes)
    try file.close()
  }

  package func write(_ bytes: [UInt8]) throws(DataError) {
    do { try descriptor.write(bytes) } catch { throw .inaccessible(file: name, reason: error.description) }
  }

  /// After this all is written.
  package func close() throws(DataError) {
    do { try descriptor.flush() } catch { throw .inaccessible(file: name, reason: error.description) }
  }
}
