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

  /// Another rank was asked.
  static func note(_ number: Int32) { asked.store(number, ordering: .relaxed) }

  /// The signal that asked for it; nil for none.
  static var number: Int32? { isAskedFor ? asked.load(ordering: .relaxed) : nil }

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

/// What ranks want after a step, as bits.
enum Wish {
  static let save: UInt64 = 1
  static let endInTime: UInt64 = 2
  static let endByControlC: UInt64 = 4
  static let endByTermination: UInt64 = 8
}

extension TimeLimit {
  /// Whether the run has to end, as other ranks are told.
  var wishes: UInt64 {
    if let number = Interruption.number { return number == SIGINT ? Wish.endByControlC : Wish.endByTermination }
    return reason == nil ? 0 : Wish.endInTime
  }

  /// Why it has to end by what any rank wants; nil if it has not.
  func reason(_ wishes: UInt64) -> String? {
    if wishes & (Wish.endByControlC | Wish.endByTermination) != 0 {
      Interruption.note(wishes & Wish.endByControlC != 0 ? SIGINT : SIGTERM)
      return "interrupted"
    }
    return wishes & Wish.endInTime != 0 ? "the time was up" : nil
  }

  /// The same by what any rank wants now; a call of all ranks.
  var reasonOfAll: String? {
    get throws {
      guard let ranks = Ranks.present else { return reason }
      return reason(try ranks.gather([UInt8(wishes)]).reduce(0) { $0 | UInt64($1[0]) })
    }
  }
}
