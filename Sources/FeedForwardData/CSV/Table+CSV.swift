import FeedForward

extension Table {
  /// Reads a table from text: comma-separated values, or with another delimiter.
  ///
  /// Fields may be quoted, and then hold delimiters, line breaks and doubled quotes; a quote elsewhere than at the
  /// beginning of a field is a character like any other. Line breaks are LF, CRLF or CR; blank lines are passed over; a
  /// byte order mark and the last line break may be there or not. A column is numeric if all fields of it that are not
  /// missing are decimal numbers, with a point, and none has a zero before its first digit, as `007` has; a name that
  /// is empty becomes `x` and its place, as in `x3`.
  ///
  /// Two passes, O(size) each; the memory is that of the table and of the bytes given.
  ///
  /// - Parameters:
  ///   - csv: UTF-8.
  ///   - name: what errors call it.
  ///   - options: what is not to be guessed.
  /// - Throws: ``DataError`` with line and column for the first place that is not as it should be.
  public init(csv: [UInt8], named name: String, options: TableOptions = .init()) throws {
    self = try Self.csv(MemorySource(csv, name: name), options)
  }

  static func csv(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let layout = try CSVLayout(source, options)
    let survey = try layout.survey(source)
    var builder = try TableBuilder(
      layout, forms: try survey.forms(options, file: source.name), capacity: survey.count, options: options,
      file: source.name)
    var reader = try layout.records(source)
    while builder.count < survey.count, try builder.addNext(of: &reader) {}
    guard builder.count == survey.count, try !reader.next() else {
      throw FileError(source.name, "It changed while it was read")
    }
    return builder.table(named: source.name)
  }
}

extension CSVLayout {
  /// The records after the names.
  func records(_ source: any ByteSource) throws -> RecordReader {
    var reader = try RecordReader(source, dialect)
    if hasHeader { _ = try reader.next() }
    return reader
  }

  /// What all records say, of which there is one at least.
  func survey(_ source: any ByteSource) throws -> ColumnSurvey {
    var survey = ColumnSurvey(self)
    var reader = try records(source)
    while try survey.addNext(of: &reader) {}
    guard survey.count > 0 else {
      throw source.error(line: firstLine, found: "names and no rows", expected: "a row at least")
    }
    return survey
  }
}
