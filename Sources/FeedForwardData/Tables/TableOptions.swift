import FeedForward

/// How a table is read from a file.
///
/// What is nil is guessed: what separates records and fields from the first 1000 records, what columns hold from all of
/// them. ``Table/notes`` says what was decided. All but ``arrays``, ``maximumExpansion`` and ``maximumBytes`` concern
/// text only, and are not looked at for NPY, NPZ and IDX, which hold numbers and nothing else.
public struct TableOptions: Sendable, Equatable {
  /// Name of the text's encoding, as iconv knows it; nil: UTF-8, or UTF-16 by its mark or zeros, or, if the file is not
  /// UTF-8, Windows-1252.
  public var encoding: String?
  /// What separates fields: comma, semicolon, tab, `|` or runs of blanks where guessed; a space stands for these.
  public var delimiter: UInt8?
  /// Whether the first record holds names.
  ///
  /// Guessed, it does if it has no number where all of the column below are numbers, or, in a table of texts, if none
  /// of its fields is found again in its column. Whole numbers are among the names if all are different,
  /// and some name stands over numbers, or they count from 0 or 1, or are years over what are none.
  public var hasHeader: Bool?
  /// What encloses fields with delimiters and line breaks in them, and is doubled within; nil: nothing does.
  public var quote: UInt8? = UInt8(ascii: "\"")
  /// What makes the character after it one like any other; nil: nothing does.
  public var escape: UInt8?
  /// A line that begins with it is passed over; nil: none is, but for lines of `#` or `%` above the table.
  public var comment: UInt8?
  /// How many lines at the beginning are passed over, such as a title; nil: those above the first record that has as
  /// many fields as the others, and a line of units under the names.
  public var skippedLines: Int?
  /// How many records at the end are passed over, such as a sum; nil: up to ten of one field where others have more.
  public var skippedFooter: Int?
  /// What stands before decimals; nil: what all numbers of a column have.
  public var decimalMark: ColumnSpelling.DecimalMark?
  /// What stands for a missing value, besides an empty field and one of blanks; in columns of numbers and of texts
  /// alike. One that is a number stands for that number, however it is spelled.
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
  /// Columns whose values are never taken for dates or for missing where nobody says so, such as a target.
  public var exact: [String] = []
  /// The largest share of others in a column of numbers or dates that are taken for mistakes, see ``mistakes``; with
  /// more of them, or more than 20 different ones, the column holds texts. A single one is always a mistake.
  public var maximumMistakes = 0.1
  /// What becomes of a mistake.
  public var mistakes = Mistakes.refuse
  /// The arrays of an NPZ archive that are wanted, in this order; nil: all of them.
  public var arrays: [String]?
  /// gzip and deflate may expand to 64 MB, and beyond it to so many times the bytes they are stored in.
  public var maximumExpansion = 1000
  /// A table that takes more bytes of memory is refused before the memory is taken.
  public var maximumBytes = 1 << 40

  /// What becomes of a text among numbers.
  public enum Mistakes: Sendable {
    /// The first one is an error.
    case refuse
    /// They are missing values, and ``Table/notes`` says which.
    case missing
  }

  /// Everything guessed.
  public init() {}

  /// The texts that stand for a missing value unless told otherwise: those of pandas 3, and `?`.
  public static let usualMissing = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL",
    "NaN", "None", "n/a", "nan", "null", "?",
  ]

  /// The same before columns had spellings, for models of that time.
  package static let olderMissing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]
}

/// What columns hold, by name; names are equal where their code points are.
public struct ColumnKinds: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private var kinds: [CodePoints: ColumnKind] = [:]
  private var spellings: [CodePoints: ColumnSpelling] = [:]
  private var dateOrders: [CodePoints: ColumnSpelling.DateOrder] = [:]

  /// As `["plz": .text]`; of a name that is given twice, the last one counts.
  public init(dictionaryLiteral pairs: (String, ColumnKind)...) {
    for (name, kind) in pairs { self[name] = kind }
  }

  /// What a column holds; nil where it is to be found out.
  public subscript(name: String) -> ColumnKind? {
    get { kinds[CodePoints(name)] }
    set { kinds[CodePoints(name)] = newValue }
  }

  /// In which order the dates of a column are, whatever its fields tell; nil where they tell.
  public subscript(dateOrder name: String) -> ColumnSpelling.DateOrder? {
    get { dateOrders[CodePoints(name)] }
    set { dateOrders[CodePoints(name)] = newValue }
  }

  /// How a column is spelled, where its fields do not tell; nil where nothing is known.
  public subscript(spelling name: String) -> ColumnSpelling? {
    get { spellings[CodePoints(name)] }
    set { spellings[CodePoints(name)] = newValue }
  }
}

/// What a column holds.
public enum ColumnKind: String, Sendable, Codable {
  /// Numbers; NaN where missing.
  case number
  /// Texts.
  case text
  /// Days since the first of January 1970 with their shares of a day, or such shares alone; NaN where missing.
  case date
}
