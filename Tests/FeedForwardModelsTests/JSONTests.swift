import FeedForwardData
import FeedForwardModels
import Testing

@Suite struct JSONTests {
  private let place = FilePlace(file: "text", path: "value")

  @Test(arguments: [
    "null", "true", "[]", "{}", "[1,-0,0.5,1e-7,-12.25E+300,123456789012345678901234567890]",
    #"{"a":[{"b":null}],"":"\"\\\n\r\t\u0001"}"#, #""é ✓ 𝄞""#,
  ]) func roundTrip(text: String) throws {
    #expect(try JSON(text, at: place).text == text)
  }

  @Test func escapes() throws {
    #expect(try JSON(#" "\u00e9\ud834\udd1e\/\b\f" "#, at: place) == .string("é𝄞/\u{8}\u{C}"))
    #expect(try JSON("[ 1 ,\r\n\t2 ]", at: place) == .array([.number("1"), .number("2")]))
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "+1", "1.", ".5", "1e", "--1", "0x1", "Infinity", "NaN", "'a'", "\"", "\"\\", "\"\\u12",
    "[1 2]",
    "[,]", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[}", "[1]]", "\u{FEFF}1", #""\udd1e""#,
    #""\ud834\ud834""#,
    #"{"a":1,"\u0061":2}"#,
  ]) func refused(text: String) {
    #expect(throws: DataError.self) { try JSON(text, at: place) }
  }

  /// Numbers come back with the bits they had.
  @Test func numbersAreExact() throws {
    for value in [0.1, -0.0, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, 0x1.fffffffffffffp-2] {
      let json = try JSON(JSON.real(value).text, at: place)
      #expect(try json.double(at: place).bitPattern == value.bitPattern)
    }
  }
}
