import FeedForward
@testable import FeedForwardData
import Testing

/// Random tables, written by a plain writer and read back; every field is known.
@Suite struct RandomTableTests {
  private struct Sample {
    var names: [String] = []
    var kinds: [ColumnKind] = []
    /// One for each row; nil where missing.
    var rows: [[String?]] = []
    var text = ""
  }

  private let pieces = ["a", "B", "7", ",", ";", "\"", "\n", "\r\n", " ", "ü", "名", "|", "-", "."]
  private let delimiters = [",", ";", "\t", "|"]
  private let lineBreaks = ["\n", "\r\n", "\r"]

  /// A text that is no number and no marker, with no blank at its ends.
  private func text(_ random: inout Philox) -> String {
    "t" + (0..<random.below(6)).map { _ in pieces[Int(random.below(UInt64(pieces.count)))] }.joined() + "."
  }

  private func number(_ random: inout Philox) -> String {
    switch random.below(5) {
    case 0: "\(Int(random.below(100_000)) - 50_000)"
    case 1: "\(random.normal())"
    case 2: "\(Double(bitPattern: random.next() & 0xBFFF_FFFF_FFFF_FFFF))"
    case 3: "+\(random.below(1000)).\(random.below(1_000_000))E-\(random.below(30))"
    default: "\(random.next())\(random.next()).\(random.next())e\(random.below(40))"
    }
  }

  private func sample(_ random: inout Philox) -> (Sample, delimiter: UInt8) {
    var sample = Sample()
    let delimiter = delimiters[Int(random.below(4))]
    let lineBreak = lineBreaks[Int(random.below(3))]
    let (rows, columns) = (1 + Int(random.below(40)), 2 + Int(random.below(6)))
    for column in 0..<columns {
      sample.names.append("n\(column)" + (random.below(2) == 0 ? text(&random) : ""))
      sample.kinds.append(random.below(2) == 0 ? .number : .text)
    }
    func quoted(_ field: String, _ random: inout Philox) -> String {
      let must = field.unicodeScalars.contains { ["\"", "\n", "\r"].contains($0) } || field.contains(delimiter)
      guard must || random.below(4) == 0 else { return random.below(4) == 0 ? " \(field) " : field }
      let doubled = field.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
      return "\"\(doubled)\""
    }
    var lines = [sample.names.map { quoted($0, &random) }.joined(separator: delimiter)]
    for _ in 0..<rows {
      let fields = sample.kinds.map { kind -> String? in
        if random.below(8) == 0 { return nil }
        return kind == .number ? number(&random) : text(&random)
      }
      sample.rows.append(fields)
      lines.append(
        fields.map { quoted($0 ?? ["", "NA", "?"][Int(random.below(3))], &random) }.joined(separator: delimiter))
      if random.below(8) == 0 { lines.append("") }
    }
    sample.text = lines.joined(separator: lineBreak) + (random.below(2) == 0 ? lineBreak : "")
    return (sample, UInt8(ascii: Unicode.Scalar(delimiter) ?? ","))
  }

  @Test func everyFieldIsRead() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    for trial in 0..<400 {
      let (sample, delimiter) = sample(&random)
      var options = TableOptions()
      options.delimiter = delimiter
      options.hasHeader = true
      for (name, kind) in zip(sample.names, sample.kinds) { options.kinds[name] = kind }
      let table = try Table(csv: Array(sample.text.utf8), named: "t", options: options)
      #expect(table.columnNames == sample.names && table.count == sample.rows.count, "seed \(seed), trial \(trial)")
      for (index, column) in table.columns.enumerated() {
        let expected = sample.rows.map { $0[index] }
        if column.kind == .number {
          // The standard library's own reading of the same digits.
          let numbers = try #require(table.numbers(of: column))
          for (found, text) in zip(numbers, expected) {
            let value = text.flatMap { Double($0) } ?? .nan
            #expect(
              found == value || found.isNaN && value.isNaN,
              "\(text ?? "missing"): \(found), seed \(seed), trial \(trial)")
          }
        } else {
          #expect(table.texts(of: column) == expected, "seed \(seed), trial \(trial)")
        }
      }
      let again = try Table(csv: table.csv(delimiter: delimiter), named: "t", options: options)
      for (one, other) in zip(table.columns, again.columns) {
        #expect(
          one.name == other.name && table.texts(of: one) == again.texts(of: other), "seed \(seed), trial \(trial)")
        let (a, b) = (table.numbers(of: one) ?? [], again.numbers(of: other) ?? [])
        #expect(a.map { $0.isNaN ? 1e-300 : $0 } == b.map { $0.isNaN ? 1e-300 : $0 }, "seed \(seed), trial \(trial)")
      }
    }
  }

  /// A text gives the same table whole and in pieces.
  @Test func streamsAreTheTableInPieces() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    for _ in 0..<50 {
      let (sample, delimiter) = sample(&random)
      var options = TableOptions()
      (options.delimiter, options.hasHeader, options.maximumMistakes) = (delimiter, true, 0)
      for (name, kind) in zip(sample.names, sample.kinds).dropFirst() { options.kinds[name] = kind }
      if sample.kinds[0] == .text { options.kinds[sample.names[0]] = .text }
      let bytes = Array(sample.text.utf8)
      let table = try Table(csv: bytes, named: "t", options: options)
      let stream = try TableStream(MemorySource(bytes, name: "t"), rowsPerTable: 7, options: options)
      for _ in 0..<2 {
        var start = 0
        while let part = try stream.next() {
          #expect(part.columnNames == table.columnNames && part.count <= 7)
          for column in part.columns {
            let rows = start..<start + part.count
            #expect(part.texts(of: column) == table.texts(of: column).map { Array($0[rows]) }, "seed \(seed)")
            let numbers = table.numbers(of: column).map { $0[rows].map { $0.isNaN ? 1e-300 : $0 } }
            #expect(part.numbers(of: column)?.map { $0.isNaN ? 1e-300 : $0 } == numbers, "seed \(seed)")
          }
          for row in 0..<part.count { #expect(part.line(ofRow: row) == table.line(ofRow: start + row), "seed \(seed)") }
          start += part.count
        }
        #expect(start == table.count, "seed \(seed)")
        try stream.rewind()
      }
    }
  }
}
