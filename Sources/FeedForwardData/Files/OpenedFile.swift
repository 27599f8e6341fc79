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
}
