/// The bytes of a text as UTF-8, of which another source holds those of its encoding.
final class DecodingSource: ByteSource {
  let name: String
  private let source: any ByteSource
  private let encoding: TextEncoding
  private var decoder: any TextDecoder
  /// What is read and not yet decoded: at most a character that the end of a piece has cut.
  private var input: ArraySlice<UInt8> = []
  private var text: [UInt8] = []
  /// How much of the text was handed on.
  private var given = 0
  /// The line at hand, from 1.
  private var line = 1

  private static var piece: Int { 1 << 16 }

  /// nil for an encoding that is not to be decoded, or cannot be.
  init?(_ source: any ByteSource, _ encoding: TextEncoding) {
    guard let decoder = encoding.decoder() else { return nil }
    self.source = source
    self.encoding = encoding
    self.decoder = decoder
    name = source.name
  }

  var size: Int? { nil }

  func seek(to offset: Int) throws {
    precondition(offset == 0, "Decoded bytes are read from their beginning only.")
    try source.seek(to: 0)
    if let fresh = encoding.decoder() { decoder = fresh }
    (input, text, given, line) = ([], [], 0, 1)
  }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    guard !range.isEmpty else { return 0 }
    while given == text.count {
      guard try decodeNext() else { return 0 }
    }
    let count = text.copy(from: given, into: &buffer, at: range)
    given += count
    return count
  }

  /// Decodes the next piece, which may be of no text.
  ///
  /// - Returns: false at the end.
  private func decodeNext() throws -> Bool {
    line += text.count { $0 == 10 }
    (text, given) = ([], 0)
    var piece = [UInt8](repeating: 0, count: input.count + Self.piece)
    piece.replaceSubrange(..<input.count, with: input)
    let count = try source.read(into: &piece, at: input.count..<piece.count)
    guard count > 0 else {
      guard input.isEmpty else { throw refusal(input) }
      text = decoder.finish()
      return !text.isEmpty
    }
    let bytes = piece[..<(input.count + count)]
    let decoded = decoder.decode(bytes)
    text = decoded.text
    input = bytes[decoded.used...]
    // What comes before it is read first.
    if decoded.isInvalid, text.isEmpty { throw refusal(input) }
    return true
  }

  private func refusal(_ bytes: ArraySlice<UInt8>) -> DataError {
    let shown = bytes.prefix(4).map { "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
    return error(
      line: line, found: "the bytes \(shown.joined(separator: " ")), which are no character of \(encoding.name)",
      expected: "a text in \(encoding.name) (or say in which encoding it is)")
  }
}
