import FeedForward

/// How a table is read from a file.
///
/// What is nil is guessed from the first 1000 records. All but ``arrays``, ``maximumExpansion`` and ``maximumBytes``
/// concern text only, and are not looked at for NPY, NPZ and IDX, which hold numbers and nothing else.
public struct TableOptions: Sendable, Equatable {
  /// Name of the text's encoding, as iconv knows it; nil: UTF-8, or UTF-16 by its mark or zeros, or, if the file is not
  /// UTF-8, Windows-1252.
  public var encoding: String?
  /// What separates fields: comma, semicolon, tab or `|` where guessed.
  public var delimiter: UInt8?
  /// Whether the first record holds names.
  ///
  /// Guessed, it does if it has no number where all of the column below are numbers, or, in a table of texts, if none
  /// of its fields is found again in its column. A first record with numbers among its names is taken for names only if
  /// those are plain whole numbers, as years are, and all different.
  public var hasHeader: Bool?
  /// What encloses fields with delimiters and line breaks in them, and is doubled within; nil: nothing does.
  public var quote: UInt8? = UInt8(ascii: "\"")
  /// A line that begins with it is passed over; nil: none is.
  public var comment: UInt8?
  /// What stands for a missing value, besides an empty field; in columns of numbers and of texts alike.
  public var missing: [String] = TableOptions.usualMissing
  /// Whether blanks around a field that is not quoted are left away.
  public var trimsBlanks = true
  /// What columns hold, by name; the others are found out from all of their fields.
  ///
  /// A name that is no column of the table is passed over.
  public var kinds: ColumnKinds = [:]
  /// The columns that are wanted. Another one is no reason to refuse a table: it is of texts if not all of it are
  /// numbers, and what ``kinds`` says of it does not count.
  public var needed = Preprocessing.Columns.all
  /// The largest share of non-numbers in a column that are taken for mistakes: the first of them is then an error; with
  /// more of them, the column holds texts. A single one is always taken for a mistake.
  public var maximumMistakes = 0.1
  /// The arrays of an NPZ archive that are wanted, in this order; nil: all of them.
  public var arrays: [String]?
  /// gzip and deflate may expand to 64 MB, and beyond it to so many times the bytes they are stored in.
  public var maximumExpansion = 1000
  /// A table that takes more bytes of memory is refused before the memory is taken.
  public var maximumBytes = 1 << 40

  /// Everything guessed.
  public init() {}

  /// The texts that stand for a missing value unless told otherwise: NA, N/A, NaN, nan, null, NULL, None and ?.
  public static let usualMissing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]
}

/// What columns hold, by name; names are equal where their code points are.
public struct ColumnKinds: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private var kinds: [CodePoints: ColumnKind] = [:]

  /// As `["plz": .text]`; of a name that is given twice, the last one counts.
  public init(dictionaryLiteral pairs: (String, ColumnKind)...) {
    for (name, kind) in pairs { self[name] = kind }
  }

  /// What a column holds; nil where it is to be found out.
  public subscript(name: String) -> ColumnKind? {
    get { kinds[CodePoints(name)] }
    set { kinds[CodePoints(name)] = newValue }
  }
}

/// What a column holds.
public enum ColumnKind: String, Sendable, Codable {
  /// Numbers; NaN where missing.
  case number
  /// Texts.
  case text
}
