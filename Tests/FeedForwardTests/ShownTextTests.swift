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
    #expect(textTable([["a\nb", "1"], ["c", "\u{1B}"]]) == "a\\nb       1\nc     \\u{1B}")
  }
}
