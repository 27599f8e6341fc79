import FeedForward

/// One of the texts that a table is read from, one after another; most tables are one text.
struct TextPart {
  let source: any ByteSource
  /// The bytes as they are stored.
  let file: any ByteSource
  let layout: CSVLayout
  /// What it takes to read it, in bytes, for sharing.
  let weight: Int

  /// Whether it can be read from any place on. Where a footer of known length ends it, its records have to be counted.
  var isCuttable: Bool { source.size != nil && layout.rowsBeforeFooter == nil }

  /// A text of its own.
  ///
  /// - Parameter names: those of the columns, where the text has none.
  init(_ source: any ByteSource, _ options: TableOptions, names: [String]? = nil) throws {
    (self.source, file) = (source, source)
    layout = try CSVLayout(source, options, names: names)
    weight = source.size ?? 0
  }

  /// A text that goes on with the table of another, if there is one before it. It may repeat the names of the columns.
  ///
  /// - Throws: ``DataError`` where it has other columns.
  init(
    _ source: any ByteSource, of opened: OpenedFile, _ options: TableOptions, following first: TextPart?
  ) throws {
    (self.source, file, weight) = (source, opened.file, opened.weight)
    guard let first else {
      layout = try CSVLayout(source, options)
      return
    }
    var options = options
    (options.delimiter, options.comment) = (first.layout.dialect.delimiter, first.layout.dialect.comment)
    let names = first.layout.names
    if first.layout.hasHeader {
      options.hasHeader = true
      let own = try CSVLayout(source, options)
      if own.names.map({ CodePoints($0) }) == names.map({ CodePoints($0) }) {
        layout = own
        return
      }
      options.hasHeader = nil
      let known = Set(names.map { CodePoints($0) })
      let guess = try CSVLayout(source, options)
      if guess.hasHeader, guess.standsOverNumbers || own.names.contains(where: { known.contains(CodePoints($0)) }) {
        throw source.error(
          line: own.firstLine, found: "the columns \(Vocabulary.list(own.names))",
          expected: "those of \(first.source.name), \(Vocabulary.list(names))")
      }
    }
    layout = try CSVLayout(source, options, names: names)
    guard layout.width == names.count else {
      throw source.error(
        line: layout.firstLine, found: "\(layout.width) field\(layout.width == 1 ? "" : "s")",
        expected: "\(names.count), as in \(first.source.name)")
    }
  }

  /// The records after the names.
  func records() throws -> RecordReader { try layout.records(source) }

  /// The records from a place on where one begins.
  func records(from place: RecordPlace) throws -> RecordReader {
    guard let offset = place.offset else { return try records() }
    return try RecordReader(source, layout.dialect, from: offset, line: place.line)
  }
}

/// Where a record begins in the texts of a table.
struct RecordPlace: Equatable {
  let part: Int
  /// nil for the first record of the part.
  var offset: Int?
  /// The line, from 1.
  var line = 1
}

/// A line in one of the texts of a table.
struct TextLine: BitwiseCopyable, Equatable {
  let part: Int
  /// From 1; 0 where it is not known yet.
  var line: Int

  /// - Parameter files: the names of the texts, where there are several.
  func words(_ files: [String]) -> String { files.isEmpty ? "line \(line)" : "line \(line) of \(files[part])" }
}

extension TextLine {
  /// One that is told later.
  static let unknown = TextLine(part: 0, line: 0)
}
