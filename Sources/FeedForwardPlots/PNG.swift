/// A picture of few colours as a file in Portable Network Graphics: 4 bits a pixel, which index 16 colours.
package struct PNG {
  /// Red, green, blue and opacity.
  package typealias Color = (UInt8, UInt8, UInt8, UInt8)

  /// The file.
  package let bytes: [UInt8]

  /// - Parameter pixels: width · height indices of colours, row by row.
  package init(width: Int, height: Int, pixels: [UInt8], colors: [Color]) {
    precondition(pixels.count == width * height && (1...16).contains(colors.count), "\(width) × \(height) pixels")
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width / 2 + 2))
    for r in 0..<height {
      rows.append(0)  // The row as it is, without a filter.
      for c in stride(from: 0, to: width, by: 2) {
        rows.append(pixels[r * width + c] << 4 | (c + 1 < width ? pixels[r * width + c + 1] : 0))
      }
    }
    var header = Self.word(UInt32(width)) + Self.word(UInt32(height))
    header += [4, 3, 0, 0, 0]
    bytes =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + Self.chunk("IHDR", header) + Self.chunk("PLTE", colors.flatMap { [$0.0, $0.1, $0.2] })
      + Self.chunk("tRNS", colors.map { $0.3 }) + Self.chunk("IDAT", zlib(rows)) + Self.chunk("IEND", [])
  }

  /// The file in the 64 letters of a data address.
  package var base64: String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for i in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes[i..<min(i + 3, bytes.count)]
      var bits = rest.reduce(0) { $0 << 8 | Int($1) }
      bits <<= 8 * (3 - rest.count)
      for digit in 0..<4 {
        text.append(digit <= rest.count ? letters[bits >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + data
    return word(UInt32(data.count)) + named + word(checksum(named))
  }

  /// CRC-32 of the format's own specification.
  private static func checksum(_ data: [UInt8]) -> UInt32 {
    var sum: UInt32 = .max
    for byte in data {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }
}
