/// Why a file was not written.
package struct WriteFailure: Error, Equatable, CustomStringConvertible {
  /// Its name, as it was given.
  package let file: String
  /// What failed: `fsync of the temporary file`.
  package let call: String
  /// The system's text, or our own.
  package let reason: String
  /// What is to be found under the name now.
  package let state: String
  /// The process that writes the file, where that is the reason; 0 if it is not known.
  package let process: Int32?

  init(
    _ file: String, _ call: String, _ reason: String, state: String = "What was there before is as it was.",
    process: Int32? = nil
  ) {
    (self.file, self.call, self.reason, self.state, self.process) = (file, call, reason, state, process)
  }

  package var description: String { "\(call) failed: \(reason). \(state)" }
}

extension DataError {
  init(_ failure: WriteFailure) {
    let isBegun = failure.call != "open" && failure.process == nil
    self = .inaccessible(
      file: failure.file, reason: isBegun ? String("\(failure)".dropLast()) : failure.reason)
  }
}
