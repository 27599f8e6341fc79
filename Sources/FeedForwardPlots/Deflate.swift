/// Data in the format of zlib: repetitions of the last 32768 bytes are found by their first three bytes, and everything
/// is written with the fixed codes. RFC 1950 and 1951.
package func zlib(_ data: [UInt8]) -> [UInt8] {
  var bits = BitWriter()
  bits.write(1, count: 1)  // the last block
  bits.write(1, count: 2)  // with fixed codes
  var latest = [Int](repeating: -1, count: 1 << 15)
  var i = 0
  while i < data.count {
    var (length, distance) = (0, 0)
    if i + 3 <= data.count {
      let key = hash(data, i)
      let candidate = latest[key]
      if candidate >= 0 && i - candidate <= 32768 {
        let most = min(258, data.count - i)
        while length < most && data[candidate + length] == data[i + length] { length += 1 }
        distance = i - candidate
      }
      latest[key] = i
    }
    guard length >= 3 else {
      bits.writeSymbol(Int(data[i]))
      i += 1
      continue
    }
    let long = code(of: length, bases: lengthBases)
    bits.writeSymbol(257 + long.code)
    bits.write(long.rest, count: lengthBits[long.code])
    let far = code(of: distance, bases: distanceBases)
    bits.writeReversed(far.code, count: 5)
    bits.write(far.rest, count: distanceBits[far.code])
    for j in i + 1..<i + length where j + 3 <= data.count { latest[hash(data, j)] = j }
    i += length
  }
  bits.writeSymbol(256)
  var (a, b) = (UInt32(1), UInt32(0))
  for byte in data {
    a = (a + UInt32(byte)) % 65521
    b = (b + a) % 65521
  }
  let sum = b << 16 | a
  return [0x78, 0x01] + bits.finished() + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
}

private func hash(_ data: [UInt8], _ i: Int) -> Int {
  let three = UInt32(data[i]) << 16 | UInt32(data[i + 1]) << 8 | UInt32(data[i + 2])
  return Int((three &* 2_654_435_761) >> 17)
}

private let lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
private let distanceBits = [0, 0, 0, 0] + (2..<28).map { $0 / 2 }
/// The least length of each code; the longest has one of its own.
private let lengthBases = bases(from: 3, bits: Array(lengthBits.dropLast())) + [258]
private let distanceBases = bases(from: 1, bits: distanceBits)

private func bases(from first: Int, bits: [Int]) -> [Int] {
  var base = first
  return bits.map { count in
    defer { base += 1 << count }
    return base
  }
}

private func code(of value: Int, bases: [Int]) -> (code: Int, rest: Int) {
  let code = (bases.firstIndex { $0 > value } ?? bases.count) - 1
  return (code, value - bases[code])
}

private struct BitWriter {
  private var bytes: [UInt8] = []
  private var buffer = 0
  private var count = 0

  /// The lowest bit first.
  mutating func write(_ value: Int, count bits: Int) {
    buffer |= value << count
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      count -= 8
    }
  }

  /// The highest bit first, as codes are.
  mutating func writeReversed(_ value: Int, count bits: Int) {
    write((0..<bits).reduce(0) { $0 | (value >> $1 & 1) << (bits - 1 - $1) }, count: bits)
  }

  /// A byte, the end or a length.
  mutating func writeSymbol(_ symbol: Int) {
    switch symbol {
    case 0..<144: writeReversed(0x30 + symbol, count: 8)
    case 144..<256: writeReversed(0x190 + symbol - 144, count: 9)
    case 256..<280: writeReversed(symbol - 256, count: 7)
    default: writeReversed(0xC0 + symbol - 280, count: 8)
    }
  }

  mutating func finished() -> [UInt8] {
    if count > 0 { write(0, count: 8 - count) }
    return bytes
  }
}
