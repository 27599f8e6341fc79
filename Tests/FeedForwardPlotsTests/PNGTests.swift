import CZlib
import FeedForward
import FeedForwardPlots
import Foundation
import Testing

/// The encoder of small pictures, judged by zlib.
@Suite struct PNGTests {
  /// The data again, by zlib.
  private func inflated(_ compressed: [UInt8], count: Int) throws -> [UInt8] {
    var data = [UInt8](repeating: 0, count: count + 1)
    var length = uLongf(data.count)
    let status = uncompress(&data, &length, compressed, uLong(compressed.count))
    try #require(status == Z_OK, "zlib says \(status)")
    return Array(data.prefix(Int(length)))
  }

  @Test func everyDataComeBack() throws {
    let seed: UInt64 = 11
    var generator = Philox(seed: seed, purpose: .test)
    for count in [0, 1, 2, 3, 257, 258, 259, 1000, 70_000] {
      for values: UInt64 in [1, 2, 17, 256] {
        // Noise, and a piece of it again and again, near and far.
        var data = (0..<count).map { _ in UInt8(generator.below(values)) }
        if count > 100 { data += data.prefix(99) + data.prefix(40_000) + data.suffix(300) }
        let again = try inflated(zlib(data), count: data.count)
        #expect(again == data, "seed \(seed), \(count) bytes of \(values) values")
      }
    }
    #expect(zlib([UInt8](repeating: 7, count: 100_000)).count < 800)
  }

  @Test func aFileHasItsChunks() throws {
    let png = PNG(
      width: 3, height: 2, pixels: [0, 1, 2, 2, 1, 0], colors: [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12)])
    #expect(png.bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var (chunks, at): ([(name: String, data: [UInt8])], Int) = ([], 8)
    while at < png.bytes.count {
      let word = { (i: Int) in png.bytes[i..<i + 4].reduce(0) { $0 << 8 | UInt32($1) } }
      let length = Int(word(at))
      let named = Array(png.bytes[at + 4..<at + 8 + length])
      #expect(uLong(word(at + 8 + length)) == crc32(0, named, uInt(named.count)), "checksum, judged by zlib")
      chunks.append((String(decoding: named.prefix(4), as: UTF8.self), Array(named.dropFirst(4))))
      at += 12 + length
    }
    #expect(chunks.map(\.name) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"])
    #expect(chunks[0].data == [0, 0, 0, 3, 0, 0, 0, 2, 4, 3, 0, 0, 0])
    #expect(chunks[1].data == [1, 2, 3, 5, 6, 7, 9, 10, 11] && chunks[2].data == [4, 8, 12])
    // Two rows, each a filter byte and two bytes of two pixels.
    #expect(try inflated(chunks[3].data, count: 6) == [0, 0x01, 0x20, 0, 0x21, 0x00])
    #expect(png.base64 == Data(png.bytes).base64EncodedString())
  }
}
