import CKernels
import FeedForward
import Testing

@Suite struct PhiloxTests {
  /// The known answers that come with Random123 (Salmon et al., 2011) for philox4x32-10.
  @Test(arguments: [
    (
      SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
      SIMD4<UInt32>(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
    ),
    (
      SIMD4<UInt32>(repeating: 0xFFFF_FFFF), SIMD2<UInt32>(repeating: 0xFFFF_FFFF),
      SIMD4<UInt32>(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
    ),
    (
      SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2<UInt32>(0xA409_3822, 0x299F_31D0),
      SIMD4<UInt32>(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
    ),
  ])
  func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox.block(counter: counter, key: key) == expected)
  }

  @Test func purposesStreamsAndSeedsShareNoNumbers() {
    var generators = [
      Philox(seed: 1, purpose: .test), Philox(seed: 2, purpose: .test), Philox(seed: 1 << 32, purpose: .test),
      Philox(seed: 1, purpose: .shuffle), Philox(seed: 1, purpose: .test, stream: 1),
      Philox(seed: 1, purpose: .test, substream: 1),
    ]
    var seen: Set<UInt64> = []
    for g in generators.indices {
      for _ in 0..<100 { seen.insert(generators[g].next()) }
    }
    #expect(seen.count == 600)
  }

  /// Means and variances of 10⁵ numbers, within five standard errors.
  @Test func moments() {
    var generator = Philox(seed: 17, purpose: .test)
    let count = 100_000
    let uniform = (0..<count).map { _ in generator.uniform() }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    let normal = generator.normal(count, deviation: 1)
    for (values, mean, variance, kurtosis) in [(uniform, 0.5, 1.0 / 12, 1.8), (normal, 0, 1, 3)] {
      let m = values.reduce(0, +) / Double(count)
      let v = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      #expect(abs(m - mean) < 5 * (variance / Double(count)).squareRoot(), "seed 17")
      #expect(abs(v - variance) < 5 * variance * ((kurtosis - 1) / Double(count)).squareRoot(), "seed 17")
    }
  }

  /// Each of the six orders of three items comes equally often: within five standard errors of 60 000 shuffles.
  @Test func shufflesAreFair() {
    var generator = Philox(seed: 23, purpose: .test)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      var items = [0, 1, 2]
      generator.shuffle(&items)
      counts[items, default: 0] += 1
    }
    #expect(counts.count == 6)
    let deviation = (60_000.0 / 6 * 5 / 6).squareRoot()
    #expect(counts.values.allSatisfy { abs(Double($0) - 10_000) < 5 * deviation }, "seed 23: \(counts)")
  }

  /// Blocks made by the kernels, and drawn one by one: the same order, and the same numbers afterwards.
  @Test(arguments: ["baseline", "avx2", "avx512"]) func shufflesDrawWhatIsDrawnOneByOne(with kernels: String) {
    guard ff_kernels_use_in_thread(kernels) != 0 else { return }
    defer { _ = ff_kernels_use_in_thread(nil) }
    for count in [0, 1, 2, 3, 32, 33, 34, 64, 1437] {
      for earlier in 0..<3 {
        var drawn = Philox(seed: 31, purpose: .test, stream: 5, substream: 7)
        for _ in 0..<earlier { _ = drawn.next() }
        var shuffled = drawn
        var items = Array(0..<count)
        var expected = items
        shuffled.shuffle(&items)
        for i in stride(from: count - 1, to: 0, by: -1) { expected.swapAt(i, Int(drawn.below(UInt64(i + 1)))) }
        #expect(items == expected, "seed 31, \(count) items after \(earlier) numbers")
        for _ in 0..<5 { #expect(shuffled.next() == drawn.next(), "seed 31, after \(count) items") }
      }
    }
  }

  @Test func shufflesArePermutations() {
    var generator = Philox(seed: 29, purpose: .test)
    for count in [0, 1, 2, 17, 1000] {
      var items = Array(0..<count)
      generator.shuffle(&items)
      #expect(items.sorted() == Array(0..<count))
    }
  }
}
