import FeedForward

/// How the records of a text become a table: found out in the first of two passes.
struct TableReader {
  let layout: CSVLayout
  let forms: [Table.Form]
  /// How many rows there are.
  let count: Int
  /// What was decided that a user should know, a sentence each.
  let notes: [String]
  private let source: any ByteSource
  private let options: TableOptions

  /// - Parameter names: those of the columns, where the text has none.
  /// - Throws: ``DataError`` for records of another length, and a spelling that is another than was said.
  init(_ source: any ByteSource, _ options: TableOptions, names: [String]? = nil) throws {
    (self.source, self.options) = (source, options)
    let layout = try CSVLayout(source, options, names: names)
    self.layout = layout
    func survey(byComma: Bool) throws -> ColumnSurvey {
      var survey = ColumnSurvey(layout, byComma: byComma)
      var reader = try layout.records(source)
      try survey.read(&reader)
      return survey
    }
    let byComma =
      options.decimalMark == .comma || layout.names.contains { options.kinds[spelling: $0]?.decimalMark == .comma }
    var first = try survey(byComma: byComma)
    var votes = SpellingVotes(first.columns, layout, options, isComplete: byComma)
    if votes.mayGroupByPoints, !byComma {
      first = try survey(byComma: true)
      votes = SpellingVotes(first.columns, layout, options, isComplete: true)
    }
    guard first.count > 0 else {
      throw source.error(line: layout.firstLine, found: "names and no rows", expected: "a row at least")
    }
    count = first.count
    var notes = layout.notes + (first.note.map { [$0] } ?? [])
    let needed = options.needed.areNeeded(layout.names)
    let exact = Set(options.exact.map { CodePoints($0) })
    var forms: [Table.Form] = []
    for (c, name) in layout.names.enumerated() {
      let known = options.kinds[spelling: name]
      let isRowName = layout.hasRowNames && c == 0
      let given = isRowName ? .text : needed[c] ? options.kinds[name] : nil
      let decision = ColumnDecision(
        first.columns[c], count: count, given: given, known: known, order: options.kinds[dateOrder: name],
        isNeeded: needed[c],
        isExact: exact.contains(CodePoints(name)), options, votes)
      if given == .number, let known, decision.spelling.isPercent, !known.isPercent {
        throw FilePlace(table: source.name, column: name).error(
          found: "numbers with percent signs", expected: "numbers without, as before")
      }
      var form = Table.Form(name, decision.kind)
      (form.spelling, form.allowsMistakes) = (decision.spelling, decision.allowsMistakes)
      form.namesRows = isRowName || c == 0 && layout.isFirstUnnamed && first.columns[c].countsRows && count > 2
      if decision.kind == .number, decision.spelling == ColumnSpelling() {
        (form.decimals, form.isSpelled) = (layout.decimals[c], first.columns[c].hasLongWholes)
      }
      forms.append(form)
      notes += decision.notes.map { "Column “\(name)” \($0)." }
    }
    (self.forms, self.notes) = (forms, notes)
  }

  /// The table: the second pass.
  func table() throws -> Table {
    var builder = try TableBuilder(layout, forms: forms, capacity: count, options: options, file: source.name)
    var reader = try layout.records(source)
    while builder.count < count, try builder.addNext(of: &reader) {}
    guard builder.count == count else { throw FileError(source.name, "It changed while it was read") }
    var table = builder.table(named: source.name, missing: options.missing)
    table.notes = notes + table.notes
    return table
  }
}

extension CSVLayout {
  /// The records after the names.
  func records(_ source: any ByteSource) throws -> RecordReader {
    var reader = try RecordReader(source, dialect, skipping: skippedLines)
    if hasHeader { _ = try reader.next() }
    if hasUnits { _ = try reader.next() }
    return reader
  }
}
