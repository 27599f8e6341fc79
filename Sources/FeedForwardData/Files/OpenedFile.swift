/// A source past its compression, and what it holds.
struct OpenedFile {
  let source: any ByteSource
  let format: FileFormat

  init(_ source: any ByteSource, _ options: TableOptions) throws {
    let format = try FileFormat(source)
    guard format == .gzip else {
      self.source = source
      self.format = format
      return
    }
    self.source = try InflateSource(source, .gzip, maximumExpansion: options.maximumExpansion)
    self.format = try FileFormat(self.source)
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
