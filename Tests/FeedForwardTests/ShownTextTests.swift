import FeedForward
import Testing

@Suite struct ShownTextTests {
  @Test func whatATerminalWouldObeyIsWrittenInLetters() {
    for (text, shown) in [
      ("Größe, m² 価格 👩‍🔬", "Größe, m² 価格 👩‍🔬"), ("\u{1B}[0m", #"\u{1B}[0m"#), ("a\tb\r\n", #"a\tb\r\n"#),
      ("\u{0}\u{7F}\u{80}\u{9F}", #"\u{0}\u{7F}\u{80}\u{9F}"#),
      (
        "\u{2028}\u{2029}\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}",
        #"\u{2028}\u{2029}\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}"#
      ),
      ("caf\u{10FEE9}\u{10FE80}", #"caf\xE9\x80"#), ("", ""), ("\\n", "\\n"),
    ] {
      #expect(text.shown == shown)
    }
    #expect("a\nb\t\u{1B}\n".shownLines == "a\nb\\t\\u{1B}\n")
    #expect(textTable([["a\nb", "1"], ["c", "\u{1B}"]]) == "a\\nb  1\nc     \\u{1B}")
  }
}

@Suite struct TextTableTests {
  private static let rows = [
    ["column", "type", "inputs", "preprocessing"],
    ["age", "number", "1", "(x − 38.6) / 13.6; missing: 38.6"],
    ["workclass 価格", "text", "12", "one of private, self-employed, state"],
  ]

  @Test func numbersStandToTheRight() {
    #expect(
      textTable(Self.rows) == """
        column          type    inputs  preprocessing
        age             number       1  (x − 38.6) / 13.6; missing: 38.6
        workclass 価格  text        12  one of private, self-employed, state
        """)
  }

  @Test func wordsAreWrapped() {
    #expect(
      textTable(Self.rows, width: 54) == """
        column          type    inputs  preprocessing
        age             number       1  (x − 38.6) / 13.6;
                                        missing: 38.6
        workclass 価格  text        12  one of private,
                                        self-employed, state
        """)
  }

  /// No line is wider than the terminal, whatever the names, unless a single column is.
  @Test(arguments: [40, 60, 80, 120, 200]) func tablesFit(width: Int) {
    let words = ["a", "state-gov", String(repeating: "w", count: 40), "a word and another one", "価格価格価格"]
    let rows = (0..<12).map { row in (0..<9).map { $0 % 3 == 2 ? "\(row * 97 + $0)" : words[(row + $0) % words.count] }
    }
    let lines = textTable(rows, width: width).split(separator: "\n")
    #expect(lines.allSatisfy { String($0).places <= width && $0.last != " " }, "\(lines.map { String($0).places })")
    for word in ["w", "価格", "1069"] { #expect(lines.contains { $0.contains(word) }) }
  }

  @Test func columnsComeInGroups() {
    let rows = [["", "first", "second", "third"], ["training", "1", "2", "3"], ["validation", "4", "5", "6"]]
    #expect(
      textTable(rows, width: 26) == """
                    first  second
        training        1       2
        validation      4       5

                    third
        training        3
        validation      6
        """)
  }

  @Test func numbersAreWrittenAsTheyDeserve() {
    for (number, text) in [
      (55_492.4724, "55 492"), (4.0731e28, "4.07e28"), (-4e-14, "0.0000"), (1234.5678, "1234.6"), (0.98765, "0.9877"),
      (-12.345678, "-12.346"), (123_456_789, "123 456 789"), (9999.96, "10 000.0"), (0, "0.0000"), (-1e12, "-1e12"),
      (9.9996e11, "1e12"),
    ] {
      #expect(decimals(number) == text)
    }
    #expect(decimals(nil) == "–" && decimals(97.7777, 2) == "97.78" && decimals(12, 0) == "12")
    #expect(decimals(.infinity) == "inf" && decimals(.nan) == "nan")
  }
}
