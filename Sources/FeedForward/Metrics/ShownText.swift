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

extension String {
  /// How many places it takes on a screen: letters of East Asia and pictures take two.
  package var places: Int { reduce(0) { $0 + $1.places } }

  /// As much of it as fits, with a mark where something is missing.
  package func cut(to room: Int) -> String {
    guard places > room else { return self }
    var (text, used) = ("", 1)
    for letter in self {
      used += letter.places
      if used > room { break }
      text.append(letter)
    }
    return text.trimmingBlanks + "…"
  }

  /// Its words in lines of so many places; a word that is longer is broken.
  package func wrapped(to width: Int) -> [String] {
    guard width > 0, places > width else { return [self] }
    var (lines, line, used) = ([String](), "", 0)
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      let size = word.reduce(0) { $0 + $1.places }
      if used > 0, used + 1 + size <= width {
        line += " " + word
        used += 1 + size
        continue
      }
      if used > 0 {
        lines.append(line)
        (line, used) = ("", 0)
      }
      for letter in word {
        if used > 0, used + letter.places > width {
          lines.append(line)
          (line, used) = ("", 0)
        }
        line.append(letter)
        used += letter.places
      }
    }
    return lines + [line]
  }

  /// The same of each of its lines.
  package func linesWrapped(to width: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).flatMap { String($0).wrapped(to: width) }
      .joined(separator: "\n")
  }

  private var trimmingBlanks: Substring {
    var text = self[...]
    while text.last == " " || text.last == "," { text.removeLast() }
    return text
  }
}

extension Character {
  fileprivate var places: Int {
    switch unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
