import FeedForward
@testable import FeedForwardData
import Testing

/// Bytes in memory that come in pieces of so many at most.
private final class PieceSource: ByteSource {
  private let source: MemorySource
  private let piece: Int

  init(_ text: String, piece: Int) {
    source = MemorySource(Array(text.utf8), name: "t")
    self.piece = piece
  }

  var name: String { source.name }
  var size: Int? { source.size }
  func seek(to offset: Int) { source.seek(to: offset) }

  func read(into buffer: inout [UInt8], at range: Range<Int>) throws -> Int {
    try source.read(into: &buffer, at: range.prefix(piece))
  }
}

/// Records of numbers are read by a way of their own, which has to say the same as the way of all other records.
@Suite struct NumberRecordTests {
  private let lineBreaks = ["\n", "\r\n", "\r"]
  /// No field has this value; as a marker of missing values, a number sends all records the long way.
  private let unusedNumber = "987654321.123456789"

  private func number(_ random: inout Philox) -> String {
    switch random.below(9) {
    case 0: "\(Int(random.below(100_000)) - 50_000)"
    case 1: "\(random.normal())"
    case 2: "+\(random.below(1000)).\(random.below(1_000_000))E-\(random.below(30))"
    case 3: "\(random.next())\(random.next()).\(random.next())e\(random.below(10))"
    case 4: ".\(random.below(1000))e+\(random.below(25))"
    case 5: "-\(random.below(10))."
    case 6: "\(9_007_199_254_740_990 + random.below(5))"
    case 7: "\(random.next())"
    default: "\(random.below(256))"
    }
  }

  /// Mostly a number; seldom something else, of which some is an error.
  private func field(_ random: inout Philox, oddities: UInt64) -> String {
    guard random.below(oddities) == 0 else { return number(&random) }
    let odd = [
      "", "", "NA", "?", "\"7\"", "\"\"", " 8 ", "\t9", "1e", "+", "-.", "1.2.3", "0x10", "inf", "1e39", "1e999", "12a",
      "\"x\ny\"", "1,2", "\r", "\n", "\0", "-", "ü", "1_000", "--1", "1e+-2",
    ]
    return odd[Int(random.below(UInt64(odd.count)))]
  }

  private func text(_ random: inout Philox) -> String {
    let lineBreak = lineBreaks[Int(random.below(3))]
    let (rows, columns) = (1 + Int(random.below(60)), 1 + Int(random.below(8)))
    let oddities = [10, 100, 1000, 1 << 40][Int(random.below(4))]
    let header = (0..<columns).map { "c\($0)" }.joined(separator: ",")
    let records = (0..<rows).map { _ in
      (0..<columns).map { _ in field(&random, oddities: UInt64(oddities)) }.joined(separator: ",")
    }
    return ([header] + records).joined(separator: lineBreak) + (random.below(2) == 0 ? lineBreak : "")
  }

  /// Everything in a table, or the error: as text, in which no two different ones look the same.
  private func outcome(_ source: PieceSource, _ options: TableOptions) -> String {
    do {
      let table = try Table.csv(source, options)
      let texts = table.columns.map { table.texts(of: $0) ?? [] }
      let lines = (0..<table.count).map { table.line(ofRow: $0) ?? 0 }
      let numbers = table.columns.map { table.numbers(of: $0) ?? [] }
      return "\(table.columns) \(numbers) \(texts) \(lines)"
    } catch {
      return "\(error)"
    }
  }

  @Test func bothWaysSayTheSame() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    for trial in 0..<600 {
      let text = text(&random)
      var options = TableOptions()
      (options.delimiter, options.hasHeader) = (UInt8(ascii: ","), true)
      options.trimsBlanks = random.below(2) == 0
      options.maximumMistakes = [0, 0.5][Int(random.below(2))]
      if random.below(8) == 0 { options.quote = nil }
      if random.below(8) == 0 { options.comment = [UInt8(ascii: "1"), UInt8(ascii: ",")][Int(random.below(2))] }
      var long = options
      long.missing.append(unusedNumber)
      let piece = random.below(2) == 0 ? 1 << 20 : 1 + Int(random.below(60))
      let (short, whole) = (PieceSource(text, piece: piece), PieceSource(text, piece: 1 << 20))
      let comment: Comment = "seed \(seed), trial \(trial), pieces of \(piece): \(text)"
      #expect(outcome(short, options) == outcome(whole, long), comment)
    }
  }

  /// One number and one text do not make the text a mistake, however many fields are empty.
  @Test func emptyFieldsAreNoNumbers() throws {
    let table = try Table(csv: Array("a,b\n1,x\n2,\n3,\n4,\n5,9\n".utf8), named: "t")
    #expect(table.columns.map(\.kind) == [.number, .text])
  }

  private func reader(_ text: String, _ options: TableOptions = .init()) throws -> RecordReader {
    try RecordReader(MemorySource(Array(text.utf8), name: "t"), Dialect(options, delimiter: UInt8(ascii: ",")))
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func numbersAndEmptyFieldsAreSeenAtOnce(lineBreak: String) throws {
    var reader = try reader("1,-2.5,3e2\(lineBreak),+4,\(lineBreak)7,8,9\(lineBreak)1")
    var row = [0.0, 0, 0]
    #expect(reader.nextNumbers(into: &row) == 0 && row == [1, -2.5, 300] && reader.line == 1)
    #expect(reader.nextNumbers(into: &row) == 2 && row[0].isNaN && row[1] == 4 && row[2].isNaN && reader.line == 2)
    #expect(reader.nextNumbers(into: &row) == 0 && row == [7, 8, 9] && reader.line == 3)
    #expect(reader.nextNumbers(into: &row) == nil)
    #expect(try reader.next() && reader.fields.count == 1 && reader.line == 4)
  }

  @Test(
    arguments: [
      "1,2\n", "1,2,3,4\n", "1,2,\"3\"\n", "1, 2,3\n", "1,2,x\n", "1,2,NA\n", "1,2,3e\n", "1,2,12345678901234567890\n",
      "\n", "1,2,3", "1,2,3\r", "#,2,3\n", "1,2\0,3\n", "1,2,inf\n",
    ])
  func othersAreLeft(text: String) throws {
    var reader = try reader(text)
    var row = [0.0, 0, 0]
    #expect(reader.nextNumbers(into: &row) == nil && reader.line == 0)
  }

  @Test func oddMarksAreLeft() throws {
    for mark in "0123456789+-.eE,\n\r\0".utf8 {
      var options = TableOptions()
      options.comment = mark
      var reader = try reader("1,2,3\n", options)
      var row = [0.0, 0, 0]
      #expect(reader.nextNumbers(into: &row) == nil)
    }
    var options = TableOptions()
    options.missing.append("-1")
    var reader = try reader("1,2,3\n", options)
    var row = [0.0, 0, 0]
    #expect(reader.nextNumbers(into: &row) == nil)
  }
}
