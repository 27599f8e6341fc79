import CZlib
import FeedForward
import FeedForwardData
import Testing

/// Compressed text: whole, cut, changed, and made to fill the memory.
@Suite struct GzipTests {
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var (input, output) = (bytes, [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count)))))
    let count = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, uInt(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, uInt(output.count))
        deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(output[..<count])
  }

  private let text: [UInt8] = Array(("a,b\n" + (0..<20_000).map { "\($0),\($0 * 7 % 1009)\n" }.joined()).utf8)

  private func error(_ bytes: [UInt8], _ change: (inout TableOptions) -> Void = { _ in }) -> String? {
    do {
      _ = try ArrayTests.read(bytes, change)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func readsWhatWasCompressed() throws {
    let table = try ArrayTests.read(Self.gzip(text))
    #expect(try table.matrix(Double.self) == Table(csv: text, named: "t").matrix(Double.self))
    #expect(table.line(ofRow: 19_999) == 20_001)
  }

  @Test func truncatedDataAreRefused() {
    let whole = Self.gzip(text)
    for length in [2, 3, 10, 17, whole.count / 2, whole.count - 9, whole.count - 8, whole.count - 1] {
      #expect(
        error(Array(whole[..<length]))
          == "t: found the end of the compressed data after \(length) bytes, expected more of them.")
    }
  }

  @Test func brokenDataAreRefused() {
    let whole = Self.gzip(text)
    var bytes = whole
    bytes[whole.count - 6] ^= 1
    #expect(
      error(bytes) == """
        t: found broken compressed data (incorrect data check) before byte \(whole.count - 4), \
        expected data as gzip writes it.
        """)
    bytes = whole
    bytes[whole.count / 2] ^= 255
    #expect(error(bytes) != nil)
    bytes = whole
    bytes[2] = 7
    #expect(
      error(bytes)?.hasPrefix("t: found broken compressed data (unknown compression method) before byte ") == true)
    #expect(error(whole + [1]) == "t: found other bytes after the compressed data, expected the end of the file.")
    #expect(error(Self.gzip(whole)) == "t: found gzip within gzip, expected a table within gzip.")
  }

  @Test func errorsNameTheLine() {
    let text = error(Self.gzip(text + Array("1,2,3\n".utf8))) ?? ""
    #expect(text.hasPrefix("t:20002: found 3 fields, expected 2, as in line 1"))
  }

  @Test func expansionIsBounded() throws {
    var rows = Array("0,0,0,0,0,0,0,0\n".utf8)
    while rows.count < 1 << 20 { rows += rows }
    let small = Self.gzip(rows)
    while rows.count < 1 << 27 { rows += rows }
    let zeros = Self.gzip(rows)
    let text = try #require(error(zeros) { $0.maximumExpansion = 100 })
    #expect(text.hasSuffix("expected at most 100 times as many, as the options allow."))
    #expect(error(small) { $0.maximumExpansion = 100 } == nil)
    #expect(error(zeros) { $0.maximumExpansion = 0 } != nil)
  }
}
