import FeedForward
import Testing

/// Expects a ``FeedForwardError`` whose sentence has all of the words in it.
func expect(
  naming words: [String], _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("\(what): nothing was thrown", sourceLocation: sourceLocation)
  } catch let error as FeedForwardError {
    for word in words where !error.description.contains(word) {
      Issue.record("\(what): \"\(error)\" does not name \(word)", sourceLocation: sourceLocation)
    }
  } catch {
    Issue.record("\(what): \(error) is no FeedForwardError", sourceLocation: sourceLocation)
  }
}
