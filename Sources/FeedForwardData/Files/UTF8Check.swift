/// Counts what is UTF-8 in the pieces of a text.
struct UTF8Check {
  /// Characters of several bytes.
  private(set) var sequences = 0
  /// Bytes that belong to none.
  private(set) var invalid = 0
  /// The beginning of a character that the end of a piece has cut.
  private var cut: [UInt8] = []

  mutating func add(_ piece: ArraySlice<UInt8>) {
    var piece = piece
    // What was cut goes on at the beginning of this piece.
    while !cut.isEmpty, let byte = piece.popFirst() {
      cut.append(byte)
      let rest = cut.withUnsafeBytes { scan($0) }
      cut = Array(cut[rest...])
    }
    cut += piece.dropFirst(piece.withUnsafeBytes { scan($0) })
  }

  /// The text is at its end.
  mutating func finish() {
    invalid += cut.count
    cut = []
  }

  /// - Returns: where a character begins that the end cuts; the end otherwise.
  private mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Int {
    var i = 0
    while true {
      i = Self.endOfASCII(bytes, from: i)
      guard i < bytes.count else { return i }
      guard let length = Self.length(bytes, at: i) else { return i }
      if length == 0 { invalid += 1 } else { sequences += 1 }
      i += max(1, length)
    }
  }

  /// The first byte from there on that is not ASCII.
  private static func endOfASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var i = start
    while i + 64 <= bytes.count {
      var bits: UInt64 = 0
      for word in 0..<8 { bits |= bytes.loadUnaligned(fromByteOffset: i + 8 * word, as: UInt64.self) }
      if bits & 0x8080_8080_8080_8080 != 0 { break }
      i += 64
    }
    while i < bytes.count, bytes[i] < 0x80 { i += 1 }
    return i
  }

  /// How many bytes the character takes that begins there; 0 where none does, nil where the end cuts it.
  private static func length(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Int? {
    let (count, low, high): (Int, UInt8, UInt8)
    switch bytes[i] {
    case 0xC2...0xDF: (count, low, high) = (2, 0x80, 0xBF)
    case 0xE0: (count, low, high) = (3, 0xA0, 0xBF)
    case 0xED: (count, low, high) = (3, 0x80, 0x9F)
    case 0xE1...0xEF: (count, low, high) = (3, 0x80, 0xBF)
    case 0xF0: (count, low, high) = (4, 0x90, 0xBF)
    case 0xF1...0xF3: (count, low, high) = (4, 0x80, 0xBF)
    case 0xF4: (count, low, high) = (4, 0x80, 0x8F)
    default: return 0
    }
    guard i + 1 < bytes.count else { return nil }
    guard bytes[i + 1] >= low, bytes[i + 1] <= high else { return 0 }
    for k in 2..<max(3, count) where k < count {
      guard i + k < bytes.count else { return nil }
      guard bytes[i + k] & 0xC0 == 0x80 else { return 0 }
    }
    return count
  }
}
