import ArgumentParser

/// What the benchmark runs on, for scripts that write a page of results.
struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "Processor, its peak, BLAS library, compiler and commit.")

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    let machine = Machine()
    print(json ? try JSONLine.of(machine) : machine.text(threads: Machine.cores))
  }
}
