import FeedForward

/// How the records of one or several texts become a table: found out in the first of two passes.
struct TableReader {
  let parts: [TextPart]
  let forms: [Table.Form]
  /// For each text, how many rows there are in it and in those before.
  let ends: [Int]
  /// What was decided that a user should know, a sentence each.
  let notes: [String]
  private let options: TableOptions
  /// Ranks that share the work, if the texts could be cut into shares.
  private let ranks: (any Communicator)?
  /// Where this rank begins.
  private let start: RecordPlace
  /// How many rows stand before that, for each rank.
  private let rowsBefore: [Int]

  var layout: CSVLayout { parts[0].layout }
  /// How many rows there are.
  var count: Int { ends[ends.count - 1] }
  private var name: String {
    let first = parts[0].source.name
    return parts.count == 1 ? first : "\(first) and \(parts.count - 1) more"
  }

  /// - Parameters:
  ///   - parts: at least one, each with the columns of the first.
  ///   - ranks: who share the work; a call of all of them.
  /// - Throws: ``DataError`` for records of another length, and a spelling that is another than was said.
  init(_ parts: [TextPart], _ options: TableOptions, over ranks: (any Communicator)? = nil) throws {
    (self.parts, self.options) = (parts, options)
    let layout = parts[0].layout
    var shared = ranks
    func survey(byComma: Bool) throws -> TextSurvey {
      if let ranks = shared {
        if let survey = try TextSurvey(parts, byComma: byComma, over: ranks) { return survey }
        shared = nil
      }
      return try TextSurvey(parts, byComma: byComma)
    }
    let byComma =
      options.decimalMark == .comma || layout.names.contains { options.kinds[spelling: $0]?.decimalMark == .comma }
    var first = try survey(byComma: byComma)
    var votes = SpellingVotes(first.columns.columns, layout, options, isComplete: byComma)
    if votes.mayGroupByPoints, !byComma {
      first = try survey(byComma: true)
      votes = SpellingVotes(first.columns.columns, layout, options, isComplete: true)
    }
    (self.ranks, start, rowsBefore) = (shared, first.start, first.rowsBefore)
    let (columns, count) = (first.columns.columns, first.columns.count)
    guard count > 0 else {
      throw parts[0].source.error(line: layout.firstLine, found: "names and no rows", expected: "a row at least")
    }
    ends = first.columns.rows.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }
    var notes = layout.notes + first.columns.notes
    let needed = options.needed.areNeeded(layout.names)
    let exact = Set(options.exact.map { CodePoints($0) })
    var forms: [Table.Form] = []
    for (c, name) in layout.names.enumerated() {
      let known = options.kinds[spelling: name]
      let isRowName = layout.hasRowNames && c == 0
      let given = isRowName ? .text : needed[c] ? options.kinds[name] : nil
      let decision = ColumnDecision(
        columns[c], count: count, given: given, known: known, order: options.kinds[dateOrder: name],
        isNeeded: needed[c], isExact: exact.contains(CodePoints(name)), options, votes, files: parts.fileNames)
      if given == .number, let known, decision.spelling.isPercent, !known.isPercent {
        throw FilePlace(table: parts[0].source.name, column: name).error(
          found: "numbers with percent signs", expected: "numbers without, as before")
      }
      var form = Table.Form(name, decision.kind)
      (form.spelling, form.allowsMistakes) = (decision.spelling, decision.allowsMistakes)
      form.namesRows = isRowName || c == 0 && layout.isFirstUnnamed && columns[c].countsRows && count > 2
      if decision.kind == .number, decision.spelling == ColumnSpelling() {
        (form.decimals, form.isSpelled) = (layout.decimals[c], columns[c].hasLongWholes)
      }
      forms.append(form)
      notes += decision.notes.map { "Column “\(name)” \($0)." }
    }
    (self.forms, self.notes) = (forms, notes)
  }

  /// The table: the second pass.
  func table() throws -> Table {
    var builder = try TableBuilder(parts, forms: forms, capacity: share.count, options: options)
    let outcome = Result { try read(into: &builder) }
    try ranks?.agree(on: outcome.map { _ in })
    let bytes = try outcome.get()
    var contents = builder.finish()
    if let ranks {
      let read = try bytes.map { try SharedBytes(of: parts, part: $0.part, $0.bytes) }
      try SharedBytes.requireSame(read, in: parts, over: ranks)
      try contents.join(over: ranks)
    }
    var table = contents.table(named: name, forms: forms, files: parts.fileNames, ends: ends, missing: options.missing)
    table.notes = notes + table.notes
    return table
  }

  /// - Returns: which bytes of the files were looked at.
  private func read(into builder: inout TableBuilder) throws -> [(part: Int, bytes: Range<Int>)] {
    let share = share
    var looked: [(part: Int, bytes: Range<Int>)] = []
    var row = rowsBefore[ranks?.rank ?? 0]
    for index in start.part..<parts.count where row < share.upperBound {
      let part = parts[index]
      var reader = try index == start.part ? part.records(from: start) : part.records()
      builder.begin(part: index)
      let end = min(ends[index], share.upperBound)
      while row < end, try row < share.lowerBound ? reader.next() : builder.addNext(of: &reader) { row += 1 }
      guard row == end else { throw FileError(part.source.name, "It changed while it was read") }
      let first = index == start.part ? start.offset ?? 0 : 0
      looked.append((index, part.isCuttable ? first..<reader.offset : 0..<(part.file.size ?? 0)))
    }
    return looked
  }

  /// The rows that this rank reads: whole blocks of packed numbers, from about where its share of the bytes begins.
  private var share: Range<Int> {
    guard let rank = ranks?.rank else { return 0..<count }
    let block = NumberBlock.rows(width: forms.count { $0.kind != .text })
    let starts = rowsBefore.map { min(count, ($0 + block - 1) / block * block) } + [count]
    return starts[rank]..<starts[rank + 1]
  }
}
