import Foundation
import Synchronization

/// Whether whoever sits before the screen wants the run to end: the first Ctrl-C asks for it, the
/// second one ends the process.
enum Interruption {
  private static let asked = Atomic<Bool>(false)

  /// From now on the first SIGINT or SIGTERM is a request.
  static func listen() {
    // The handler must not be the first to touch it.
    asked.store(false, ordering: .relaxed)
    // Whoever started the process may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      signal(number) { number in
        Interruption.asked.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static var isAskedFor: Bool { asked.load(ordering: .relaxed) }
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
