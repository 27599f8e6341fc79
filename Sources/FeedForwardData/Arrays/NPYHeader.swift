/// The header of an NPY file, versions 1 to 3: what NumPy's `lib.format` writes, and nothing else of Python's literals.
struct NPYHeader {
  let type: ElementType
  let shape: [Int]
  let isColumnMajor: Bool
  /// Where the numbers begin.
  let length: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static var longest: Int { 1 << 16 }

  /// Reads it from the beginning of a source.
  init(_ source: any ByteSource) throws {
    try source.seek(to: 0)
    let start = LittleEndianBytes(try source.prefix(8))
    guard start.count == 8, start.slice(0, 6).elementsEqual(Self.magic) else {
      throw source.error(found: "no mark of NPY", expected: "“\\x93NUMPY” at the beginning")
    }
    let version = start.unsigned(6, 1)
    guard (1...3).contains(version), start.unsigned(7, 1) == 0 else {
      throw source.error(found: "version \(version).\(start.unsigned(7, 1)) of NPY", expected: "1.0, 2.0 or 3.0")
    }
    let sizeOfLength = version == 1 ? 2 : 4
    let length = LittleEndianBytes(try source.prefix(sizeOfLength))
    guard length.count == sizeOfLength else {
      throw source.error(found: "the end of the file in the header", expected: "the length of it")
    }
    let count = length.unsigned(0, sizeOfLength)
    guard count <= Self.longest else {
      throw source.error(found: "a header of \(count) bytes", expected: "at most \(Self.longest)")
    }
    let text = try source.prefix(count)
    guard text.count == count else {
      throw source.error(found: "the end of the file after \(text.count) bytes of the header", expected: "\(count)")
    }
    self.length = 8 + sizeOfLength + count
    var parser = HeaderParser(text, source)
    let header = try parser.header()
    type = try Self.type(header.descr, source)
    (shape, isColumnMajor) = (header.shape, header.fortranOrder)
  }

  private static func type(_ text: String, _ source: any ByteSource) throws -> ElementType {
    let characters = Array(text)
    let kinds: [Character: (ElementType.Kind, [Int])] = [
      "f": (.float, [2, 4, 8]), "i": (.signed, [1, 2, 4, 8]), "u": (.unsigned, [1, 2, 4, 8]), "b": (.unsigned, [1]),
    ]
    guard characters.count == 3, "<>|=".contains(characters[0]), let (kind, sizes) = kinds[characters[1]],
      let size = characters[2].wholeNumberValue, sizes.contains(size)
    else {
      throw source.error(
        found: "numbers of type “\(text)”", expected: "b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 or f8")
    }
    return ElementType(kind: kind, size: size, isBigEndian: characters[0] == ">")
  }
}

/// Reads the dictionary with `descr`, `fortran_order` and `shape`, each once, in any order.
private struct HeaderParser {
  private let text: [UInt8]
  private let source: any ByteSource
  private var i = 0

  init(_ text: [UInt8], _ source: any ByteSource) {
    self.text = text
    self.source = source
  }

  mutating func header() throws -> (descr: String, fortranOrder: Bool, shape: [Int]) {
    var (descr, fortranOrder, shape): (String?, Bool?, [Int]?)
    try require("{")
    while !accept("}") {
      let key = try string()
      try require(":")
      switch key {
      case "descr" where descr == nil: descr = try string()
      case "fortran_order" where fortranOrder == nil: fortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw refusal("“\(key)”", "descr, fortran_order and shape, each once")
      }
      if !accept(",") {
        try require("}")
        break
      }
    }
    skipBlanks()
    guard i == text.count else { throw refusal(rest, "the end") }
    guard let descr, let fortranOrder, let shape else {
      throw refusal("one of them missing", "descr, fortran_order and shape")
    }
    return (descr, fortranOrder, shape)
  }

  private var rest: String { i < text.count ? quoted(text[i...]) : "the end" }

  private func refusal(_ found: String, _ expected: String) -> DataError {
    source.error(found: "\(found) in the header", expected: expected)
  }

  private mutating func skipBlanks() {
    while i < text.count, [9, 10, 13, 32].contains(text[i]) { i += 1 }
  }

  private mutating func accept(_ token: String) -> Bool {
    skipBlanks()
    guard text[i...].starts(with: token.utf8) else { return false }
    i += token.utf8.count
    return true
  }

  private mutating func require(_ token: String) throws {
    guard accept(token) else { throw refusal(rest, "“\(token)”") }
  }

  private mutating func string() throws -> String {
    skipBlanks()
    let quotes: [UInt8] = [0x22, 0x27]
    guard i < text.count, quotes.contains(text[i]), let end = text[(i + 1)...].firstIndex(of: text[i]) else {
      throw refusal(rest, "a string")
    }
    defer { i = end + 1 }
    return String(decoding: text[(i + 1)..<end], as: UTF8.self)
  }

  private mutating func boolean() throws -> Bool {
    if accept("True") { return true }
    guard accept("False") else { throw refusal(rest, "True or False") }
    return false
  }

  private mutating func tuple() throws -> [Int] {
    try require("(")
    var sizes: [Int] = []
    while !accept(")") {
      skipBlanks()
      let digits = text[i...].prefix { (0x30...0x39).contains($0) }
      guard let size = Int(String(decoding: digits, as: UTF8.self)) else { throw refusal(rest, "a size") }
      i += digits.count
      // Python 2 wrote long integers so.
      _ = accept("L")
      guard sizes.count < 32 else { throw refusal("more than 32 dimensions", "at most so many") }
      sizes.append(size)
      if !accept(",") {
        try require(")")
        break
      }
    }
    return sizes
  }
}
