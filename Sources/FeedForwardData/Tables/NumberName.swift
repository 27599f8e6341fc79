/// What a number is called where it names a class: `1` and `1.0` are one class.
enum NumberName {
  /// Whole numbers up to here are told apart by `Double`.
  private static let greatestWhole = 0x1p53

  /// A number in a fixed number of decimals, if these give it back; else whole ones without decimals, others in as few
  /// digits as tell them from all others.
  static func text(of number: Double, decimals: Int = 0) -> String {
    let isWhole = number == number.rounded() && abs(number) <= greatestWhole
    let shortest = isWhole ? "\(Int64(number))" : "\(number)"
    guard decimals > 0, !shortest.utf8.contains(UInt8(ascii: "e")) else { return shortest }
    let parts = shortest.split(separator: ".")
    let given = parts.count == 2 ? parts[1].utf8.count : 0
    guard given <= decimals else { return shortest }
    return parts[0] + "." + (parts.count == 2 ? parts[1] : "") + String(repeating: "0", count: decimals - given)
  }

  /// The number that a name stands for; nil for one that is told from others by its text: words, codes with a zero
  /// before the first digit, and whole numbers beyond 2⁵³.
  static func number(of text: String) -> Double? {
    var text = text
    return text.withUTF8 { bytes in
      guard case .number(let number, isCode: false) = NumberScanner.scan(bytes, 0, bytes.count),
        !isLongWhole(bytes, number)
      else { return nil }
      return number
    }
  }

  /// Whether a whole number is so long that its neighbours are the same `Double`.
  static func isLongWhole(_ bytes: UnsafeBufferPointer<UInt8>, _ number: Double) -> Bool {
    abs(number) >= greatestWhole
      && bytes.dropFirst(bytes.first == 0x2D || bytes.first == 0x2B ? 1 : 0).allSatisfy {
        (0x30...0x39).contains($0)
      } && !(abs(number) == greatestWhole && bytes.suffix(16).elementsEqual("9007199254740992".utf8))
  }
}
