extension String {
  /// For XML, as text or between double quotes. What XML cannot hold becomes U+FFFD.
  package var escaped: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\t", "\n", "\r": text += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// About how wide the text is at a size of letters: six tenths of it for most letters, all of it for wide ones.
  func width(atSize size: Double) -> Double {
    unicodeScalars.reduce(0) { sum, scalar in
      sum + size * (scalar.value >= 0x1100 && !("\u{2000}"..."\u{2BFF}").contains(scalar) ? 1.02 : 0.58)
    }
  }

  /// As much of the text as fits, with a mark where something is missing.
  package func fitting(_ space: Double, size: Double = 13) -> String {
    guard width(atSize: size) > space else { return self }
    var text = ""
    var used = "…".width(atSize: size)
    for character in self {
      used += String(character).width(atSize: size)
      if used > space { break }
      text.append(character)
    }
    return text + "…"
  }
}
