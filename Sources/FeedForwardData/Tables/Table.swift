import FeedForward

/// A table of named, typed columns: numbers or texts, any of them missing.
///
/// Numbers are those of the file, in `Double`, until a ``Pipeline`` has shifted and scaled them; they are held in as
/// few bytes as give back every bit. Texts are indices into the list of different texts of their column; two texts are
/// one where their code points are.
public struct Table: Sendable {
  /// What a column holds.
  public typealias Kind = ColumnKind

  /// A column of the table.
  public struct Column: Sendable, Equatable {
    /// From the header, or `x1`, `x2`, … where there is none.
    public let name: String
    /// What it holds.
    public let kind: Kind
    /// Its slot among the columns of its kind.
    let slot: Int
    /// How many decimals its numbers are written with, if all are alike and have some; else 0.
    let decimals: Int
    /// Of a column of numbers, the slot among the texts of what they are spelled as, where that says more than their
    /// values.
    let textsOfNumbers: Int?
    /// How its fields were spelled.
    public let spelling: ColumnSpelling
    /// Whether it names or counts rows.
    let namesRows: Bool

    /// Names are equal where their code points are.
    public static func == (left: Column, right: Column) -> Bool {
      CodePoints(left.name) == CodePoints(right.name) && left.kind == right.kind && left.slot == right.slot
    }
  }

  /// What is to be said of a column to make one.
  struct Form: Sendable {
    var name: String
    var kind: Kind
    var decimals = 0
    /// Whether the texts of its numbers are held, too.
    var isSpelled = false
    var spelling = ColumnSpelling()
    /// Whether it names or counts the rows, and has no name itself.
    var namesRows = false
    /// Whether texts among its numbers are missing values, and no error.
    var allowsMistakes = false

    init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// The texts of a column.
  package struct Texts: Sendable {
    /// Each different text once, in the order in which they are met.
    var distinct: [String] = []
    /// For each row an index into `distinct`; −1 where missing.
    var codes: [Int32] = []

    package init(distinct: [String] = [], codes: [Int32] = []) {
      self.distinct = distinct
      self.codes = codes
    }
  }

  /// What errors call the table: the name of its file, mostly.
  public let name: String
  /// In the order of the file.
  public let columns: [Column]
  /// Where in `columns` a name stands.
  private let index: [CodePoints: Int]
  /// Number of rows.
  public let count: Int
  /// Those of the numeric columns.
  let numbers: PackedNumbers
  /// One for each column of texts, or of numbers that are held as texts, too.
  let texts: [Texts]
  /// Where its rows stand in files; nil for a table that was not read from lines.
  var places: RowPlaces?
  /// What was decided while the table was read that a user should know, a sentence each.
  package(set) public var notes: [String] = []
  /// The texts that stood for a missing value where it was read.
  var missing = TableOptions.usualMissing

  /// Names in the order of the file.
  public var columnNames: [String] { columns.map(\.name) }

  init(
    name: String, columns forms: [Form], count: Int, numbers: PackedNumbers, texts: [Texts],
    places: RowPlaces? = nil
  ) {
    self.name = name
    var (number, text) = (0, 0)
    columns = forms.map { form in
      defer {
        if form.kind != .text { number += 1 }
        if form.kind == .text || form.isSpelled { text += 1 }
      }
      return Column(
        name: form.name, kind: form.kind, slot: form.kind == .text ? text : number, decimals: form.decimals,
        textsOfNumbers: form.isSpelled ? text : nil, spelling: form.spelling, namesRows: form.namesRows)
    }
    index = Dictionary(forms.indices.map { (CodePoints(forms[$0].name), $0) }) { first, _ in first }
    self.count = count
    self.numbers = numbers
    self.texts = texts
    self.places = places
  }

  /// The column of that name.
  ///
  /// - Throws: ``DataError`` if there is none.
  public func column(named name: String) throws -> Column {
    guard let index = index[CodePoints(name)] else {
      throw FilePlace(file: self.name).missing(column: name, among: columnNames)
    }
    return columns[index]
  }

  /// Whether there is a column of that name.
  func hasColumn(named name: String) -> Bool { index[CodePoints(name)] != nil }

  /// Where the column stands; nil for one of another table.
  func index(of column: Column) -> Int? {
    guard let index = index[CodePoints(column.name)], columns[index] == column else { return nil }
    return index
  }

  /// The numbers of a column, or the days of one of dates, NaN where missing; nil if it holds texts or is one of
  /// another table. A copy, O(rows).
  public func numbers(of column: Column) -> [Double]? {
    guard column.kind != .text, index(of: column) != nil else { return nil }
    return numbers.column(column.slot, rows: .all(count))
  }

  /// The texts of a column, nil where missing; nil if it holds numbers or is one of another table. A copy, O(rows).
  public func texts(of column: Column) -> [String?]? {
    guard column.kind == .text, index(of: column) != nil else { return nil }
    let texts = texts[column.slot]
    return texts.codes.map { $0 < 0 ? nil : texts.distinct[Int($0)] }
  }

  /// The line of the file in which a row begins, from 1; nil for a table that was not read from lines, and for a
  /// row that is not there.
  public func line(ofRow row: Int) -> Int? {
    guard row >= 0, row < count else { return nil }
    return places?.line(ofRow: row)
  }
}

extension Table.Column {
  /// What to make it of again.
  var form: Table.Form {
    var form = Table.Form(name, kind)
    (form.decimals, form.isSpelled) = (decimals, textsOfNumbers != nil)
    (form.spelling, form.namesRows) = (spelling, namesRows)
    return form
  }

  /// The slot of its texts; nil where only its numbers are held.
  var textSlot: Int? { kind == .text ? slot : textsOfNumbers }

  /// One of its dates or times.
  package func text(ofDays days: Double) -> String {
    CivilDate.text(ofDays: days, isTime: spelling.dateOrder == .time)
  }

  /// What one of its numbers is called: with the decimals of all, else with as few as tell it from others.
  func name(of number: Double) -> String { NumberName.text(of: number, decimals: decimals) }
}
