import TestSupport
import Testing

@testable import FeedForward

/// The choice of threads on machines that are made up: what a call takes is a function of the threads and of the time.
@Suite struct ThreadChoiceTests {
  /// A machine whose clock goes on by what calls take.
  private final class Machine {
    var time = 0.0
    var calls: [Int: Int] = [:]

    /// Seconds that `count` calls take; those of one thread alone come beside them.
    func run(
      _ choice: ThreadChoice, calls count: Int, seconds: (_ threads: Int, _ time: Double) -> Double
    ) -> (chosen: Double, alone: Double) {
      let start = time
      var alone = 0.0
      for _ in 0..<count {
        alone += seconds(1, time)
        choice {
          calls[choice.inUse, default: 0] += 1
          time += seconds(choice.inUse, time)
        }
      }
      return (time - start, alone)
    }

    func choice(upTo most: Int, startsHigh: Bool = false) -> ThreadChoice {
      ThreadChoice(upTo: most, startsHigh: startsHigh) { self.time }
    }
  }

  /// However slow the hand-over, at most 3 % are lost; where it is quick, all threads are used.
  @Test(arguments: [2e-6, 20e-6, 300e-6, 3e-3])
  func handOver(seconds call: Double) {
    for most in [2, 3, 8] {
      for cost in [0, 1e-6, 5e-6, 50e-6, 1e-3, 20e-3] {
        let machine = Machine()
        let time = { (threads: Int, _: Double) in call / Double(threads) + (threads > 1 ? cost : 0) }
        let (chosen, alone) = machine.run(machine.choice(upTo: most), calls: Int(10 / call), seconds: time)
        #expect(chosen <= 1.03 * alone, "\(call) s, \(most) threads, hand-over \(cost) s: \(chosen) for \(alone)")
        let best = (1...most).map { time($0, 0) }.min() ?? call
        #expect(chosen <= 1.1 * alone * best / call, "\(call) s, \(most) threads, hand-over \(cost) s: not the best")
      }
    }
  }

  /// A neighbour comes, takes the other core for a time slice now and then, and goes.
  @Test(arguments: [20e-6, 300e-6, 3e-3])
  func neighbour(seconds call: Double) {
    let machine = Machine()
    let choice = machine.choice(upTo: 2, startsHigh: call > 1e-3)
    let quiet = { (threads: Int, _: Double) in threads == 1 ? call : 0.6 * call }
    // Every 10 ms a call on two threads waits for 8 ms.
    var last = 0.0
    let busy = { (threads: Int, time: Double) in
      guard threads == 2, time - last > 10e-3 else { return quiet(threads, time) }
      last = time
      return 8e-3 + quiet(threads, time)
    }
    let before = machine.run(choice, calls: Int(3 / call), seconds: quiet)
    #expect(before.chosen < 0.65 * before.alone)
    let during = machine.run(choice, calls: Int(20 / call), seconds: busy)
    #expect(during.chosen < 1.03 * during.alone, "\(call): \(during)")
    _ = machine.run(choice, calls: Int(20 / call), seconds: quiet)
    let after = machine.run(choice, calls: Int(3 / call), seconds: quiet)
    #expect(after.chosen < 0.65 * after.alone, "\(call): \(after)")
  }

  /// Calls of a class need not be equal: what counts is the time of a unit.
  @Test func units() {
    let machine = Machine()
    let choice = machine.choice(upTo: 2)
    var numbers = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let units = Double(1 + Int(numbers.next() % 4))
      choice(units: units) { machine.time += units * (choice.inUse == 1 ? 10e-6 : 6e-6) }
    }
    #expect(choice.inUse == 2)
  }

  /// Nothing to choose costs nothing, not even a look at the clock.
  @Test func oneThread() {
    let choice = ThreadChoice(upTo: 1) {
      Issue.record("the clock was read")
      return 0
    }
    for _ in 0..<100 { choice { #expect(choice.inUse == 1) } }
  }
}
