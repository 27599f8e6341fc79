import Foundation
import TestSupport

/// The command line as a user meets it: a process of its own.
struct Command {
  let status: Int32
  let output: String
  let words: String

  /// Runs `feedforward` with its streams into files, so it does not write to a terminal.
  init(_ arguments: String...) throws { try self.init(arguments) }

  /// `feedforward train` without `--preset`: what a user gets who says nothing of it.
  static func trainByDefault(_ arguments: String...) throws -> Command { try trainByDefault(arguments) }

  static func trainByDefault(_ arguments: [String]) throws -> Command {
    try Command(arguments, script: "\"$0\" train \"$@\"")
  }

  /// - Parameters:
  ///   - input: what it reads from standard input.
  ///   - script: of the shell, which is given the command as `$0` and the arguments; nil for the command alone.
  ///   - blocks: of 512 or 1024 bytes, the limit of the shell for the size of a file; nil for none.
  ///   - whileRunning: sees the process before it is waited for.
  init(
    _ given: [String], input: String = "", script: String? = nil, blocks: Int? = nil,
    whileRunning: (Process, _ words: () -> String) throws -> Void = { _, _ in }
  ) throws {
    // One small network is enough where nothing is said of the recipe for tables.
    let isPlain = given.first == "train" && !given.contains("--preset") && !given.contains("--help")
    let arguments = isPlain ? given + ["--preset", "fast"] : given
    let folder = try Folder()
    let process = Process()
    // The tests and the command are built into the same folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("feedforward")
    process.arguments = arguments
    // The tests may run where the signal that goes with the limit is ignored.
    let limited = blocks.map { blocks in
      """
      ulimit -f \(blocks)
      env --default-signal=XFSZ true 2> /dev/null && exec env --default-signal=XFSZ "$0" "$@"
      exec "$0" "$@"
      """
    }
    if let script = script ?? limited, let program = process.executableURL?.path {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script, program] + arguments
    }
    try folder.write(input, to: "in")
    for name in ["out", "err"] { try folder.write("", to: name) }
    process.standardInput = FileHandle(forReadingAtPath: folder.path("in"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("out"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
    try process.run()
    try whileRunning(process) { (try? folder.read("err")) ?? "" }
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    output = try folder.read("out")
    words = try folder.read("err")
  }

  /// Standard output as JSON.
  func decoded<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(output.utf8))
  }

  /// The numbers among the members of standard output, which is an object of JSON.
  func numbers() throws -> [String: Double] {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    return (object ?? [:]).compactMapValues { $0 as? Double }
  }

  /// Standard output without the last line end, by lines.
  var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
}

extension Folder {
  /// One of the tables that are built in, as a file.
  func dataset(_ name: String) throws -> String {
    let written = try Command("datasets", name, "--output", path("\(name).csv"))
    guard written.status == 0 else { throw CommandFailed(words: written.words) }
    return path("\(name).csv")
  }
}

struct CommandFailed: Error {
  let words: String
}
