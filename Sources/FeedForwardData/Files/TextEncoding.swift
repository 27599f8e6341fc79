import FeedForward

/// How the characters of a text stand in bytes.
enum TextEncoding: Equatable {
  case utf8
  case utf16(isBigEndian: Bool)
  case utf32(isBigEndian: Bool)
  /// ISO 8859-1, or the characters that Windows adds to it.
  case western(isWindows: Bool)
  /// By a name that iconv knows.
  case other(String)

  /// - Parameters:
  ///   - name: one that iconv knows, or what people write for it.
  ///   - start: the first bytes, which say what `utf-16` leaves open.
  /// - Throws: ``/FeedForward/FeedForwardError`` for another name.
  init(named name: String, start: [UInt8]) throws {
    let plain = String(decoding: name.utf8.filter(\.isOfName).map { $0.lowercased }, as: UTF8.self)
    if let known = Self.known[plain] {
      self = known
    } else if plain == "utf16" || plain == "utf32" || plain == "ucs2" || plain == "ucs4" || plain == "unicode" {
      self = UnicodeForm(start: start)?.encoding ?? Self.known["\(plain)le"] ?? .utf16(isBigEndian: false)
    } else {
      let iconv = Self.usual[plain] ?? name
      guard !name.isEmpty, name.utf8.allSatisfy(\.isOfEncodingName), IconvDecoder(iconv) != nil else {
        throw FeedForwardError.invalidSetting(name: "encoding", value: name.quoted, expected: Self.names)
      }
      self = .other(iconv)
    }
  }

  private static let names =
    "a name that iconv knows, such as utf-8, utf-16, latin-1, windows-1252, windows-1251, mac-roman or shift_jis"

  /// What is decoded here, by the letters and digits of its names.
  private static let known: [String: TextEncoding] = [
    "utf8": .utf8, "utf8sig": .utf8, "utf8bom": .utf8, "utf8mac": .utf8,
    "utf16le": .utf16(isBigEndian: false), "utf16be": .utf16(isBigEndian: true),
    "ucs2le": .utf16(isBigEndian: false), "ucs2be": .utf16(isBigEndian: true),
    "unicodele": .utf16(isBigEndian: false), "ucs4le": .utf32(isBigEndian: false),
    "ucs4be": .utf32(isBigEndian: true),
    "utf32le": .utf32(isBigEndian: false), "utf32be": .utf32(isBigEndian: true),
    "latin1": .western(isWindows: false), "latin": .western(isWindows: false), "l1": .western(isWindows: false),
    "iso88591": .western(isWindows: false), "88591": .western(isWindows: false),
    "windows1252": .western(isWindows: true), "win1252": .western(isWindows: true),
    "cp1252": .western(isWindows: true), "1252": .western(isWindows: true), "ansi": .western(isWindows: true),
  ]

  /// Spellings that not every iconv knows.
  private static let usual = [
    "macroman": "MACINTOSH", "mac": "MACINTOSH", "macintosh": "MACINTOSH", "shiftjis": "SHIFT_JIS", "sjis": "SHIFT_JIS",
    "ascii": "US-ASCII", "usascii": "US-ASCII", "latin2": "ISO-8859-2", "latin9": "ISO-8859-15",
    "win1250": "CP1250", "windows1250": "CP1250", "win1251": "CP1251", "windows1251": "CP1251",
    "windows1253": "CP1253", "windows1254": "CP1254", "windows1255": "CP1255", "windows1256": "CP1256",
    "windows1257": "CP1257", "windows1258": "CP1258", "eucjp": "EUC-JP", "euckr": "EUC-KR", "koi8r": "KOI8-R",
    "koi8u": "KOI8-U", "ms932": "CP932", "big5": "BIG5", "gb2312": "GB2312", "gbk": "GBK", "gb18030": "GB18030",
  ]

  var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16(let isBigEndian): isBigEndian ? "UTF-16BE" : "UTF-16LE"
    case .utf32(let isBigEndian): isBigEndian ? "UTF-32BE" : "UTF-32LE"
    case .western(let isWindows): isWindows ? "Windows-1252" : "ISO 8859-1"
    case .other(let name): name
    }
  }

  /// What decodes a text from its beginning; nil where there is nothing to do or nothing that can.
  func decoder() -> (any TextDecoder)? {
    switch self {
    case .utf8: nil
    case .utf16(let isBigEndian): UnicodeDecoder(width: 2, isBigEndian: isBigEndian)
    case .utf32(let isBigEndian): UnicodeDecoder(width: 4, isBigEndian: isBigEndian)
    case .western(let isWindows): WesternDecoder(isWindows: isWindows)
    case .other(let name): IconvDecoder(name)
    }
  }
}

/// A form of Unicode in units of two or four bytes, as the beginning of a text shows it.
struct UnicodeForm: Equatable {
  let encoding: TextEncoding
  /// Whether a mark says so, and not zeros alone.
  let isMarked: Bool

  /// By its mark, or by zeros in every second byte, as in Latin letters, digits and delimiters; nil for another text.
  init?(start: [UInt8]) {
    for (mark, encoding) in Self.marks where start.starts(with: mark) {
      self.encoding = encoding
      isMarked = true
      return
    }
    let pairs = min(start.count, 256) / 2
    guard pairs >= 2 else { return nil }
    func zeros(_ offset: Int) -> Int { (0..<pairs).count { start[2 * $0 + offset] == 0 } }
    let (even, odd) = (zeros(0), zeros(1))
    guard (even == 0) != (odd == 0), 2 * max(even, odd) >= pairs else { return nil }
    let isBigEndian = even > 0
    // Beside a zero stands a character of ASCII or of Latin-1.
    let isText = (0..<pairs).allSatisfy { pair in
      let (low, high) = (start[2 * pair + (isBigEndian ? 1 : 0)], start[2 * pair + (isBigEndian ? 0 : 1)])
      return high != 0 || low.isOfText && !(0x80...0x9F).contains(low)
    }
    // Breaks alone are no text.
    let letters = (0..<pairs).count { pair in
      start[2 * pair + (isBigEndian ? 0 : 1)] == 0 && start[2 * pair + (isBigEndian ? 1 : 0)] > 0x20
    }
    guard isText, 2 * letters >= max(even, odd) else { return nil }
    encoding = .utf16(isBigEndian: isBigEndian)
    isMarked = false
  }

  /// The mark of UTF-16 begins that of UTF-32.
  private static let marks: [(mark: [UInt8], encoding: TextEncoding)] = [
    ([0xFF, 0xFE, 0, 0], .utf32(isBigEndian: false)), ([0, 0, 0xFE, 0xFF], .utf32(isBigEndian: true)),
    ([0xFF, 0xFE], .utf16(isBigEndian: false)), ([0xFE, 0xFF], .utf16(isBigEndian: true)),
  ]
}

extension UInt8 {
  /// A letter or digit: names of encodings are told apart by those.
  fileprivate var isOfName: Bool { (48...57).contains(self) || (97...122).contains(lowercased) }

  /// What may stand in the name of an encoding; a slash would give iconv orders.
  fileprivate var isOfEncodingName: Bool { isOfName || [0x2D, 0x5F, 0x2E, 0x3A, 0x2B].contains(self) }

  fileprivate var lowercased: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}
