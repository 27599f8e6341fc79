import Foundation

/// Random numbers that are the same for the same seed: Steele, Lea, Flood, *Fast splittable pseudorandom number
/// generators*, 2014. Not the generator of the engine, which is what some tests judge.
package struct SplitMix64: RandomNumberGenerator {
  /// To be printed with a failure.
  package let seed: UInt64
  private var state: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// With a new seed, or that of FEEDFORWARD_TEST_SEED in the environment, which repeats a run.
  package init() {
    let given = ProcessInfo.processInfo.environment["FEEDFORWARD_TEST_SEED"].flatMap { UInt64($0) }
    self.init(seed: given ?? UInt64.random(in: 0...UInt64.max))
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
