import FeedForward
import FeedForwardData

/// Parts of C's text that every compiler of C99 or C++11 and later takes.
package enum CText {
  /// The shortest decimal that is read as this number. Hexadecimal ones are no C++ before 2017.
  package static func literal<Scalar: BLASScalar>(_ value: Scalar) -> String {
    guard value.isFinite else { return value.isNaN ? "NAN" : value < 0 ? "-INFINITY" : "INFINITY" }
    return "\(value)" + (Scalar.tensorType == .f64 ? "" : "f")
  }

  /// A string literal of the text's UTF-8.
  package static func literal(_ text: String) -> String {
    "\"" + text.utf8.map(escaped).joined() + "\""
  }

  /// The elements of an array of characters with the text's UTF-8 and a zero, for a text that is no literal.
  static func characters(_ text: String) -> [String] {
    text.utf8.map { $0 == UInt8(ascii: "'") ? "'\\''" : "'\(escaped($0))'" } + ["0"]
  }

  /// Bytes of a literal that any compiler has room for: C99 asks for 4095.
  static let longestLiteral = 4000

  /// Text for a comment, not too much of it.
  static func comment(_ text: String) -> String {
    let most = 200
    let bytes = text.replacing("→", with: "->").utf8
    return bytes.prefix(most).map { $0 == UInt8(ascii: "/") ? "|" : escaped($0) }.joined()
      + (bytes.count > most ? " ..." : "")
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    // Two of them begin a trigraph.
    case UInt8(ascii: "?"): "\\?"
    case 0x20..<0x7F: String(UnicodeScalar(byte))
    default: "\\" + String(UInt16(byte) + 0o1000, radix: 8).dropFirst()
    }
  }

  /// C's strings end at a zero.
  static func requireNoZero(_ text: String) throws {
    guard text.utf8.contains(0) else { return }
    throw FilePlace.model.error(found: "the text \(text.quoted) with a zero byte in C", expected: "texts without one")
  }

  /// Throws for what cannot stand before every name.
  static func requirePrefix(_ prefix: String) throws {
    let letters = prefix.utf8.map { UnicodeScalar($0) }
    let isName = letters.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil }
    guard prefix.isEmpty || isName && prefix.allSatisfy(\.isASCII) && letters[0].properties.isAlphabetic else {
      throw FilePlace.model.error(
        found: "the prefix \(prefix.quoted) in C", expected: "letters, digits and underscores, a letter first")
    }
  }

  /// Names of C made of texts of the user's: a prefix, which no header has macros with and no language keywords, and
  /// what C allows of the text.
  ///
  /// No two are alike, without regard to capitals, in their first 31 characters, which is all that some compilers look
  /// at; none has two underscores side by side, which C++ keeps for itself.
  ///
  /// - Parameter prefix: letters, such as `col`.
  package static func identifiers(_ texts: [String], prefix: String) -> [String] {
    let most = 31 - prefix.utf8.count - "__1000000".utf8.count
    var taken: Set<String> = []
    var numbers: [String: Int] = [:]
    return texts.map { text in
      let words = text.utf8.split { byte in
        !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte) && !(0x61...0x7A).contains(byte)
      }
      let name = String(words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "_").prefix(most))
      let stem = prefix + (name.isEmpty ? "" : "_") + (name.hasSuffix("_") ? String(name.dropLast()) : name)
      var unique = stem
      while !taken.insert(unique.lowercased()).inserted {
        let number = numbers[stem.lowercased(), default: 1] + 1
        numbers[stem.lowercased()] = number
        unique = "\(stem)_\(number)"
      }
      return unique
    }
  }
}
