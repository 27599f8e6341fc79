import FeedForward

/// The rows of a text file in tables of at most so many rows each, so that a file of any length goes
/// through little memory.
///
/// ```swift
/// let stream = try TableStream(contentsOf: "ten-million.csv", rowsPerTable: 4096)
/// while let table = try stream.next() { … }
/// ```
///
/// All tables have the same columns, of the same kinds. To find the kinds, the file is first read once from beginning
/// to end, unless ``TableOptions/kinds`` gives one for each column. The memory is that of a table of `rowsPerTable`
/// rows and of a record or two; the standard input, which cannot be read twice, is kept in memory. Not for use by
/// several threads at a time.
public final class TableStream {
  private let source: any ByteSource
  private let options: TableOptions
  private let part: TextPart
  private let forms: [Table.Form]
  private let rowsPerTable: Int
  private var reader: RecordReader
  /// How many rows there are at most, where that was found out; those of a footer are not.
  private let count: Int?
  private var rowsRead = 0
  /// What was decided while the columns were looked at, a sentence each.
  public let notes: [String]

  /// A stream of the rows of a text file, which may be compressed by gzip.
  ///
  /// - Parameters:
  ///   - path: of the file; `-` is the standard input.
  ///   - rowsPerTable: rows of each table but the last, at least 1.
  ///   - options: as for a table.
  /// - Throws: ``DataError`` as for a table; the rows themselves are checked when their turn comes.
  public convenience init(
    contentsOf path: String, rowsPerTable: Int, options: TableOptions = .init()
  ) throws {
    try self.init(
      try FileSource.open(path, maximumBytes: options.maximumBytes), rowsPerTable: rowsPerTable, options: options)
  }

  init(_ source: any ByteSource, rowsPerTable: Int, options: TableOptions) throws {
    guard rowsPerTable >= 1 else {
      throw FeedForwardError.invalidSetting(name: "rowsPerTable", value: "\(rowsPerTable)", expected: "at least 1")
    }
    let opened = try OpenedFile(source, options).streamed(options)
    self.source = opened.source
    self.options = options
    self.rowsPerTable = rowsPerTable
    part = try TextPart(opened.source, options)
    let first = part.layout
    let given = first.names.map { options.kinds[$0] }
    if given.contains(nil) {
      let found = try TableReader([part], options)
      (forms, count, notes) = (found.forms, found.count, found.notes)
    } else {
      (count, notes) = (first.rowsBeforeFooter, first.notes)
      forms = zip(first.names, given).map { name, kind in
        var form = Table.Form(name, kind ?? .text)
        form.spelling = options.kinds[spelling: name] ?? ColumnSpelling()
        if let order = options.kinds[dateOrder: name] { form.spelling.dateOrder = order }
        return form
      }
    }
    reader = try part.records()
  }

  /// The names of the columns and what they hold.
  public var columns: [(name: String, kind: ColumnKind)] {
    forms.map { (name: $0.name, kind: $0.kind) }
  }

  /// The next rows; nil at the end.
  ///
  /// - Throws: ``DataError`` for the first place in them that is not as it should be.
  public func next() throws -> Table? {
    var builder = try TableBuilder([part], forms: forms, capacity: rowsPerTable, options: options)
    let most = min(rowsPerTable, count.map { $0 - rowsRead } ?? .max)
    while builder.count < most, try builder.addNext(of: &reader) {}
    rowsRead += builder.count
    guard builder.count > 0 else { return nil }
    return builder.finish().table(named: source.name, forms: forms, missing: options.missing)
  }

  /// Goes back to the first row.
  public func rewind() throws {
    reader = try part.records()
    rowsRead = 0
  }
}
