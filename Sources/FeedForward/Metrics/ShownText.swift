/// Texts for the eye: a name may hold letters that move the cursor, change colours, or turn the order of what follows.
extension String {
  /// Such letters written as in Swift, `\\u{1B}` and `\\n`, and bytes of a file's name that are no text as `\\xE9`.
  package var shown: String { escaped { $0.isUnshown } }

  /// The same of a text of several lines, which stay lines.
  package var shownLines: String { escaped { $0 != "\n" && $0.isUnshown } }

  private func escaped(_ isToBe: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: isToBe) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if isToBe(scalar) { text += scalar.inLetters } else { text.unicodeScalars.append(scalar) }
    }
  }
}

extension Unicode.Scalar {
  /// Whether it stands for a byte of a file's name that is not UTF-8: one of 128 private code points.
  package var standsForByte: Bool { value & ~0x7F == 0x10FE80 }

  /// Control characters, breaks of lines and paragraphs, marks that turn the direction of letters, and bytes.
  fileprivate var isUnshown: Bool {
    switch value {
    case 0x20...0x7E: false
    case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control || standsForByte
    }
  }

  fileprivate var inLetters: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case _ where standsForByte: "\\x" + String(value & 0xFF, radix: 16, uppercase: true)
    default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}
