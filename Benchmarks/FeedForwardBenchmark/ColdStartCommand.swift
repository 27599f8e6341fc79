import ArgumentParser

struct ColdStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cold-start", abstract: "Times a process from its start to its end, with one prediction between.")

  @Flag(help: .hidden)
  var child = false

  @Option(help: "How many processes are started.")
  var starts = 20

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    if child { return try ColdStart.predictOnce() }
    guard starts >= 1 else { throw ValidationError("--starts \(starts): expected at least 1.") }
    let result = try ColdStart.measured(starts: starts)
    print(json ? try JSONLine.of(result) : result.text)
  }
}
