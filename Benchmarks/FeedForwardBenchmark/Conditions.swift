import ArgumentParser
import FeedForward

/// How everything is timed, whatever is timed.
struct Conditions: ParsableArguments {
  @Option(help: "At most so many threads; all processors when left out.")
  var threads: Int?

  @Option(help: "Seconds for which each rival is timed.")
  var seconds = 1.0

  @Option(help: "avx512, avx2 or baseline: the instruction set, instead of the best that the processor has.")
  var isa: String?

  @Flag(help: "One JSON object a line.")
  var json = false

  /// The threads that the engine may use.
  var threadCount: Int { threads ?? Machine.cores }

  /// Rivals take turns, so that a busy minute of the machine hits all of them.
  static let rounds = 5

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): expected at least 1.") }
    if let isa, isa != EngineDescription.instructionSet {
      throw ValidationError("--isa \(isa): expected avx512, avx2 or baseline, and a processor that has it.")
    }
    guard seconds > 0 else { throw ValidationError("--seconds \(seconds): expected a number above 0.") }
  }
}
