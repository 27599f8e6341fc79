import FeedForward
import Testing

/// Texts that Swift takes for one are two here, whatever is asked of them.
struct CodePointsTests {
  private let composed = CodePoints("\u{E9}")
  private let decomposed = CodePoints("e\u{301}")

  @Test func canonicallyEquivalentTextsAreDifferent() {
    #expect(composed.text == decomposed.text)
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, CodePoints("\u{E9}")]).count == 2)
    #expect([composed: 1, decomposed: 2][decomposed] == 2)
  }

  @Test func theOrderIsThatOfTheCodePoints() {
    // U+FF5E lies above the surrogates of U+1F600 in UTF-16, and below U+1F600 itself.
    let texts = ["", "a", "ab", "e\u{301}", "z", "\u{E9}", "\u{FF5E}", "\u{1F600}"]
    #expect(texts.shuffled().map { CodePoints($0) }.sorted().map(\.text.utf8.count) == texts.map(\.utf8.count))
    #expect(!(composed < CodePoints("\u{E9}")))
  }
}
