import ArgumentParser
import FeedForward
import FeedForwardData

/// How a table of text is read.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The encoding of the text, such as latin-1 or utf-16; UTF-8 by default, or what is found out.", valueName: "name")
  )
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "What separates fields: one character, tab, or blanks for runs of them; guessed by default.",
      valueName: "character"),
    transform: Self.delimiter)
  var delimiter: UInt8?

  @Flag(
    inversion: .prefixedNo, help: "Whether the first line holds the names of the columns; guessed by default.")
  var header: Bool?

  @Option(
    help: ArgumentHelp("The mark before decimals; guessed by default, for each column.", valueName: ".|,"))
  var decimal: ColumnSpelling.DecimalMark?

  @Option(
    help: ArgumentHelp(
      """
      More texts that stand for a missing value, beside the empty field, NA, n/a, NaN, null, None, ? and the like; \
      none for no texts at all.
      """, valueName: "-999,unknown"),
    transform: Self.missingValues)
  var missingValues: MissingValues?

  @Option(
    help: ArgumentHelp("Columns that hold texts, whatever stands in them.", valueName: "a,b"),
    transform: OptionValue.names)
  var text: [String] = []

  @Option(
    help: ArgumentHelp("Columns that hold numbers; other texts in them are missing values.", valueName: "a,b"),
    transform: OptionValue.names)
  var number: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns that hold dates or times, with the order of day and month where it is not to be guessed.",
      valueName: "a,b=day-first|month-first"),
    transform: Self.dates)
  var date: [DateColumn] = []

  @Option(
    help: ArgumentHelp("Pass over lines that begin with this character.", valueName: "character"),
    transform: Self.character)
  var comment: UInt8?

  @Option(
    help: ArgumentHelp(
      "Pass over so many lines above the table; titles and units are found by default.", valueName: "N"),
    transform: OptionValue.count(from: 0))
  var skipLines: Int?

  @Option(
    help: ArgumentHelp("Pass over so many records at the end of the table, such as sums.", valueName: "N"),
    transform: OptionValue.count(from: 0))
  var skipFooter: Int?

  @Option(
    help: ArgumentHelp(
      "What encloses fields with delimiters in them, or none; \" by default.", valueName: "character|none"),
    transform: Self.quote)
  var quote: Quote?

  @Option(
    help: ArgumentHelp("What makes the character after it one like any other, such as \\.", valueName: "character"),
    transform: Self.character)
  var escape: UInt8?

  // MARK: - Reading

  /// A table that a model is applied to.
  ///
  /// - Parameters:
  ///   - paths: of its files; `-` for standard input.
  ///   - needed: the columns that are asked for.
  ///   - texts: those of them that are texts, whatever stands in them.
  ///   - pipeline: knows what its columns hold.
  func table(
    _ paths: [String], needing needed: Preprocessing.Columns = .all, texts: [String] = [], for pipeline: Pipeline? = nil
  ) throws -> Table {
    var options = TableOptions()
    if let pipeline { options.read(for: pipeline) }
    options.needed = needed
    return try table(paths, options, texts: texts)
  }

  /// A table to learn from, which ranks read together: what is no number among numbers is missing, and rows without a
  /// target are left out.
  func table(_ paths: [String], learning columns: PreprocessingOptions) throws -> Table {
    var options = TableOptions()
    options.mistakes = .missing
    options.needed = columns.needed
    options.exact = columns.target.possibleTargets + columns.ignored
    let table = try table(paths, options, texts: columns.textNames, over: Ranks.present)
    return columns.missingTarget == .refuse ? table : try table.droppingRows(without: columns.targets(in: table))
  }

  /// A table that somebody wants to know.
  ///
  /// - Parameter exact: columns to predict, as they may be called.
  func table(_ paths: [String], describing exact: [String]) throws -> Table {
    var options = TableOptions()
    (options.mistakes, options.exact) = (.missing, exact)
    return try table(paths, options, texts: [])
  }

  /// A table by what a command wants, and before that by what the user says.
  private func table(
    _ paths: [String], _ options: TableOptions, texts: [String], over ranks: (any Communicator)? = nil
  ) throws -> Table {
    var options = options
    for name in texts { options.kinds[name] = .text }
    apply(to: &options)
    return try Table(contentsOf: paths, options: options, over: ranks)
  }

  private func apply(to options: inout TableOptions) {
    if let encoding { options.encoding = encoding }
    if let delimiter { options.delimiter = delimiter }
    if let header { options.hasHeader = header }
    if let decimal { options.decimalMark = decimal }
    if let missingValues { options.missing = missingValues.added(to: options.missing) }
    if let comment { options.comment = comment }
    if let skipLines { options.skippedLines = skipLines }
    if let skipFooter { options.skippedFooter = skipFooter }
    if let quote { options.quote = quote.character }
    if let escape { options.escape = escape }
    for name in text { options.kinds[name] = .text }
    for name in number { options.kinds[name] = .number }
    for column in date {
      options.kinds[column.name] = .date
      if let order = column.order { options.kinds[dateOrder: column.name] = order }
    }
  }

  // MARK: - Values

  struct DateColumn: Sendable {
    let name: String
    let order: ColumnSpelling.DateOrder?
  }

  struct Quote: Sendable { let character: UInt8? }

  enum MissingValues: Sendable {
    case none
    case more([String])

    func added(to texts: [String]) -> [String] {
      switch self {
      case .none: []
      case .more(let more): texts + more
      }
    }
  }

  private static func missingValues(_ text: String) throws -> MissingValues {
    text == "none" ? .none : .more(try OptionValue.names(text))
  }

  private static func dates(_ text: String) throws -> [DateColumn] {
    try OptionValue.names(text).map { name in
      for order in [ColumnSpelling.DateOrder.dayFirst, .monthFirst] where name.hasSuffix("=\(order.rawValue)") {
        return DateColumn(name: String(name.dropLast(order.rawValue.count + 1)), order: order)
      }
      return DateColumn(name: name, order: nil)
    }
  }

  private static func quote(_ text: String) throws -> Quote {
    if text == "none" { return Quote(character: nil) }
    guard text.utf8.count == 1, let character = text.utf8.first, character > 32 else {
      throw ValidationError("expected one character of ASCII, or none.")
    }
    return Quote(character: character)
  }

  private static func delimiter(_ text: String) throws -> UInt8 {
    switch text {
    case "tab", "\\t": return UInt8(ascii: "\t")
    case "blanks", "blank", "space": return UInt8(ascii: " ")
    default: return try character(text)
    }
  }

  private static func character(_ text: String) throws -> UInt8 {
    guard text.utf8.count == 1, let character = text.utf8.first, character != UInt8(ascii: "\""), character >= 9 else {
      throw ValidationError("expected one character of ASCII, or tab.")
    }
    return character
  }
}

extension ColumnSpelling.DecimalMark: ExpressibleByArgument {}
