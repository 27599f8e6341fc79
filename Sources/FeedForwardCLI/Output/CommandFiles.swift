import FeedForward
import FeedForwardData
import Foundation

/// A command that reads or writes files.
protocol FileCommand: SendableMetatype {
  var namedFiles: CommandFiles { get }
}

/// What a command reads and what it writes, looked at before it does anything: nothing that it needs or that it has
/// written may be written over, and what cannot be written is said before the work and not after it.
struct CommandFiles {
  /// What an output may be.
  enum Form {
    /// A file that is replaced as a whole: a model.
    case file
    /// The same, which the training claims by itself for as long as it goes on.
    case checkpoint
    /// A file, or a stream: `-` for the standard output, a pipe of the shell's, a device.
    case fileOrStream
    /// The standard output, where no option names it: what goes there may stand beside what is named `-`.
    case results
  }

  fileprivate struct Target {
    let name: String
    let path: String
    let form: Form
  }

  private var inputs: [(name: String, path: String)] = []
  private var outputs: [Target] = []
  private var folders: [String] = []

  /// - Parameters:
  ///   - name: the option, or what the argument is.
  ///   - path: nil if there is none; `-` is the standard input.
  mutating func reads(_ name: String, _ path: String?) {
    if let path { inputs.append((name, path)) }
  }

  /// - Parameter path: nil if there is none.
  mutating func writes(_ name: String, _ path: String?, as form: Form) {
    if let path { outputs.append(Target(name: name, path: path, form: form)) }
  }

  /// Files of those names in a folder that is made where it is missing.
  mutating func writes(_ name: String, folder: String, names: [String]) {
    folders.append(folder)
    for file in names { writes(name, Self.path(file, in: folder), as: .file) }
  }

  /// Results go to the standard output. To be called last.
  mutating func writesResults() { writes("the result", "-", as: .results) }

  static func path(_ name: String, in folder: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Throws unless all can be written and nothing is written over. The claims are to be held until the work is done.
  func claimed() throws -> [FileClaim] {
    for path in folders { try FileError.naming(path) { try FileLocation.makeFolder(path) } }
    try requireDifferent()
    return try outputs.compactMap { try $0.claimed() }
  }

  private func requireDifferent() throws {
    var written: [FileLocation.Identity: Target] = [:]
    for output in outputs {
      // What cannot be found is said when it is claimed.
      guard let location = output.location else { continue }
      let former = written.updateValue(output, forKey: location.identity)
      guard let former, output.form != .results || former.location?.kind == .file else { continue }
      throw OptionError(
        "\(former.name) is \(former.path), into which \(output.name) goes as well; expected another file.")
    }
    for input in inputs {
      let location = input.path == "-" ? try? FileLocation(open: STDIN_FILENO) : try? FileLocation(input.path)
      guard let location, location.isFile, let output = written[location.identity] else { continue }
      // A training goes on where it was saved.
      if input.name == "--resume", output.form == .checkpoint { continue }
      throw OptionError(
        "\(output.name) is \(output.path), from which \(input.name) is read; expected another file.")
    }
  }
}

extension CommandFiles.Target {
  /// Where it goes; nil for what a second output cannot spoil, such as a device, and what cannot be written.
  fileprivate var location: FileLocation? {
    let location = path == "-" ? try? FileLocation(open: STDOUT_FILENO) : try? FileLocation(path)
    return switch location?.kind {
    case .file, .absent, .open: location
    default: nil
    }
  }

  /// Throws where it cannot be written; nil for a stream, and for what is claimed later.
  fileprivate func claimed() throws -> FileClaim? {
    if path == "-", form == .file || form == .checkpoint {
      throw error("expected a file, which the standard output is not (./- is one of that name)")
    }
    do {
      switch form {
      case .results, .fileOrStream: return try FileSink.claim(path)
      case .file: return try FileClaim(path)
      case .checkpoint:
        _ = try FileClaim(path)
        return nil
      }
    } catch let error as FileError {
      throw self.error(error.reason)
    }
  }

  private func error(_ reason: String) -> FileError {
    form == .results
      ? FileError("standard output", reason)
      : FileError(path, "\(name) cannot be written there: \(reason)")
  }
}
