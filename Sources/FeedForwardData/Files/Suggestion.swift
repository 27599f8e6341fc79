import FeedForward

/// What may have been meant by a name that is not known.
package enum Suggestion {
  /// The one name that is near: the same but for case, blanks, `_` and `-`, or else at most two letters away, and fewer
  /// than either has. nil where none is, or two are as near. O(names).
  package static func name(near name: String, among known: [String]) -> String? {
    let letters = Self.letters(of: name)
    let alike = known.filter { Self.letters(of: $0) == letters }
    guard alike.isEmpty else { return alike.count == 1 ? alike[0] : nil }
    let scalars = Array(name.unicodeScalars)
    let near = known.compactMap { candidate in
      let other = Array(candidate.unicodeScalars)
      guard abs(other.count - scalars.count) <= mostEdits else { return (name: String, edits: Int)?.none }
      let edits = distance(scalars, other)
      return edits <= mostEdits && edits < min(scalars.count, other.count) ? (candidate, edits) : nil
    }
    let least = near.map(\.edits).min()
    let nearest = near.filter { $0.edits == least }
    return nearest.count == 1 ? nearest[0].name : nil
  }

  /// The same for the end of a list of names, as in ` (did you mean “price”?)`; empty where none is near.
  package static func words(for name: String, among known: [String]) -> String {
    Self.name(near: name, among: known).map { " (did you mean “\($0)”?)" } ?? ""
  }

  private static var mostEdits: Int { 2 }

  private static func letters(of name: String) -> CodePoints {
    var letters = String.UnicodeScalarView()
    letters.append(contentsOf: name.lowercased().unicodeScalars.filter { !" _-".unicodeScalars.contains($0) })
    return CodePoints(String(letters))
  }

  /// How many letters are to be added, left out or changed (Levenshtein). O(the product of the lengths).
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var before = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var row = [i + 1]
      for (j, other) in b.enumerated() {
        row.append(min(before[j] + (letter == other ? 0 : 1), before[j + 1] + 1, row[j] + 1))
      }
      before = row
    }
    return before[b.count]
  }
}
