/// What a command says while it works, and what of that belongs to the result: its decisions.
final class Narrator {
  /// One sentence each.
  private(set) var notes: [String] = []
  private let isHeard: Bool

  /// - Parameter isHeard: whether there are words besides the result; notes are taken in any case.
  init(isHeard: Bool) { self.isHeard = isHeard }

  /// What was decided or found out, and the options do not say.
  func note(_ sentence: String) {
    notes.append(sentence)
    say(sentence)
  }

  /// How far it is, which nobody asks afterwards.
  func say(_ words: String) {
    if isHeard { Words.say(words) }
  }
}
