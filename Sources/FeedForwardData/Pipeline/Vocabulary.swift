import FeedForward

/// Texts with an index each. A text is found by its code points, or else by the number that it spells: `1.0` is `1`.
struct Vocabulary {
  let names: [String]
  /// In place of an index.
  static let missing = -1
  static let unknown = -2
  private let indices: [CodePoints: Int]
  private let numbers: [Double: Int]

  init(_ names: [String]) {
    self.names = names
    indices = Dictionary(zip(names.map { CodePoints($0) }, names.indices)) { first, _ in first }
    let numbers = names.enumerated().compactMap { index, name in NumberName.number(of: name).map { ($0, index) } }
    self.numbers = Dictionary(numbers) { first, _ in first }
  }

  func index(of name: String) -> Int? {
    indices[CodePoints(name)] ?? (numbers.isEmpty ? nil : NumberName.number(of: name).flatMap { numbers[$0] })
  }

  func index(of number: Double) -> Int? { numbers[number] }

  /// Numbers by value where all are numbers, else texts by their code points.
  static func sorted(_ names: [String]) -> [String] {
    let numbers = names.map { Double($0) ?? .nan }
    guard numbers.allSatisfy({ !$0.isNaN }) else { return names.sortedByCodePoints() }
    return zip(numbers, names).sorted { ($0.0, CodePoints($0.1)) < ($1.0, CodePoints($1.1)) }.map(\.1)
  }

  /// For an error: the first ones in quotes, and how many more there are.
  static func list(_ names: [String]) -> String {
    let most = 20
    let list = names.prefix(most).map { "“\($0)”" }.joined(separator: ", ")
    return names.count > most ? "\(list) and \(names.count - most) more" : list
  }
}

extension Table {
  /// For each row its index in a vocabulary, or ``Vocabulary/missing``, or ``Vocabulary/unknown``. O(rows).
  func indices(of column: Column, in vocabulary: Vocabulary, rows: RowList) -> [Int] {
    if let slot = column.textSlot {
      let texts = texts[slot]
      let known = texts.distinct.map { vocabulary.index(of: $0) ?? Vocabulary.unknown }
      return rows.map { texts.codes[$0] < 0 ? Vocabulary.missing : known[Int(texts.codes[$0])] }
    }
    return numbers.column(column.slot, rows: rows).map { value in
      value.isNaN ? Vocabulary.missing : vocabulary.index(of: value) ?? Vocabulary.unknown
    }
  }

  /// The different values of a column in these rows as texts, sorted; missing ones left out. Numbers that are equal are
  /// one value, in a column of texts only texts that are. O(rows).
  func differentValues(of column: Column, rows: RowList) -> [String] {
    if let slot = column.textSlot {
      let texts = texts[slot]
      let names = Set(rows.map { texts.codes[$0] }).filter { $0 >= 0 }.map { texts.distinct[Int($0)] }
      guard column.kind == .number else { return Vocabulary.sorted(names) }
      let different = Set(names.map { CodePoints(NumberName.number(of: $0).map { column.name(of: $0) } ?? $0) })
      return Vocabulary.sorted(different.map(\.text))
    }
    let values = Set(numbers.column(column.slot, rows: rows)).filter { !$0.isNaN }
    return values.sorted().map { column.name(of: $0) }
  }
}

/// All rows of a table, or some of them, without a list of all.
enum RowList: RandomAccessCollection {
  case all(Int)
  case some([Int])

  var startIndex: Int { 0 }
  var endIndex: Int {
    switch self {
    case .all(let count): count
    case .some(let rows): rows.count
    }
  }
  subscript(index: Int) -> Int {
    switch self {
    case .all: index
    case .some(let rows): rows[index]
    }
  }
}
