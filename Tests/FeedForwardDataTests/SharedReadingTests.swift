import FeedForward
import Foundation
import TestSupport
import Testing

@testable import FeedForwardData

/// Tables of several files, and tables that ranks read together: each is the same as if one had read one text.
@Suite struct SharedReadingTests {
  private static let ranks = [2, 3, 5, 8]

  /// All that a table is, one line for each thing.
  private func facts(_ table: Table) -> [String] {
    var facts = ["\(table.count) rows"] + table.notes
    for column in table.columns {
      facts.append("\(column.name): \(column.kind), \(column.spelling), \(column.decimals), \(column.namesRows)")
      if let slot = column.textSlot { facts.append("\(table.texts[slot].distinct)") }
    }
    facts += (0..<table.count).map { row in
      let cells = table.columns.map { column in
        (column.kind == .text ? "" : "\(table.number(row, column).bitPattern) ")
          + (column.textSlot.map { "\(table.texts[$0].codes[row])" } ?? "")
      }
      return "\(table.places?.file(ofRow: row) ?? "") \(table.line(ofRow: row) ?? 0): \(cells)"
    }
    return facts
  }

  /// What each of some ranks reads, or the error that the first to fail throws.
  private func read(_ paths: [String], _ options: TableOptions, ranks: Int) -> [[String]] {
    do {
      return try ThreadRanks.run(ranks) { try facts(Table(contentsOf: paths, options: options, over: $0)) }
    } catch {
      return [["\(error)"]]
    }
  }

  private func expectAlike(
    _ paths: [String], _ options: TableOptions = .init(), _ comment: Comment = "",
    _ location: SourceLocation = #_sourceLocation
  ) {
    let expected: [String]
    do { expected = try facts(Table(contentsOf: paths, options: options)) } catch { expected = ["\(error)"] }
    for count in Self.ranks {
      for found in read(paths, options, ranks: count) {
        guard found != expected else { continue }
        let place = zip(found, expected).first { $0 != $1 } ?? (found.last ?? "", expected.last ?? "")
        Issue.record("\(count) ranks: \(place.0) instead of \(place.1); \(comment)", sourceLocation: location)
        return
      }
    }
  }

  // MARK: - Shares

  @Test func randomTextsAreReadAlike() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    let folder = try Folder()
    for trial in 0..<60 {
      let path = try folder.write(Self.text(&random), to: "table.csv")
      var options = TableOptions()
      if trial % 3 > 0 { options.mistakes = .missing }
      expectAlike([path], options, "seed \(seed), trial \(trial)")
    }
  }

  /// Rows of numbers, texts with whatever may look like rows, decorated numbers, dates, mistakes.
  private static func text(_ random: inout Philox) -> String {
    func choose(_ texts: [String], _ random: inout Philox) -> String { texts[Int(random.below(UInt64(texts.count)))] }
    let lineBreak = choose(["\n", "\n", "\r\n", "\r"], &random)
    let kinds = (0..<2 + Int(random.below(4))).map { _ in Int(random.below(8)) }
    var lines = [kinds.indices.map { "c\($0)" }.joined(separator: ",")]
    let rows = 1 + Int(random.below(60))
    for row in 0..<rows {
      let fields = kinds.map { kind in
        switch kind {
        case 0: "\(row)"
        case 1: "\(random.below(1000)).\(random.below(100))"
        case 2:
          choose(
            ["a", "b\u{E9}", "\"c,d\"", "\"1,2\(lineBreak)3,4\(lineBreak)\"", "", "\"x\"\"\(lineBreak),\"", "5\""],
            &random)
        case 3: choose(["$5", "$6.50", "€7", "(8)", ""], &random)
        case 4: choose(["31.12.2020", "01.02.2021", "13.05.2022"], &random)
        case 5: choose(["1", "2", "3", "?", "4", "5", "6", "oops", "7", "8", "9", "0"], &random)
        case 6: choose(["\"1,5\"", "\"2,25\"", "7", "\"1,234\""], &random)
        default: choose(["0\(random.below(9))1", "12345678901234567\(random.below(9))", "7"], &random)
        }
      }
      lines.append(fields.joined(separator: ","))
      if random.below(10) == 0 { lines.append("") }
    }
    if random.below(4) == 0 { lines.append("all rows") }
    return lines.joined(separator: lineBreak) + (random.below(2) == 0 ? lineBreak : "")
  }

  /// Most of the file is one text that looks like rows: wherever a rank begins, it seems to be between records.
  @Test func rowsWithinQuotesFoolNobody() throws {
    let folder = try Folder()
    let inner = (0..<400).map { "\($0),2,3" }.joined(separator: "\n")
    for quotes in 1...3 {
      let rows = (0..<6).map { $0 % quotes == 0 ? "\($0),\"\(inner)\",x" : "\($0),y,z" }
      let path = try folder.write("a,b,c\n" + rows.joined(separator: "\n") + "\n", to: "table.csv")
      #expect(try Table(contentsOf: [path]).count == 6)
      expectAlike([path])
    }
  }

  @Test func manyBlocksAreReadAlike() throws {
    let folder = try Folder()
    let rows = (0..<9000).map { "\($0),\($0 * 7919 % 1000),\(["a", "b", "c\($0 % 700)"][$0 % 3])" }
    expectAlike([try folder.write("n,x,t\n" + rows.joined(separator: "\n"), to: "table.csv")])
  }

  @Test func otherEncodingsAreFoundAlike() throws {
    let folder = try Folder()
    let path = folder.path("latin.csv")
    let text = "stra\u{DF}e,n\n" + (0..<50).map { "M\u{FC}hle \($0),\($0)\n" }.joined()
    try #require(text.data(using: .isoLatin1)).write(to: URL(fileURLWithPath: path))
    expectAlike([path])
    expectAlike([try folder.write(text, to: "utf8.csv")])
  }

  @Test func footersOfGivenLengthAreLeftOut() throws {
    let folder = try Folder()
    var options = TableOptions()
    options.skippedFooter = 2
    let rows = (0..<40).map { "\($0),\($0 % 7)" }
    expectAlike([try folder.write("a,b\n" + rows.joined(separator: "\n") + "\nsum,1\nmean,2\n", to: "t.csv")], options)
  }

  // MARK: - Errors

  @Test func errorsNameTheLineOfTheFile() throws {
    let folder = try Folder()
    for bad in ["7,8,9", "7", "\"open,8\n", "x,8"] {
      for line in [3, 20, 39, 58] {
        var lines = (0..<60).map { "\($0),\($0 % 7)" }
        lines[line] = bad
        var options = TableOptions()
        options.kinds["a"] = .number
        expectAlike([try folder.write("a,b\n" + lines.joined(separator: "\n") + "\n", to: "t.csv")], options)
      }
    }
    // The first of two.
    var lines = (0..<60).map { "\($0),\($0 % 7)" }
    (lines[25], lines[50]) = ("1,2,3", "1")
    let path = try folder.write("a,b\n" + lines.joined(separator: "\n"), to: "t.csv")
    #expect(throws: DataError.self) { try Table(contentsOf: [path]) }
    expectAlike([path])
  }

  @Test func ranksHaveTheSameFiles() throws {
    let folder = try Folder()
    let paths = try ["a,b\n1,2\n3,4\n", "a,b\n1,2\n3,5\n"].enumerated().map { try folder.write($1, to: "\($0).csv") }
    #expect(throws: FeedForwardError.self) {
      try ThreadRanks.run(2) { _ = try Table(contentsOf: [paths[$0.rank]], over: $0) }
    }
  }

  /// Each rank reads its share of its own file: what the first one has not there is found.
  @Test(arguments: [0, 1, 2]) func otherBytesFarBehindAreFound(rank: Int) throws {
    let folder = try Folder()
    var rows = (0..<12_000).map { "\($0),\($0 % 10)" }
    let path = try folder.write("a,b\n" + rows.joined(separator: "\n"), to: "t.csv")
    rows[[2500, 6000, 11_999][rank]] = rows[[2500, 6000, 11_999][rank]].dropLast() + "x"
    let other = try folder.write("a,b\n" + rows.joined(separator: "\n"), to: "other.csv")
    #expect {
      try ThreadRanks.run(3) { _ = try Table(contentsOf: [$0.rank == rank ? other : path], over: $0) }
    } throws: {
      "\($0)".contains("the data of rank \(rank == 0 ? 1 : rank)") || rank == 0 && "\($0)".contains("of rank 2")
    }
  }

  @Test func changedFilesAreRefused() throws {
    let folder = try Folder()
    let path = try folder.write("a,b\n1,2\n", to: "t.csv")
    let source = try #require(try FileSource.open(path, maximumBytes: 1000) as? FileSource)
    try source.requireUnchanged()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("3,4\n".utf8))
    #expect(throws: FileError.self) { try source.requireUnchanged() }
  }

  // MARK: - Files

  private static let rows = (0..<47).map { "\($0),\($0 * $0 % 23),\(["red", "green", "blue"][$0 % 3])" }

  /// The rows in files of so many each.
  private func parts(of count: Int, in folder: Folder, header: (Int) -> String?) throws -> [String] {
    try stride(from: 0, to: Self.rows.count, by: count).enumerated().map { part, start in
      let rows = Self.rows[start..<min(start + count, Self.rows.count)]
      return try folder.write(
        ([header(part)].compactMap { $0 } + rows).joined(separator: "\n") + "\n", to: "\(part).csv")
    }
  }

  @Test func filesAreOneTable() throws {
    let folder = try Folder()
    let whole = try Table(contentsOf: folder.write("n,s,c\n" + Self.rows.joined(separator: "\n"), to: "whole.csv"))
    let headers: [(Int) -> String?] = [{ _ in "n,s,c" }, { $0 == 0 ? "n,s,c" : nil }]
    for (count, header) in [1, 5, 20].flatMap({ count in headers.map { (count, $0) } }) {
      let paths = try parts(of: count, in: folder, header: header)
      let table = try Table(contentsOf: paths)
      let values = { (table: Table) in self.facts(table).map { $0.split(separator: ": ", maxSplits: 1).last } }
      #expect(values(table) == values(whole))
      #expect(table.places?.file(ofRow: 46) == paths.last)
      #expect(table.line(ofRow: count - 1) == count + 1)
      expectAlike(paths)
    }
  }

  @Test func compressedAndEmptyFilesAreParts() throws {
    let folder = try Folder()
    var paths = try parts(of: 12, in: folder) { _ in "n,s,c" }
    for (index, path) in paths.enumerated() where index % 2 == 1 {
      let packed = GzipTests.gzip(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
      paths[index] = path + ".gz"
      try Data(packed).write(to: URL(fileURLWithPath: paths[index]))
    }
    paths.insert(try folder.write("", to: "empty.csv"), at: 2)
    paths.insert(try folder.write("n,s,c\n", to: "names.csv"), at: 4)
    let table = try Table(contentsOf: paths)
    #expect(table.count == 47 && table.notes.contains { $0.contains("empty.csv is empty") })
    expectAlike(paths)
    // A part that is cut off.
    let broken = paths[1]
    try Data(try Data(contentsOf: URL(fileURLWithPath: broken)).dropLast(9)).write(to: URL(fileURLWithPath: broken))
    #expect(throws: DataError.self) { try Table(contentsOf: paths) }
    for count in Self.ranks { #expect("\(read(paths, .init(), ranks: count))".contains("1.csv.gz")) }
  }

  @Test func otherColumnsAreRefused() throws {
    let folder = try Folder()
    let first = try folder.write("n,s,c\n1,2,a\n3,4,b\n", to: "0.csv")
    for (text, word) in [
      ("n,c,s\n1,a,2\n", "“n”, “c”, “s”"), ("n,s\n1,2\n", "“n”, “s”"),
      ("number,square,colour\n1,2,a\n3,4,b\n", "square"),
      ("1,2\n3,4\n", "2 fields"),
    ] {
      let second = try folder.write(text, to: "1.csv")
      do {
        _ = try Table(contentsOf: [first, second])
        Issue.record("\(text) was read")
      } catch {
        #expect("\(error)".contains(word) && "\(error)".contains("1.csv"), "\(error)")
      }
    }
  }

  @Test func errorsNameTheFile() throws {
    let folder = try Folder()
    let first = try folder.write("n,s\n1,2\n3,4\n", to: "0.csv")
    let second = try folder.write("n,s\n5,6\n7\n", to: "1.csv")
    #expect {
      try Table(contentsOf: [first, second])
    } throws: {
      "\($0)".hasPrefix("\(second):3: found 1 field")
    }
    expectAlike([first, second])
    let third = try folder.write("n,s\n5,6\n7,-1\n", to: "2.csv")
    let table = try Table(contentsOf: [first, third])
    #expect("\(table.error(3, try table.column(named: "s"), expected: "a number"))".hasPrefix("\(third):3:2"))
    #expect(try table.selecting(rows: [3]).places?.file(ofRow: 0) == third)
  }

  @Test func arraysStandOneBelowTheOther() throws {
    let folder = try Folder()
    var paths: [String] = []
    for part in 0..<3 {
      let numbers = try Matrix(rows: 4, columns: 2, elements: (0..<8).map { Double(8 * part + $0) })
      paths.append(folder.path("\(part).npy"))
      try Table(numbers).write(to: paths[part])
    }
    let table = try Table(contentsOf: paths)
    #expect(try table.matrix(Double.self).elements == (0..<24).map(Double.init))
    expectAlike(paths)
  }
}
