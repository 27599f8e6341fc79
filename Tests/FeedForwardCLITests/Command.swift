import Foundation

/// The command line as a user meets it: a process of its own.
struct Command {
  let status: Int32
  let output: String
  let words: String

  /// Runs `feedforward` with its streams into pipes, so it does not write to a terminal.
  init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String]) throws {
    let process = Process()
    // The tests and the command are built into the same folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("feedforward")
    process.arguments = arguments
    let (output, words) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, words)
    try process.run()
    // Neither stream fills a pipe's buffer.
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.words = String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}
