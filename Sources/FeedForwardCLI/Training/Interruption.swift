import Foundation
import Synchronization

/// Whether whoever sits before the screen wants the run to end: the first Ctrl-C asks for it, the
/// second one ends the process.
enum Interruption {
  /// The signal that asked for it; 0 for none.
  private static let asked = Atomic<Int32>(0)

  /// From now on the first SIGINT or SIGTERM is a request.
  static func listen() {
    // The handler must not be the first to touch it.
    asked.store(0, ordering: .relaxed)
    // Whoever started the process may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      signal(number) { number in
        Interruption.asked.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static var isAskedFor: Bool { asked.load(ordering: .relaxed) != 0 }

  /// How the process is to end afterwards, as shells say it: 130 after Ctrl-C, 143 after SIGTERM; nil for as usual.
  static var exitCode: Int32? { isAskedFor ? 128 + asked.load(ordering: .relaxed) : nil }
}

/// When a run has to end before it is done: the user asks for it, or its time is up.
struct TimeLimit: Sendable {
  private let end: ContinuousClock.Instant?

  /// - Parameter seconds: from now on; nil for as long as it takes.
  init(seconds: Double?) { end = seconds.map { .now + .seconds($0) } }

  /// Why it has to end now, in words; nil if it has not.
  var reason: String? {
    if Interruption.isAskedFor { return "interrupted" }
    guard let end, ContinuousClock.now >= end else { return nil }
    return "the time was up"
  }
}
