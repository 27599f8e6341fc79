import Foundation

/// Times of work.
enum Stopwatch {
  /// Seconds that the work takes.
  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    return (clock.now - start) / .seconds(1)
  }

  /// Seconds for which all threads of the process have computed so far: unlike those of the clock, they say little of
  /// what else the machine does.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds of the work in each of several laps, for about as long as is said; at least one lap after one that warms
  /// up. Work of less than a millisecond is done several times a lap.
  static func laps(_ duration: Double, _ work: () throws -> Void) rethrows -> [Double] {
    let repeats = max(1, Int(1e-3 / max(1e-8, try seconds(work))))
    var laps: [Double] = []
    var total = 0.0
    while laps.isEmpty || total < duration {
      let lap = try seconds { for _ in 0..<repeats { try work() } }
      total += lap
      laps.append(lap / Double(repeats))
    }
    return laps
  }
}
