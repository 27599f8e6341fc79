import FeedForward

/// What has been read of a table: all of its rows, or a share of them.
struct TableContents {
  private(set) var count: Int
  private(set) var numbers: PackedNumbers
  private(set) var texts: [Table.Texts]
  /// By column, texts that were taken for missing.
  private(set) var mistakes: [ColumnMistakes]
  /// The line of each row; nil where row r stands in line `firstLine + r`.
  private var lines: [Int]?
  private var firstLine: Int

  init(
    count: Int, numbers: PackedNumbers, texts: [Table.Texts], mistakes: [ColumnMistakes], lines: [Int]?, firstLine: Int
  ) {
    (self.count, self.numbers, self.texts, self.mistakes) = (count, numbers, texts, mistakes)
    (self.lines, self.firstLine) = (lines, firstLine)
  }

  /// - Parameters:
  ///   - files: names of the files, where there are several.
  ///   - ends: for each file, how many rows there are in it and in those before.
  ///   - missing: the texts that stood for a missing value.
  consuming func table(
    named name: String, forms: [Table.Form], files: [String] = [], ends: [Int] = [], missing: [String]
  ) -> Table {
    var (forms, notes) = (forms, [String]())
    for (column, mistakes) in mistakes.enumerated() where mistakes.count > 0 {
      if let note = mistakes.note(forms[column], rows: count, files: files) { notes.append(note) }
      forms[column].spelling.missing += mistakes.texts.map { String(decoding: $0, as: UTF8.self) }
    }
    var table = Table(
      name: name, columns: forms, count: count, numbers: numbers, texts: texts,
      places: RowPlaces(lines: lines, firstLine: firstLine, files: files, ends: ends))
    (table.notes, table.missing) = (notes, missing)
    return table
  }

  // MARK: - Shares

  /// Gives every rank the rows of all, in the order of ranks; a call of all ranks.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` where a rank cannot be heard.
  mutating func join(over ranks: any Communicator) throws {
    var message = RankMessage()
    try transfer(&message)
    let messages = try ranks.gather(message.bytes)
    var all: TableContents?
    for (rank, bytes) in messages.enumerated() {
      var next = self
      if rank != ranks.rank {
        var message = RankMessage(bytes, from: rank)
        try next.transfer(&message)
      }
      if next.count > 0 {
        if all == nil { all = next } else { all?.append(next) }
      }
    }
    if let all { self = all }
  }

  private mutating func append(_ next: TableContents) {
    if lines == nil, next.lines != nil || next.firstLine != firstLine + count {
      lines = Array(firstLine..<firstLine + count)
    }
    lines?.append(contentsOf: next.lines ?? Array(next.firstLine..<next.firstLine + next.count))
    numbers.append(next.numbers)
    for text in texts.indices { texts[text].append(next.texts[text]) }
    for column in mistakes.indices { mistakes[column].append(next.mistakes[column]) }
    count += next.count
  }

  private mutating func transfer(_ message: inout RankMessage) throws {
    try message.transfer(&count)
    try message.transfer(&firstLine)
    var ownLines = lines ?? []
    try message.transfer(&ownLines)
    lines = ownLines.isEmpty ? nil : ownLines
    try numbers.transfer(&message)
    for text in texts.indices { try texts[text].transfer(&message) }
    for column in mistakes.indices { try mistakes[column].transfer(&message) }
  }
}

extension Table.Texts {
  fileprivate mutating func append(_ next: Table.Texts) {
    var known = Dictionary(distinct.indices.map { (CodePoints(distinct[$0]), Int32($0)) }) { first, _ in first }
    let renumbered = next.distinct.map { text in
      let code = known[CodePoints(text)] ?? Int32(distinct.count)
      if Int(code) == distinct.count {
        distinct.append(text)
        known[CodePoints(text)] = code
      }
      return code
    }
    codes += next.codes.map { $0 < 0 ? $0 : renumbered[Int($0)] }
  }

  fileprivate mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&codes)
    var count = distinct.count
    try message.transfer(&count)
    guard count >= 0, count <= codes.count, codes.allSatisfy({ $0 < count }) else { throw message.error }
    var texts = Array(repeating: "", count: count)
    for index in texts.indices {
      if index < distinct.count { texts[index] = distinct[index] }
      try message.transfer(&texts[index])
    }
    distinct = texts
  }
}
