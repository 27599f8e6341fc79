import FeedForward

/// What a table holds, column by column, and what training would make of each: a look at a file before anything is
/// learned from it.
///
/// ```swift
/// let description = try TableDescription(of: table, targets: ["price"])
/// for column in description.columns { print(column.name, column.use) }
/// ```
public struct TableDescription: Sendable, Equatable, Encodable {
  /// What the table is called.
  public let name: String
  /// How many rows it has.
  public let rows: Int
  /// How many inputs of a network its columns become together.
  public let inputs: Int
  /// In the order of the table.
  public let columns: [ColumnDescription]

  /// Looks at every value of a table.
  ///
  /// A column that cannot be an input or a target is no error: its description says why.
  ///
  /// - Parameters:
  ///   - table: of any columns.
  ///   - targets: the columns that are to be predicted; none if nothing is said of that.
  ///   - preprocessing: what is to become of the others; as in the recipe for tables by default.
  /// - Throws: ``DataError`` for a target that is no column of the table.
  /// - Complexity: O(rows · log rows · columns).
  public init(of table: Table, targets: [String] = [], _ preprocessing: Preprocessing = .tabular) throws {
    for name in targets { _ = try table.column(named: name) }
    self.init(of: table, ColumnUses(of: table, targets: targets, preprocessing))
  }

  /// The same where a pipeline was fitted to the table.
  ///
  /// - Complexity: O(rows · log rows · columns).
  public init(of table: Table, pipeline: Pipeline, leftOut: [LeftOutColumn] = []) {
    self.init(of: table, ColumnUses(pipeline, leftOut: leftOut))
  }

  private init(of table: Table, _ uses: ColumnUses) {
    (name, rows) = (table.name, table.count)
    columns = table.columns.map { ColumnDescription(of: $0, in: table, as: uses[$0.name]) }
    inputs = columns.reduce(0) { $0 + $1.inputs }
  }
}

/// What a column holds, and what training would make of it.
public struct ColumnDescription: Sendable, Equatable {
  /// What a column is for.
  public enum Role: String, Sendable, Codable {
    /// It is learned from.
    case input
    /// It is predicted.
    case target
    /// Neither.
    case leftOut = "left out"
  }

  /// A text, and in how many rows it stands.
  public struct TextCount: Sendable, Equatable, Codable {
    /// The text.
    public let text: String
    /// Rows.
    public let count: Int
  }

  /// Its name.
  public let name: String
  /// What it holds.
  public let kind: ColumnKind
  /// Rows without a value.
  public let missing: Int
  /// Different values, a missing one not among them.
  public let distinct: Int
  /// Of numbers and dates, where they lie; nil for texts, and where every value is missing.
  public let numbers: NumberFigures?
  /// Of texts the most frequent ones, ten at most, the first one most often; of equally frequent ones in the order of
  /// their code points.
  public let texts: [TextCount]
  /// What it is for.
  public let role: Role
  /// How many inputs of a network it becomes; 0 unless it is one.
  public let inputs: Int
  /// What training makes of it, as in `number, 17 inputs: its value and 16 bins`.
  public let use: String

  /// Rows with a value.
  public var count: Int { numbers?.count ?? present }
  private let present: Int
  /// Whether it holds times without a day.
  private let isTime: Bool

  private static let mostTexts = 10

  init(of column: Table.Column, in table: Table, as use: ColumnUse) {
    (name, kind, isTime) = (column.name, column.kind, column.spelling.dateOrder == .time)
    (role, inputs) = (use.role, use.inputs)
    self.use = use.role == .input ? "\(column.kind.rawValue), \(use.sentence)" : use.sentence
    if column.kind == .text {
      let texts = table.texts[column.slot]
      var counts = [Int](repeating: 0, count: texts.distinct.count)
      for code in texts.codes where code >= 0 { counts[Int(code)] += 1 }
      let used = counts.indices.filter { counts[$0] > 0 }
      let order = used.sorted {
        (-counts[$0], CodePoints(texts.distinct[$0])) < (-counts[$1], CodePoints(texts.distinct[$1]))
      }
      self.texts = order.prefix(Self.mostTexts).map { TextCount(text: texts.distinct[$0], count: counts[$0]) }
      (numbers, distinct, present) = (nil, used.count, counts.reduce(0, +))
    } else {
      let sorted = table.numbers.column(column.slot, rows: .all(table.count)).filter { !$0.isNaN }.sorted()
      texts = []
      numbers = NumberFigures(of: sorted)
      (distinct, present) = (zip(sorted, sorted.dropFirst()).count { $0 != $1 } + min(1, sorted.count), sorted.count)
    }
    missing = table.count - present
  }
}

extension ColumnDescription: Encodable {
  private enum CodingKeys: CodingKey {
    case name, kind, missing, distinct, numbers, dates, texts, role, inputs, use
  }

  /// Encodes all that is known; of a column of dates where they lie as `2024-02-29`, under `dates`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(kind, forKey: .kind)
    try container.encode(missing, forKey: .missing)
    try container.encode(distinct, forKey: .distinct)
    if isDate {
      try container.encodeIfPresent(numbers.map { DateFigures($0, areTimes: isTime) }, forKey: .dates)
    } else {
      try container.encodeIfPresent(numbers, forKey: .numbers)
    }
    if kind == .text { try container.encode(texts, forKey: .texts) }
    try container.encode(role, forKey: .role)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(use, forKey: .use)
  }

  /// Whether its numbers are days since 1970-01-01.
  public var isDate: Bool { kind == .date }

  /// One of its dates or times.
  public func text(ofDays days: Double) -> String { CivilDate.text(ofDays: days, isTime: isTime) }
}
