import Foundation

// What a training step may leave to chance, drawn by Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011): a number
// depends on seed, purpose, epoch, row and place alone, so nothing is remembered from one to the next.

/// Dropout and noise on inputs for one epoch.
///
///     mask      0 where word / 2³² < p, else 1 / (1 − p)                 Srivastava et al. 2014, inverted
///     noise     σ √(−2 ln u) cos 2πv and … sin 2πv for the next one      Box & Muller 1958
///
/// The words of a row are numbered over all its units: n inputs first, then layer after layer, each layer from
/// a multiple of four on.
public struct NaiveNoise: Sendable, Equatable {
  /// p of the inputs and of each hidden layer.
  public var dropout: [Double]

  /// σ of the noise on inputs.
  public var deviation: Double

  /// What all numbers depend on.
  public var seed: UInt64

  /// From 1.
  public var epoch: Int

  /// Noise of an epoch.
  public init(dropout: [Double], deviation: Double = 0, seed: UInt64, epoch: Int = 1) {
    self.dropout = dropout
    self.deviation = deviation
    self.seed = seed
    self.epoch = epoch
  }

  /// What each of the units of layer ℓ (0: inputs) is multiplied with for one row of the data.
  public func mask(layer ℓ: Int, sizes: [Int], row: Int) -> [Double] {
    let p = dropout[ℓ]
    var first = 0
    for k in 0..<ℓ { first += (sizes[k] + 3) / 4 }
    var mask = [Double](repeating: 1, count: sizes[ℓ])
    for j in 0..<sizes[ℓ] {
      let words = Self.words(seed, UInt32(first + j / 4), UInt32(row), UInt32(epoch), purpose: 7)
      mask[j] = Double(words[j % 4]) < (p * 4_294_967_296).rounded(.down) ? 0 : 1 / (1 - p)
    }
    return mask
  }

  /// What is added to the n inputs of one row of the data.
  public func noise(inputs n: Int, row: Int) -> [Double] {
    var noise = [Double](repeating: 0, count: n)
    if deviation == 0 { return noise }
    for c in 0..<n {
      let words = Self.words(seed, UInt32(c / 4), UInt32(row), UInt32(epoch), purpose: 8)
      let u = (Double(words[c % 4 / 2 * 2]) + 0.5) / 4_294_967_296
      let v = Double(words[c % 4 / 2 * 2 + 1]) / 4_294_967_296
      noise[c] = deviation * (-2 * log(u)).squareRoot() * (c % 2 == 0 ? cos(2 * .pi * v) : sin(2 * .pi * v))
    }
    return noise
  }

  /// The four words at a counter: ten rounds of two products, the key growing in between.
  static func words(_ seed: UInt64, _ block: UInt32, _ row: UInt32, _ epoch: UInt32, purpose: UInt32) -> [UInt32] {
    var x = [block, row, epoch, purpose]
    var k = [UInt32(seed % 4_294_967_296), UInt32(seed / 4_294_967_296)]
    for _ in 0..<10 {
      let a = UInt64(x[0]) * 0xD251_1F53
      let b = UInt64(x[2]) * 0xCD9E_8D57
      x = [
        UInt32(b / 4_294_967_296) ^ x[1] ^ k[0], UInt32(b % 4_294_967_296),
        UInt32(a / 4_294_967_296) ^ x[3] ^ k[1], UInt32(a % 4_294_967_296),
      ]
      k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
    }
    return x
  }
}
