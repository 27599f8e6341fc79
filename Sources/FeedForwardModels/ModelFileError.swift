import FeedForward
import FeedForwardData

/// What was wrong with a file of a network, or with writing or reading one.
public enum ModelFileError: Error, Equatable, Sendable {
  /// Something in the file is not as its format says.
  ///
  /// - Parameters:
  ///   - file: its name.
  ///   - place: where in it: `header, byte 17`, `layers.0.weight`, `pipeline.inputs[3].scale`.
  ///   - found: what stands there.
  ///   - expected: what should.
  case malformed(file: String, place: String, found: String, expected: String)
  /// The file could not be read.
  ///
  /// - Parameters:
  ///   - file: its name.
  ///   - call: what failed, such as `open`.
  ///   - reason: the system's text.
  case unreadable(file: String, call: String, reason: String)
  /// The file could not be written; what was there before is still there.
  ///
  /// - Parameters:
  ///   - file: its name.
  ///   - call: what failed, such as `fsync of the temporary file`.
  ///   - reason: the system's text.
  ///   - state: what is to be found under that name now.
  case unwritable(file: String, call: String, reason: String, state: String)
  /// The file is written by another training, of this process or another one.
  ///
  /// - Parameters:
  ///   - file: its name.
  ///   - process: the number of that process; 0 if it is not known.
  case inUse(file: String, process: Int32)
  /// A network or setting that no file can hold, such as an activation of the user's own.
  case unsupported(what: String, expected: String)
  /// A training that is not the one of the checkpoint: what differs, one sentence each.
  case differs(file: String, differences: [String])
  /// What was wrong with an NPZ file.
  case data(DataError)
  /// What the engine says.
  case engine(FeedForwardError)
}

extension ModelFileError: DescribedError {
  /// As in `net.safetensors, layers.0.weight: found shape [3, 4], expected [3, 5].`
  public var description: String {
    switch self {
    case .malformed(let file, let place, let found, let expected):
      "\(file), \(place): found \(found), expected \(expected)."
    case .unreadable(let file, let call, let reason):
      "\(file) could not be read: \(call) failed: \(reason)."
    case .unwritable(let file, let call, let reason, let state):
      "\(file) was not written: \(call) failed: \(reason). \(state)"
    case .inUse(let file, let process):
      "\(file) is in use by \(process == 0 ? "another process" : "process \(process)"), which writes it; expected another file."
    case .unsupported(let what, let expected):
      "A file cannot hold \(what); expected \(expected)."
    case .differs(let file, let differences):
      "\(file) is of another training. \(differences.joined(separator: " "))"
    case .data(let error):
      error.description
    case .engine(let error):
      error.description
    }
  }
}

extension ModelFileError {
  init(_ failure: WriteFailure) {
    self =
      failure.process.map { .inUse(file: failure.file, process: $0) }
      ?? .unwritable(file: failure.file, call: failure.call, reason: failure.reason, state: failure.state)
  }

  /// What the body returns, a failure to write as an error of the file.
  static func wrapping<Result>(_ body: () throws(WriteFailure) -> Result) throws(ModelFileError) -> Result {
    do throws(WriteFailure) { return try body() } catch { throw ModelFileError(error) }
  }
}

/// A place in a file, for errors about it.
package struct FilePlace {
  package let file: String
  package let path: String

  package init(file: String, path: String) {
    (self.file, self.path) = (file, path)
  }

  /// A member of an object.
  func member(_ name: String) -> FilePlace {
    FilePlace(file: file, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// An element of a list.
  func element(_ index: Int) -> FilePlace { FilePlace(file: file, path: "\(path)[\(index)]") }

  package func error(found: String, expected: String) -> ModelFileError {
    .malformed(file: file, place: path, found: found, expected: expected)
  }
}

extension String {
  /// In quotes, shortened, control characters written in letters: for error messages.
  package var quoted: String {
    let most = 60
    return "“\(String(unicodeScalars.prefix(most)).shown)\(unicodeScalars.count > most ? "…" : "")”"
  }
}
