import LibC

/// How many threads calls of one kind take, measured while they run. Bits do not depend on it, and nothing foretells
/// what the hand-over between two cores costs: 1 µs on one machine, 10 µs on the next, a time slice where a neighbour
/// sits on the other core.
///
/// Calls begin with one thread, or with all where each has milliseconds of work. Now and then there is a look: a few
/// calls with another number, in turn with the present one; the faster stays. A look is over as soon as it is seen to
/// be slower, and the next comes when a hundredth of the time since pays for what it has cost. In between some calls
/// are timed: where the present number has become slower than fewer threads are, fewer are taken.
final class ThreadChoice {
  /// Threads of the call at hand; between calls, of the next.
  private(set) var inUse: Int
  /// 1, 2, 4, …, and the most.
  private let candidates: [Int]
  private let now: () -> Double
  private var present: Int
  /// Seconds of a unit of work, where it is known.
  private var pace: [Double?]
  private var look: Look?
  private var watch = Watch()
  /// Seconds of work until the next look.
  private var patience = ThreadChoice.shortest
  /// Looks that found nothing better, since one did.
  private var inVain = 0

  /// Seconds of work before the first look, and at least between two.
  private static let shortest = 2e-3
  private static let longest = 2.0
  /// Seconds of work for which what a look has found is believed.
  private static let fresh = 0.2
  /// A look costs at most this share of the time.
  private static let share = 0.01
  /// More threads must be faster by that.
  private static let margin = 0.97

  /// Whether choices made here always take the most threads: tests want them, however little they gain.
  @TaskLocal static var isFixed = false

  /// - Parameters:
  ///   - most: threads; 1 leaves no choice.
  ///   - startsHigh: whether calls are so long that all threads pay almost everywhere.
  ///   - now: seconds.
  init(upTo most: Int, startsHigh: Bool = false, now: @escaping () -> Double = ThreadChoice.seconds) {
    var candidates = [Self.isFixed ? max(1, most) : 1]
    while candidates[candidates.count - 1] < most { candidates.append(min(most, 2 * candidates[candidates.count - 1])) }
    self.candidates = candidates
    self.now = now
    present = startsHigh ? candidates.count - 1 : 0
    pace = Array(repeating: nil, count: candidates.count)
    inUse = candidates[present]
  }

  /// The most threads that a call is given.
  var most: Int { candidates[candidates.count - 1] }

  /// Does a call, which asks for ``inUse`` threads.
  ///
  /// - Parameter units: how much work it is, beside other calls.
  @inline(__always)
  func callAsFunction<Result, Failure: Error>(
    units: Double = 1, _ call: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if candidates.count == 1 { return try call() }
    watch.untilNext -= 1
    if watch.untilNext > 0 { return try call() }
    let start = now()
    let result = try call()
    note(now() - start, units)
    return result
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  private func note(_ time: Double, _ units: Double) {
    if look != nil { noteInLook(time, units) } else { noteBetweenLooks(time, units) }
  }

  private func take(_ choice: Int) {
    present = choice
    inUse = candidates[choice]
    look = nil
    watch = Watch()
  }
}

// MARK: - Between looks

extension ThreadChoice {
  /// What is seen of calls between looks.
  private struct Watch {
    /// Every so many calls one is timed.
    var stride = 1
    var untilNext = 1
    var time = 0.0
    var units = 0.0
    /// Seconds since the last look, by what was timed.
    var work = 0.0
  }

  private func noteBetweenLooks(_ time: Double, _ units: Double) {
    watch.time += time
    watch.units += units
    watch.work += time * Double(watch.stride)
    // To read the clock twice takes some 50 ns: a thousandth of the time.
    watch.stride = max(1, min(4096, Int(50e-6 / max(time, 1e-9))))
    watch.untilNext = watch.stride
    let mean = watch.time / watch.units
    if watch.time * Double(watch.stride) > 5e-3, watch.units >= 4 * units {
      if present > 0, let fewer = pace[present - 1], mean > fewer {
        guard watch.work < Self.fresh else { return begin(at: present - 1, mean * units) }
        // The other core is lost now and then, too seldom for a look to see. More threads are tried again when what was
        // lost is made good.
        patience = max(Self.shortest, (mean - fewer) / mean * watch.work / Self.share)
        return take(present - 1)
      }
      (watch.time, watch.units) = (0, 0)
    }
    guard watch.work >= patience else { return }
    // More first; then as many as there are, for halves may gain nothing; then fewer.
    let rivals = (present + 1, candidates.count - 1, present - 1)
    var rival = present
    while rival == present || !candidates.indices.contains(rival) {
      rival = inVain % 3 == 0 ? rivals.0 : inVain % 3 == 1 ? rivals.1 : rivals.2
      inVain += 1
    }
    begin(at: rival, mean * units)
  }
}

// MARK: - A look

extension ThreadChoice {
  /// Calls with another number of threads, in turn with the present one.
  private struct Look {
    let rival: Int
    /// In a block, beside the first, which moves what is worked on from one core's cache to the other's.
    let calls: Int
    /// Even: the present number; odd: the rival's.
    var block = 0
    var call = 0
    var time = 0.0
    var units = 0.0
    /// Of the present number and the rival, round by round.
    var paces = (SIMD4<Double>(), SIMD4<Double>())
    var ofRival = (time: 0.0, units: 0.0)

    var isRivals: Bool { block % 2 == 1 }
    var round: Int { block / 2 }
    static var rounds: Int { 3 }
  }

  private func begin(at rival: Int, _ secondsOfCall: Double) {
    look = Look(rival: rival, calls: max(1, min(16, Int(100e-6 / max(secondsOfCall, 1e-9)))))
    watch.untilNext = 1
  }

  private func noteInLook(_ time: Double, _ units: Double) {
    watch.untilNext = 1
    guard var look else { return }
    if look.isRivals {
      look.ofRival.time += time
      look.ofRival.units += units
      // Slower by far: there is no need to go on, nor where it is faster by far.
      if time > 2 * look.paces.0[look.round] * units + 50e-6 {
        look.paces.1 = SIMD4(repeating: time / units)
        return end(look)
      }
    }
    if look.call > 0 {
      look.time += time
      look.units += units
    }
    look.call += 1
    if look.call > look.calls {
      let pace = look.time / look.units
      if look.isRivals {
        look.paces.1[look.round] = pace
        if 1.5 * pace < look.paces.0[look.round] {
          look.paces.1 = SIMD4(repeating: pace)
          return end(look)
        }
      } else {
        look.paces.0[look.round] = pace
      }
      (look.time, look.units, look.call) = (0, 0, 0)
      look.block += 1
      if look.round == Look.rounds { return end(look) }
      inUse = candidates[look.isRivals ? look.rival : present]
    }
    self.look = look
  }

  private func end(_ look: Look) {
    let isShort = look.round < Look.rounds
    let own = isShort ? look.paces.0[look.round] : Self.median(look.paces.0)
    let others = Self.median(look.paces.1)
    (pace[present], pace[look.rival]) = (own, others)
    let isFaster = look.rival > present ? others < Self.margin * own : others <= own
    if isFaster { inVain = 0 }
    // A number that has stayed is looked at less often.
    patience = isFaster ? Self.shortest : min(2 * patience, Self.longest)
    let lost = look.ofRival.time - look.ofRival.units * min(own, others)
    patience = max(patience, lost / Self.share)
    take(isFaster ? look.rival : present)
  }

  private static func median(_ x: SIMD4<Double>) -> Double { max(min(x[0], x[1]), min(max(x[0], x[1]), x[2])) }
}
