import CMPI
import FeedForward

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The processes that `mpirun` has started.
///
/// ```swift
/// try await MPI.run { world in
///   let training = try Training(trainer, of: network, on: data, over: world)
///   while try training.runEpoch() != nil {}
///   if world.rank == 0 { print(training.history.epochs.last?.trainingLoss ?? 0) }
/// }
/// ```
///
/// A program that was started without `mpirun` is one rank and works.
public enum MPI {
  /// Begins MPI, does the work, and ends MPI: once in a process.
  ///
  /// Where the work of a rank throws, the other ranks end too, with the same exit code: the error is printed once, by
  /// the lowest rank that has thrown one of its own.
  ///
  /// - Parameters:
  ///   - patience: seconds after which a rank that waits for another gives up.
  ///   - exitCode: of an error.
  ///   - say: says what was wrong; on standard error unless said otherwise.
  ///   - work: what each rank does.
  /// - Throws: ``FeedForward/FeedForwardError`` where MPI cannot begin.
  public static func run<Result>(
    patience: Double = 600, exitCode: (any Error) -> Int32 = { _ in 1 },
    say: (any Error) -> Void = MPI.printError,
    _ work: (MPICommunicator) async throws -> Result
  ) async throws -> Result {
    let world = try MPICommunicator(patience: patience)
    do {
      let result = try await work(world)
      try world.finish()
      return result
    } catch {
      world.end(because: error, code: exitCode(error)) { say(error) }
    }
  }

  /// Says an error on standard error.
  public static func printError(_ error: any Error) {
    let text = Array("Error: \(error)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
  }
}
