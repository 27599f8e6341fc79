import FeedForwardCLI
import FeedForwardMPI
import Foundation

FeedForwardProgram.prepareRank()
do {
  try await MPI.run(exitCode: FeedForwardProgram.exitCode(of:), say: FeedForwardProgram.say) { world in
    try await FeedForwardProgram.run(over: world)
  }
} catch {
  FeedForwardProgram.say(error)
  exit(FeedForwardProgram.exitCode(of: error))
}
exit(FeedForwardProgram.exitCode)
