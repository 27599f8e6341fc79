import FeedForward

/// Rows of another format as records of CSV, so that what their fields are is found out by the same reader.
struct TranscribedRows {
  private let names: [String]
  private let file: String
  private var writer = CSVWriter()
  /// The line of each row in the file.
  private var lines: [Int] = []
  private var nextLine = 1

  init(names: [String], file: String) { (self.names, self.file) = (names, file) }

  /// Adds a row, nil where a value is missing.
  ///
  /// - Parameter line: in which it begins.
  mutating func append(_ fields: some Sequence<String?>, line: Int) {
    // Errors about a record name the line that it stands in.
    while nextLine < line {
      writer.endBlankLine()
      nextLine += 1
    }
    for field in fields { writer.append(field) }
    writer.endRecord()
    nextLine += 1
    lines.append(line)
  }

  /// The table of all rows, of which there is one at least.
  ///
  /// - Parameter kinds: what the format says that columns hold.
  consuming func table(_ options: TableOptions, kinds: [(name: String, kind: ColumnKind)]) throws -> Table {
    var options = options
    (options.delimiter, options.quote, options.escape) = (UInt8(ascii: ","), UInt8(ascii: "\""), nil)
    (options.comment, options.skippedLines, options.skippedFooter) = (nil, 0, 0)
    for (name, kind) in kinds where options.kinds[name] == nil { options.kinds[name] = kind }
    let text = try TextPart(MemorySource(writer.take(), name: file), options, names: names)
    var table = try TableReader([text], options).table()
    table.places = RowPlaces(lines: lines)
    return table
  }
}
