import FeedForward
@testable import FeedForwardData
import TestSupport
import Testing

/// Texts that are no UTF-8: named, told by their beginning, or guessed.
@Suite struct TextEncodingTests {
  private static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
      return isBigEndian ? [high, low] : [low, high]
    }
  }

  private static func utf32(_ text: String, isBigEndian: Bool) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * $0)) }
      return isBigEndian ? bytes.reversed() : bytes
    }
  }

  private static func texts(_ table: Table, _ name: String) throws -> [String?]? {
    table.texts(of: try table.column(named: name))
  }

  private static let text = "ort,größe\nKöln €,1\n日本 🗾,2.5\n"

  private static func expectWhole(_ table: Table) throws {
    #expect(table.columnNames == ["ort", "größe"])
    #expect(try texts(table, "ort") == ["Köln €", "日本 🗾"])
    #expect(table.numbers(of: table.columns[1]) == [1, 2.5])
  }

  /// By its mark, by its name with and without a mark, and within gzip.
  @Test(arguments: [true, false]) func wideForms(isBigEndian: Bool) throws {
    let ending = isBigEndian ? "be" : "le"
    for (bytes, names) in [
      (Self.utf16(Self.text, isBigEndian: isBigEndian), ["utf-16\(ending)", "UTF16-\(ending)", "ucs-2\(ending)"]),
      (Self.utf32(Self.text, isBigEndian: isBigEndian), ["UTF-32\(ending)"]),
    ] {
      for name in names { try Self.expectWhole(ArrayTests.read(bytes) { $0.encoding = name }) }
    }
    let marked = Self.utf16("\u{FEFF}" + Self.text, isBigEndian: isBigEndian)
    for bytes in [marked, GzipTests.gzip(marked), Self.utf32("\u{FEFF}" + Self.text, isBigEndian: isBigEndian)] {
      let table = try ArrayTests.read(bytes)
      try Self.expectWhole(table)
      #expect(table.notes.count == 1 && table.notes[0].contains("as its first bytes say"), "\(table.notes)")
    }
    try Self.expectWhole(ArrayTests.read(marked) { $0.encoding = "utf-16" })
    // Nothing but zeros says so.
    let table = try ArrayTests.read(Self.utf16("a,b\n1,é\n", isBigEndian: isBigEndian))
    #expect(try Self.texts(table, "b") == ["é"])
    #expect(
      table.notes == [
        """
        t has zeros in every second byte: it is read as UTF-16\(ending.uppercased()); --encoding NAME says another one.
        """
      ])
  }

  /// What is no UTF-8 is taken for Western European, and that is said.
  @Test func guesses() throws {
    let windows = Array("ort,n\nK".utf8) + [0xF6] + Array("ln ".utf8) + [0x80] + Array(",1\n".utf8)
    var table = try ArrayTests.read(windows)
    #expect(try Self.texts(table, "ort") == ["Köln €"])
    #expect(
      table.notes == [
        "t is not UTF-8: it is read as Windows-1252 (Western European); --encoding NAME says another one."
      ])
    table = try ArrayTests.read(GzipTests.gzip(Array("ort\nK".utf8) + [0xF6] + Array("ln\nUlm\n".utf8)))
    #expect(try Self.texts(table, "ort") == ["Köln", "Ulm"])
    #expect(
      table.notes == ["t is not UTF-8: it is read as ISO 8859-1 (Western European); --encoding NAME says another one."])
    #expect(try ArrayTests.read(Array(Self.text.utf8)).notes.isEmpty)
  }

  /// A text of which all but a byte is UTF-8 is a damaged one, and bytes that are in no text are none.
  @Test func whatIsNotGuessed() {
    for bytes in [
      Array("ort\nKöln\nÜberlingen\nM".utf8) + [0xFC] + Array("nchen\n".utf8), Array("a\n".utf8) + [1, 0xFC, 10],
    ] {
      #expect {
        _ = try ArrayTests.read(bytes)
      } throws: {
        "\($0)".contains("which is not UTF-8")
      }
    }
  }

  /// The last row alone is none, far behind what a sample would see.
  @Test func theWholeFileIsLookedAt() throws {
    let rows = Array(repeating: "x,1\n", count: 300_000).joined()
    let table = try ArrayTests.read(Array("a,b\n".utf8) + Array(rows.utf8) + [0xE9] + Array(",2\n".utf8))
    #expect(try Self.texts(table, "a")?.last == "é")
  }

  @Test(
    arguments: [
      ("latin-1", [0xE9], "é"), ("ISO_8859-1", [0x80], "\u{80}"), ("cp1252", [0x80], "€"), ("ANSI", [0x9D], "\u{9D}"),
      ("utf-8-sig", [0xC3, 0xA9], "é"), ("windows-1251", [0xE4, 0xE0], "да"),
      ("Shift_JIS", [0x93, 0xFA, 0x96, 0x7B], "日本"),
      ("mac-roman", [0x8A], "ä"), ("koi8-r", [0xC4, 0xC1], "да"), ("big5", [0xA4, 0xA4], "中"),
    ] as [(String, [UInt8], String)]) func names(_ name: String, bytes: [UInt8], text: String) throws
  {
    let table = try ArrayTests.read(Array("a,b\n".utf8) + bytes + Array(",1\n".utf8)) { $0.encoding = name }
    #expect(try Self.texts(table, "a") == [text])
    #expect(table.notes.isEmpty)
  }

  @Test func namesThatAreNone() {
    for name in ["nonsense", "", "latin-1//TRANSLIT", "utf-9"] {
      #expect {
        _ = try ArrayTests.read(Array("a\n1\n".utf8)) { $0.encoding = name }
      } throws: { error in
        guard case FeedForwardError.invalidSetting("encoding", _, let expected) = error else { return false }
        return expected.contains("windows-1252")
      }
    }
  }

  /// The place is that of the bytes, and what comes before them is no matter.
  @Test func bytesThatAreNoCharacter() {
    func error(_ bytes: [UInt8], _ encoding: String) -> String {
      do {
        return "\(try ArrayTests.read(bytes) { $0.encoding = encoding }.count) rows"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      error(Array("a,b\nx,1\n".utf8) + [0xFF, 0xFF] + Array(",2\n".utf8), "shift_jis") == """
        t:3: found the bytes 0xFF 0xFF 0x2C 0x32, which are no character of SHIFT_JIS, expected a text in SHIFT_JIS \
        (or say in which encoding it is).
        """)
    #expect(
      error(Self.utf16("a\n1\n", isBigEndian: false) + [0x31], "utf-16le").hasPrefix("t:3: found the bytes 0x31,"))
    #expect(error([0x61, 0, 0x0A, 0, 0, 0xDC, 0x0A, 0], "utf-16le").hasPrefix("t:2: found the bytes 0x00 0xDC "))
  }

  /// Characters that the end of a piece cuts, wherever it falls.
  @Test(arguments: 0..<4) func pieces(shift: Int) throws {
    let text = String(repeating: "x", count: shift) + "\n" + String(repeating: "€🗾é\n", count: 20_000)
    for encoding in [TextEncoding.utf16(isBigEndian: false), .utf32(isBigEndian: true), .other("UTF-8")] {
      let bytes =
        switch encoding {
        case .utf16: Self.utf16(text, isBigEndian: false)
        case .utf32: Self.utf32(text, isBigEndian: true)
        default: Array(text.utf8)
        }
      let source = try #require(DecodingSource(MemorySource(bytes, name: "t"), encoding))
      #expect(try source.rest(upTo: .max).elementsEqual(text.utf8))
      try source.seek(to: 0)
      #expect(try source.prefix(shift + 4).elementsEqual(text.utf8.prefix(shift + 4)))
    }
  }

  /// Against the standard library, on bytes near what is valid, in pieces of any length.
  @Test(arguments: [1, 2, 3] as [UInt64]) func theCheckOfUTF8(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for round in 0..<3000 {
      var bytes = Array(String(repeating: "a", count: Int.random(in: 0..<70, using: &generator)).utf8)
      for _ in 0..<Int.random(in: 0..<6, using: &generator) {
        let scalar = ["é", "€", "🗾", "\u{7FF}", "\u{800}", "\u{10FFFF}", "z"].randomElement(using: &generator) ?? ""
        bytes += Array(scalar.utf8)
      }
      if !bytes.isEmpty, Bool.random(using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      var check = UTF8Check()
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...9, using: &generator))
        check.add(piece)
        rest = rest.dropFirst(piece.count)
      }
      check.finish()
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect((check.invalid == 0) == isValid, "seed \(seed), round \(round): \(bytes)")
      if isValid { #expect(check.sequences == bytes.count { $0 >= 0xC0 }, "seed \(seed), round \(round)") }
    }
  }

  @Test func streams() throws {
    let folder = try Folder()
    let path = try folder.write("", to: "t.csv")
    let table = Self.utf16("\u{FEFF}a,b\n1,é\n2,è\n", isBigEndian: false)
    try FileSink.write(table, to: path)
    let stream = try TableStream(contentsOf: path, rowsPerTable: 1)
    for text in ["é", "è"] {
      let part = try #require(try stream.next())
      #expect(try Self.texts(part, "b") == [text])
    }
  }
}
