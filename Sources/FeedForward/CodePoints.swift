/// A text that is told apart by its code points.
///
/// Swift takes two texts for one when they are canonically equivalent: `é` as one code point and as `e` with an
/// accent. The names and classes of a file are what its bytes say; a peer that reads the same file keeps such
/// texts apart, and so do keys and comparisons made of this type. The order is that of the UTF-8 bytes, which is
/// that of the code points.
package struct CodePoints: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: CodePoints, right: CodePoints) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package static func < (left: CodePoints, right: CodePoints) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}

extension Sequence<String> {
  /// In the order of their code points.
  package func sortedByCodePoints() -> [String] { sorted { CodePoints($0) < CodePoints($1) } }
}
