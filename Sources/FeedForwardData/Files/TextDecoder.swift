import LibC

/// Turns the bytes of an encoding into UTF-8, piece by piece.
protocol TextDecoder: AnyObject {
  /// Decodes up to the first character that is not whole or not valid.
  func decode(_ bytes: ArraySlice<UInt8>) -> DecodedPiece
  /// What was held back at the end, in case something would have been added to it.
  func finish() -> [UInt8]
}

extension TextDecoder {
  func finish() -> [UInt8] { [] }
}

/// What a piece of a text says.
struct DecodedPiece {
  /// In UTF-8.
  var text: [UInt8]
  /// How many bytes were decoded.
  var used: Int
  /// Whether it ended where it did since what follows is no character.
  var isInvalid = false
}

/// One byte a character: ISO 8859-1, which is the beginning of Unicode, and Windows-1252, which puts others in the
/// place of 32 control characters.
final class WesternDecoder: TextDecoder {
  /// For each byte its UTF-8, the first byte lowest, and above them how many there are.
  private let table: [UInt32]

  /// The characters of 0x80 to 0x9F; those that are not defined stay control characters, as in browsers.
  private static let windows: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  /// Whether Windows-1252 has a character for a byte of 0x80 to 0x9F.
  static func isDefined(_ byte: UInt8) -> Bool {
    (0x80...0x9F).contains(byte) && windows[Int(byte) - 0x80] != UInt32(byte)
  }

  init(isWindows: Bool) {
    table = (0..<256).map { byte in
      let code = isWindows && (0x80...0x9F).contains(byte) ? Self.windows[byte - 0x80] : UInt32(byte)
      let bytes = Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
      return bytes.enumerated().reduce(UInt32(bytes.count) << 24) { $0 | UInt32($1.element) << (8 * $1.offset) }
    }
  }

  func decode(_ bytes: ArraySlice<UInt8>) -> DecodedPiece {
    // Four bytes are written at a time.
    let text = [UInt8](unsafeUninitializedCapacity: 3 * bytes.count + 4) { buffer, count in
      for byte in bytes {
        if byte < 0x80 {
          buffer.initializeElement(at: count, to: byte)
          count += 1
        } else {
          let packed = table[Int(byte)]
          for i in 0..<3 { buffer.initializeElement(at: count + i, to: UInt8(truncatingIfNeeded: packed >> (8 * i))) }
          count += Int(packed >> 24)
        }
      }
    }
    return DecodedPiece(text: text, used: bytes.count)
  }
}

/// UTF-16 and UTF-32. A mark becomes that of UTF-8.
final class UnicodeDecoder: TextDecoder {
  private let width: Int
  private let isBigEndian: Bool

  /// - Parameter width: bytes of a unit, 2 or 4.
  init(width: Int, isBigEndian: Bool) {
    self.width = width
    self.isBigEndian = isBigEndian
  }

  func decode(_ bytes: ArraySlice<UInt8>) -> DecodedPiece {
    var piece = DecodedPiece(text: [], used: 0)
    piece.text.reserveCapacity(bytes.count * 3 / 2)
    var at = bytes.startIndex
    func unit(_ at: Int) -> UInt32 {
      let unit = bytes[at..<at + width]
      return isBigEndian
        ? unit.reduce(0) { $0 << 8 | UInt32($1) } : unit.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
    while at + width <= bytes.endIndex {
      var (code, length) = (unit(at), width)
      if width == 2, code & 0xFC00 == 0xD800 {
        guard at + 4 <= bytes.endIndex else { break }
        let low = unit(at + 2)
        if low & 0xFC00 == 0xDC00 { (code, length) = (0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF), 4) }
      }
      guard let scalar = Unicode.Scalar(code) else {
        piece.isInvalid = true
        break
      }
      if code < 0x80 { piece.text.append(UInt8(code)) } else { piece.text += UTF8.encode(scalar).map(Array.init) ?? [] }
      at += length
    }
    piece.used = at - bytes.startIndex
    return piece
  }
}

#if canImport(Darwin)
  /// Not there: the system's iconv is a library of its own.
  final class IconvDecoder: TextDecoder {
    init?(_ name: String) { return nil }

    func decode(_ bytes: ArraySlice<UInt8>) -> DecodedPiece { DecodedPiece(text: [], used: 0, isInvalid: true) }
  }
#else
  /// Whatever the C library's iconv decodes.
  final class IconvDecoder: TextDecoder {
    private let converter: iconv_t

    /// nil for a name that it does not know.
    init?(_ name: String) {
      guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
      self.converter = converter
    }

    deinit { iconv_close(converter) }

    func decode(_ bytes: ArraySlice<UInt8>) -> DecodedPiece {
      var input = bytes.map { CChar(bitPattern: $0) }
      var (used, isInvalid) = (0, false)
      let text = [UInt8](unsafeUninitializedCapacity: 4 * bytes.count + 64) { output, count in
        let room = output.count
        output.withMemoryRebound(to: CChar.self) { output in
          input.withUnsafeMutableBufferPointer { input in
            var (source, rest) = (input.baseAddress, input.count)
            var (target, free) = (output.baseAddress, room)
            // No character takes more room than there is, so it ends at one that is cut or invalid, or at the end.
            isInvalid = iconv(converter, &source, &rest, &target, &free) == .max && errno == EILSEQ
            (used, count) = (input.count - rest, room - free)
          }
        }
      }
      return DecodedPiece(text: text, used: used, isInvalid: isInvalid)
    }

    func finish() -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: 64) { output, count in
        let room = output.count
        count = output.withMemoryRebound(to: CChar.self) { output in
          var (target, free) = (output.baseAddress, room)
          iconv(converter, nil, nil, &target, &free)
          return room - free
        }
      }
    }
  }
#endif
