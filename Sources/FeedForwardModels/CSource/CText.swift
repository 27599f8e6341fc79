import FeedForward

/// Parts of C's text.
package enum CText {
  /// A number with all its bits, in hexadecimal.
  package static func literal<Scalar: BLASScalar>(_ value: Scalar) -> String {
    let suffix = Scalar.tensorType == .f64 ? "" : "f"
    guard value.isFinite else { return value.isNaN ? "NAN" : value < 0 ? "-INFINITY" : "INFINITY" }
    let sign = value.sign == .minus ? "-" : ""
    guard value != 0 else { return "\(sign)0.0\(suffix)" }
    let magnitude = Double(value.magnitude)
    // Subnormal numbers of Float are normal ones of Double.
    let isSubnormal = magnitude < .leastNormalMagnitude
    let digits = String(magnitude.significandBitPattern, radix: 16)
    var fraction = String(repeating: "0", count: 13 - digits.count) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let exponent = isSubnormal ? -1022 : Int(magnitude.exponent)
    let point = fraction.isEmpty ? "" : "."
    return "\(sign)0x\(isSubnormal ? 0 : 1)\(point)\(fraction)p\(exponent)\(suffix)"
  }

  /// A string literal of the text's UTF-8.
  package static func literal(_ text: String) -> String {
    "\"" + text.utf8.map(escaped).joined() + "\""
  }

  /// Text for a comment.
  static func comment(_ text: String) -> String {
    text.replacing("→", with: "->").utf8.map { $0 == UInt8(ascii: "/") ? "|" : escaped($0) }.joined()
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
  static func requireNoZero(_ text: String) throws(ModelFileError) {
    guard text.utf8.contains(0) else { return }
    throw .unsupported(what: "the text \(text.quoted) with a zero byte in C", expected: "texts without one")
  }

  /// Names of C like the given ones, no two alike.
  package static func identifiers(_ names: [String]) -> [String] {
    var taken = keywords
    return names.map { name in
      var identifier = String(
        String.UnicodeScalarView(
          name.unicodeScalars.map {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? $0 : "_"
          }))
      // A letter first: names with underscores there are the system's.
      if identifier.first.map({ !$0.isLetter }) ?? true { identifier = "c\(identifier)" }
      identifier = String(identifier.prefix(40))
      var unique = identifier
      var number = 2
      // Without regard to capitals, since constants are written in them.
      while !taken.insert(unique.lowercased()).inserted {
        unique = "\(identifier)_\(number)"
        number += 1
      }
      return unique
    }
  }

  /// Of C, of C++ for those who include the file there, and macros of the headers.
  private static let keywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float",
    "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof",
    "static",
    "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "true", "false", "null",
    "nan", "infinity", "class", "new", "delete", "this", "template", "typename", "private", "public", "protected",
    "namespace", "operator", "try", "catch", "throw", "using", "virtual", "friend", "and", "or", "not", "xor", "export",
    "mutable", "explicit", "asm", "linux", "unix", "isnan", "isinf", "isfinite", "isnormal", "signbit", "errno",
    "stdin",
    "stdout", "stderr", "eof", "i386", "huge_val",
  ]
}
