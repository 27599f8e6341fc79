import CKernels
import LibC

/// Philox 4x32-10, a counter-based generator: Salmon, Moraes, Dror, Shaw, *Parallel random numbers: as easy as 1, 2,
/// 3*, 2011.
///
/// A number depends on (seed, purpose, stream, substream, position) and on nothing else, so a resumed or parallel run
/// draws the same ones. Uniform, normal and shuffle are our own, since those of the standard library may change.
package struct Philox: RandomNumberGenerator, Sendable {
  /// What the numbers are for; runs of different purposes never share numbers.
  package enum Purpose: UInt32, Sendable {
    case initialization = 1
    case shuffle, split, data, test, stepSizes, dropout, inputNoise
    // Of cross-validation and search; numbers of their own, so that others may be added above.
    case folds = 101
    case seedsOfFold, candidates
  }

  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>()
  private var unused = 0

  package init(seed: UInt64, purpose: Purpose, stream: UInt32 = 0, substream: UInt32 = 0) {
    key = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)]
    counter = [0, substream, stream, purpose.rawValue]
  }

  /// Ten rounds over one counter.
  package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    // Word by word: a vector would be taken apart and put together in every round.
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let a = UInt64(x0) * 0xD251_1F53
      let b = UInt64(x2) * 0xCD9E_8D57
      (x0, x1) = (UInt32(truncatingIfNeeded: b >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: b))
      (x2, x3) = (UInt32(truncatingIfNeeded: a >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: a))
      (k0, k1) = (k0 &+ 0x9E37_79B9, k1 &+ 0xBB67_AE85)
    }
    return SIMD4(x0, x1, x2, x3)
  }

  package mutating func next() -> UInt64 {
    if unused == 0 {
      block = Self.block(counter: counter, key: key)
      counter[0] &+= 1
      unused = 2
    }
    unused -= 1
    let words = unsafeBitCast(block, to: SIMD2<UInt64>.self)
    return UInt64(littleEndian: unused == 1 ? words[0] : words[1])
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  package mutating func uniform(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * uniform() }
  }

  /// Standard normal, by Box and Muller, *A note on the generation of random normal deviates*, 1958.
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  package mutating func normal(_ count: Int, deviation: Double) -> [Double] {
    (0..<count).map { _ in deviation * normal() }
  }

  /// Uniform in 0 ..< bound without bias: Lemire, *Fast random integer generation in an interval*, 2019.
  package mutating func below(_ bound: UInt64) -> UInt64 { Self.below(bound) { next() } }

  private static func below(_ bound: UInt64, _ next: () -> UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Every order equally likely: Fisher, Yates. O(n).
  ///
  /// The numbers are those of ``below(_:)``, many blocks of which are made at once.
  package mutating func shuffle<Element>(_ items: inout [Element]) {
    guard unused == 0 else {
      for i in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(i, Int(below(UInt64(i + 1)))) }
      return
    }
    let blocks = Int(FF_COUNTERS)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * blocks) { words in
      guard let base = words.baseAddress else { return }
      let stream = PhiloxStream(key: (key[0], key[1]), stream: counter[2], purpose: counter[3])
      var position = words.count
      items.withUnsafeMutableBufferPointer { items in
        for i in stride(from: items.count - 1, to: 0, by: -1) {
          let other = Self.below(UInt64(i + 1)) {
            if position == words.count {
              base.withMemoryRebound(to: UInt32.self, capacity: 4 * blocks) {
                FloatKernels.words(stream, counter[0], counter[1], $0)
              }
              counter[0] &+= UInt32(blocks)
              position = 0
            }
            position += 1
            return UInt64(littleEndian: words[position - 1])
          }
          items.swapAt(i, Int(other))
        }
      }
      // What was not drawn is given back: whole blocks, and the second half of the one that was begun.
      counter[0] &-= UInt32((words.count - position) / 2)
      if position % 2 == 1 {
        block = Self.block(counter: counter &- SIMD4(1, 0, 0, 0), key: key)
        unused = 1
      }
    }
  }
}

extension PhiloxStream {
  /// The stream that a kernel draws words from.
  package init(seed: UInt64, purpose: Philox.Purpose, stream: UInt32) {
    let key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.init(key: key, stream: stream, purpose: purpose.rawValue)
  }
}
