/// Hashes of values that are the same in every process and on every machine.
enum StableHash {
  /// Of a missing value, whatever the column holds.
  static let missing: UInt64 = 0x9AE1_6A3B_2F90_404F

  /// Of a text, by its UTF-8: FNV-1a.
  static func of(_ text: String) -> UInt64 {
    mixed(text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
  }

  /// Of a number: 0 and −0 have the same, and so has all that is missing.
  @inline(__always)
  static func of(_ number: Double) -> UInt64 { number == number ? (number + 0).bitPattern : missing }

  /// Of what came before, and a value after it.
  @inline(__always)
  static func joined(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    let x = (hash ^ value) &* 0x9E37_79B9_7F4A_7C15
    return x ^ (x &>> 29)
  }

  /// All bits changed by all others: the finalizer of SplitMix64, Steele, Lea, Flood, *Fast splittable pseudorandom
  /// number generators*, 2014.
  @inline(__always)
  static func mixed(_ hash: UInt64) -> UInt64 {
    var z = hash &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }
}
