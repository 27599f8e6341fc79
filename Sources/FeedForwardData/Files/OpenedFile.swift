/// A source past its compression, and what it holds.
struct OpenedFile {
  let source: any ByteSource
  /// The bytes as they are stored.
  let file: any ByteSource
  let format: FileFormat
  /// About how many bytes have to be read and expanded.
  let weight: Int

  init(_ source: any ByteSource, _ options: TableOptions) throws {
    file = source
    let format = try FileFormat(source)
    let size = source.size ?? 0
    weight = format == .gzip ? 4 * size : size
    guard format == .gzip else {
      self.source = source
      self.format = format
      return
    }
    self.source = try InflateSource(source, .gzip, maximumExpansion: options.maximumExpansion)
    self.format = try FileFormat(self.source)
  }

  /// What tells whether two processes see the same file: its size and its beginning.
  var fingerprint: String {
    get throws {
      try source.seek(to: 0)
      let start = try source.prefix(1 << 16)
      let hash = start.reduce(StableHash.missing) { StableHash.joined($0, UInt64($1)) }
      return "\(weight) bytes, \(String(hash, radix: 16))"
    }
  }

  /// The text, for what reads it row by row.
  ///
  /// - Throws: for whatever is no text of records.
  func streamed(_ options: TableOptions) throws -> DecodedText {
    // What looks like no text may be one in the encoding that is named.
    guard format == .text || format == .unknown && options.encoding != nil else {
      throw source.error(found: format.name, expected: "CSV, which is what can be streamed")
    }
    return try DecodedText(source, encoding: options.encoding)
  }
}
