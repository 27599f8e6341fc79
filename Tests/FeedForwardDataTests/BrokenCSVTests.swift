import FeedForward
import FeedForwardData
import Testing

/// A catalogue of texts that are no table: what the error says of each, word by word.
@Suite struct BrokenCSVTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let error: String
    var options = TableOptions()

    init(_ text: String, _ error: String, _ change: (inout TableOptions) -> Void = { _ in }) {
      self.init(Array(text.utf8), error, change)
    }

    init(_ bytes: [UInt8], _ error: String, _ change: (inout TableOptions) -> Void = { _ in }) {
      self.bytes = bytes
      self.error = error
      change(&options)
    }

    var testDescription: String { error }
  }

  private static let width =
    " (--skip-lines and --skip-footer leave out lines above and below a table, --comment those with a mark, "
    + "--delimiter says what separates fields)"
  private static let quotes = " (--quote none takes quotes for letters)"
  private static let hint = " (--text reads texts, --missing-values what is missing)"

  static let structure = [
    Case("", "t:1: found an empty file, expected a table."),
    Case("\n\n\r\n", "t:1: found no record, only blank lines or comments, expected a table."),
    Case("\u{FEFF}", "t:1: found no record, only blank lines or comments, expected a table."),
    Case("# a\n# b\n", "t:1: found no record, only blank lines or comments, expected a table.") { $0.comment = 35 },
    Case("a,b\n", "t:1: found names and no rows, expected a row at least."),
    Case("\n\na,b", "t:3: found names and no rows, expected a row at least."),
    Case("1,2\n", "t:1: found names and no rows, expected a row at least.") { $0.hasHeader = true },
    Case("a,b\n1,2,3,4\n", "t:2: found 4 fields, expected 2, as in line 1\(width)."),
    Case("a,b\n1,2\n3\n", "t:3: found 1 field, expected 2, as in line 1\(width)."),
    Case("1,2\n3,4\n5,6,7\n", "t:3: found 3 fields, expected 2, as in line 1\(width)."),
    Case(String(repeating: ",", count: 1 << 20), "t:1: found 1048577 columns, expected at most 1048576."),
    Case("a,b\n\n\n1,2\n3,4,5\n", "t:5: found 3 fields, expected 2, as in line 1\(width)."),
    Case("a;b;c\n1;2;3\n4;5\n", "t:3: found 2 fields, expected 3, as in line 1\(width)."),
    Case("a,b\n\"1\n\",2\n3,4,5\n", "t:4: found 3 fields, expected 2, as in line 1\(width)."),
    Case("\na,x1,\n", "t:2: found names and no rows, expected a row at least."),
    Case("a,b\n1,\"2\n3,4\n", "t:2:2: found a quote that is not closed, expected a closing quote\(quotes)."),
    Case("a,b\n1,2\n\"3,4\n", "t:3:1: found a quote that is not closed, expected a closing quote\(quotes)."),
    Case("a,\"b", "t:1:2: found a quote that is not closed, expected a closing quote\(quotes)."),
    Case("a,b\n1,\"2\"x\n", "t:2:2: found “x” after a closing quote, expected a delimiter or a line break\(quotes)."),
    Case(
      "a,b\n\"1\" \"2\",3\n",
      "t:2:1: found “\"2\",3” after a closing quote, expected a delimiter or a line break\(quotes)."),
    Case(
      "a,b\n1,2\n\"x\ny\"z,4\n",
      "t:4:1: found “z,4” after a closing quote, expected a delimiter or a line break\(quotes)."),
    Case(
      "a,b\n1,\"2\"\0\n",
      "t:2:2: found a NUL byte after a closing quote, expected a delimiter or a line break\(quotes)."),
    Case("a,b\n1,2\n3,\0\n", "t:3:2: found a NUL byte, expected text."),
    Case("a\0,b\n1,2\n", "t:1:1: found a NUL byte, expected text."),
    Case("a,b\n1,\"x\n\0\"\n", "t:3:2: found a NUL byte, expected text."),
    Case([0xFF, 0xFE, 0x61, 0, 0x0A, 0], "t:1: found the mark of UTF-16, expected UTF-8."),
    Case([0xFE, 0xFF, 0, 0x61, 0, 0x0A], "t:1: found the mark of UTF-16, expected UTF-8."),
    Case(
      Array("a,b".utf8) + [0xE4] + Array("\n1,2\n".utf8),
      "t:1:2: found “b�”, which is not UTF-8, expected a name in UTF-8."),
    Case(
      Array("a,b\n1,x\n2,M".utf8) + [0xFC] + Array("ller\n".utf8),
      "t:3:2: found “M�ller”, which is not UTF-8, expected a text in UTF-8."),
    Case(
      Array("a,b\n1,x\n2,".utf8) + [0xED, 0xA0, 0x80] + Array("\n".utf8),
      "t:3:2: found “���”, which is not UTF-8, expected a text in UTF-8."),
    Case("a,b\n1,2\n", "t: found a table of 1 rows of 16 bytes, expected at most 7 bytes, as the options allow.") {
      $0.maximumBytes = 7
    },
  ]

  private static func number(_ text: String) -> String {
    "t:3:2: found “\(text)”, expected a number in column “b”\(hint)."
  }

  static let numbers =
    [
      "abc", "1.2.3", "1e", "1e+", "--1", "+", "-", ".", "e5", "0x10", "1_000", "12%", "1.5f", "nan(1)", "N A", "na",
      "true", "½", "１", "1e5.5", "1-2", "2024-01-01", "infinite", "5,", "12 kg", "(5", "1 00",
    ].map { text in
      Case("a;b\n1;2\n3;\(text)\n5;6\n7;8\n", number(text))
    }
    + [
      "inf", "-inf", "+INF", "Infinity", "-infinity", "1e309", "-1e400", "1e99999999999999999999",
    ].map { text in
      Case("a;b\n1;2\n3;\(text)\n5;6\n7;8\n", "t:3:2: found “\(text)”, expected a finite number in column “b”\(hint).")
    } + [
      Case(
        "1,2\n3,x\n4,5\n", "t:2:2: found “x”, expected a number in column “x2”\(hint)."),
      // One in ten is a mistake; the first of them is told.
      Case(
        "a\n" + String(repeating: "1\n", count: 18) + "x\ny\n",
        "t:20:1: found “x”, expected a number in column “a”\(hint)."),
      // The mistake nearest to the beginning is told, whatever its column.
      Case(
        "a,b\n1,2\n1,y\nx,2\n1,2\n",
        "t:3:2: found “y”, expected a number in column “b”\(hint)."),
      Case(
        "a,b\n\"1\n\",y\n\n\"\n\",x\n1,2\n1,3\n1,4\n",
        "t:3:2: found “y”, expected a number in column “b”\(hint)."
      ) { $0.kinds = ["b": .number] },
      Case("a,b\n1,x\n2,y\n", "t:2:2: found “x”, expected a number in column “b”\(hint).") {
        $0.kinds = ["b": .number]
      },
      // A line break of two characters before the field, in the same record.
      Case(
        "a,b\r\n\"u\r\nv\",1\r\n\"w\r\nx\",y\r\nz,3\r\nz,4\r\n",
        "t:5:2: found “y”, expected a number in column “b”\(hint)."),
      Case(
        "a,b\n1,2\n2,NA\n4,5\n",
        "t:3:2: found “NA”, expected a number in column “b”\(hint)."
      ) {
        $0.missing = []
      },
    ]

  @Test(arguments: structure + numbers) func isRefused(_ broken: Case) {
    do {
      let table = try Table(csv: broken.bytes, named: "t", options: broken.options)
      Issue.record("read \(table.count) rows of \(table.columns), expected: \(broken.error)")
    } catch {
      #expect("\(error)" == broken.error)
    }
  }

  @Test func theCatalogueIsLong() { #expect(Self.structure.count + Self.numbers.count >= 60) }

  @Test func filesThatCannotBeRead() {
    #expect(throws: FileError("/tmp", "Is a directory")) {
      try Table(contentsOf: "/tmp")
    }
    #expect(throws: FileError("/no/such/file.csv", "No such file or directory")) {
      try Table(contentsOf: "/no/such/file.csv")
    }
    #expect(throws: FileError("/tmp\0/x", "No such file or directory")) {
      try Table(contentsOf: "/tmp\0/x")
    }
  }
}
