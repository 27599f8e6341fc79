import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardModels

/// How the process ends when something is wrong.
enum Failure: Int32 {
  /// A training that failed.
  case training = 1
  /// Data or a file.
  case data = 2
  /// An option.
  case usage = 64

  /// Says what is wrong, in a sentence or two, and ends the process.
  static func exit(_ error: any Error) -> Never {
    say(error)
    FeedForwardCommand.exit(withError: ExitCode(code(of: error)))
  }

  static func code(of error: any Error) -> Int32 {
    of(error)?.rawValue ?? FeedForwardCommand.exitCode(for: error).rawValue
  }

  static func say(_ error: any Error) {
    if of(error) != nil { return Words.sayError("Error: \(error)") }
    let message = FeedForwardCommand.fullMessage(for: error)
    if message.isEmpty { return }
    // Help that was asked for goes to the standard output.
    if FeedForwardCommand.exitCode(for: error).isSuccess { return print(message) }
    Words.sayErrorLines(message)
  }

  /// nil for what the parser of arguments knows itself.
  private static func of(_ error: any Error) -> Failure? {
    switch error {
    case let error as FeedForwardError: of(error)
    case is DataError, is FileError: .data
    case is OptionError: .usage
    default: nil
    }
  }

  /// Where a training left the finite numbers; nil for any other error.
  static func divergence(_ error: any Error) -> Divergence? {
    if case FeedForwardError.diverged(let divergence) = error { divergence } else { nil }
  }

  private static func of(_ error: FeedForwardError) -> Failure {
    switch error {
    case .invalidSetting, .invalidLayer, .incompatibleLoss: .usage
    case .diverged, .outOfMemory, .numericalFailure, .lostRank: .training
    default: .data
    }
  }
}

/// Options that do not go together, or not with the data.
struct OptionError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
