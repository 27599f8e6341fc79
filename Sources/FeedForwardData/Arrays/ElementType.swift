/// How the numbers of an array stand in a file.
struct ElementType: Equatable {
  enum Kind { case float, signed, unsigned }

  let kind: Kind
  /// Bytes of each number: 1, 2, 4 or 8; no float has 1.
  let size: Int
  let isBigEndian: Bool

  /// The numbers that some bytes stand for, rounded to `Double`: integers beyond 2⁵³ only.
  func decode(_ bytes: [UInt8], count: Int, into values: inout [Double]) {
    precondition(bytes.count >= count * size && values.count >= count, "\(count) numbers of \(size) bytes")
    switch (kind, size) {
    case (.float, 2): decode(bytes, count, &values, UInt16.self) { Self.half($0) }
    case (.float, 4): decode(bytes, count, &values, UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float, _): decode(bytes, count, &values, UInt64.self) { Double(bitPattern: $0) }
    case (.signed, 1): decode(bytes, count, &values, UInt8.self) { Double(Int8(bitPattern: $0)) }
    case (.signed, 2): decode(bytes, count, &values, UInt16.self) { Double(Int16(bitPattern: $0)) }
    case (.signed, 4): decode(bytes, count, &values, UInt32.self) { Double(Int32(bitPattern: $0)) }
    case (.signed, _): decode(bytes, count, &values, UInt64.self) { Double(Int64(bitPattern: $0)) }
    case (.unsigned, 1): decode(bytes, count, &values, UInt8.self) { Double($0) }
    case (.unsigned, 2): decode(bytes, count, &values, UInt16.self) { Double($0) }
    case (.unsigned, 4): decode(bytes, count, &values, UInt32.self) { Double($0) }
    case (.unsigned, _): decode(bytes, count, &values, UInt64.self) { Double($0) }
    }
  }

  @inline(__always)
  private func decode<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: [UInt8], _ count: Int, _ values: inout [Double], _: Bits.Type, _ value: (Bits) -> Double
  ) {
    bytes.withUnsafeBytes { bytes in
      for i in 0..<count {
        let bits = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Bits>.size, as: Bits.self)
        values[i] = value(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
      }
    }
  }

  /// IEEE 754's half precision: a sign, 5 bits of exponent, 10 of mantissa.
  static func half(_ bits: UInt16) -> Double {
    let (exponent, mantissa) = (Int(bits >> 10 & 31), Double(bits & 1023))
    let magnitude: Double =
      switch exponent {
      case 0: mantissa * 0x1p-24
      case 31: mantissa == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + mantissa * 0x1p-10)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
