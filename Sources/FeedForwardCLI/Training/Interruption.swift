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
