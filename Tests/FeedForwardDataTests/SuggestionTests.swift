import FeedForwardData
import Testing

@Suite struct SuggestionTests {
  private let columns = ["price", "living_area", "town", "x1", "x2", "é"]

  @Test(arguments: [
    ("prise", "price"), ("pirce", "price"), ("Price", "price"), ("LivingArea", "living_area"),
    ("living area", "living_area"), ("twn", "town"), (" town", "town"),
  ])
  func theNearestNameIsMeant(given: String, meant: String) {
    #expect(Suggestion.name(near: given, among: columns) == meant)
    #expect(Suggestion.words(for: given, among: columns) == " (did you mean “\(meant)”?)")
  }

  /// Too far away, all of it another, or two that are as near.
  @Test(arguments: ["prices paid", "a", "ab", "", "x3", "e", "cost"]) func aGuessIsNoSuggestion(given: String) {
    #expect(Suggestion.name(near: given, among: columns) == nil)
    #expect(Suggestion.words(for: given, among: columns).isEmpty)
  }

  @Test func namesThatDifferInCaseOnlyAreNotGuessedAmong() {
    #expect(Suggestion.name(near: "PRICE", among: ["price", "Price"]) == nil)
    #expect(Suggestion.name(near: "prize", among: []) == nil)
  }
}
