import FeedForward

extension Table {
  /// Reads a table from text: comma-separated values, or with another delimiter.
  ///
  /// Fields may be quoted, and then hold delimiters, line breaks and doubled quotes; a quote elsewhere than at the
  /// beginning of a field is a character like any other. Line breaks are LF, CRLF or CR; blank lines are passed over; a
  /// byte order mark and the last line break may be there or not. A column is numeric if all fields of it that are not
  /// missing are decimal numbers, and none has a zero before its first digit, as `007` has. All of them may have a
  /// comma for their decimal mark, marks between thousands, a percent sign, or one currency. A column of dates or times
  /// is one of days. A name that is empty becomes `x` and its place, as in `x3`; one that is there before, `a`, becomes
  /// `a.1`. ``Table/notes`` says what was decided.
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
    try TableReader([TextPart(source, options)], options).table()
  }
}
