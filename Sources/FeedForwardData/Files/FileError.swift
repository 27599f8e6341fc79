import FeedForward

/// Why a file could not be read or written.
public struct FileError: Equatable, Sendable, Codable {
  /// Its name, as it was given.
  public let file: String
  /// What failed, such as `sync of the temporary file`; nil where nothing had begun.
  public let call: String?
  /// The system's text, or our own.
  public let reason: String
  /// What is to be found under the name now; nil where that was not in question.
  public let state: String?
  /// The process that writes the file, where that is the reason; 0 if it is not known.
  public let process: Int32?

  /// A reason for a file.
  public init(_ file: String, _ reason: String, call: String? = nil, state: String? = nil, process: Int32? = nil) {
    self.file = file
    self.reason = reason
    self.call = call
    self.state = state
    self.process = process
  }
}

extension FileError: DescribedError {
  /// As in `prices.csv: No such file or directory.` and
  /// `net: writing failed: No space left on device. What was there before is as it was.`
  public var description: String {
    let place = file.isEmpty ? "“”" : file
    return place + (call.map { ": \($0) failed" } ?? "") + ": \(reason)." + (state.map { " \($0)" } ?? "")
  }
}

extension FileError {
  /// What the body returns; what the system says against it, as an error about the file.
  package static func naming<Result>(
    _ file: String, call: String? = nil, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      throw FileError(file, file.isEmpty ? "the name is empty" : error.description, call: call)
    }
  }
}
