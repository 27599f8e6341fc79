import FeedForward

/// Texts with an index each, found by text or by the number that they are.
struct Vocabulary {
  let names: [String]
  /// In place of an index.
  static let missing = -1
  static let unknown = -2
  private let indices: [String: Int]

  init(_ names: [String]) {
    self.names = names
    indices = Dictionary(zip(names, names.indices)) { first, _ in first }
  }

  func index(of name: String) -> Int? { indices[name] }

  /// For each number that one of the names is, its index.
  func numbers<Scalar: BLASScalar>(_: Scalar.Type) -> [Scalar: Int] {
    let pairs = names.enumerated().compactMap { index, name in Double(name).map { (Scalar($0), index) } }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Numbers by value where all are numbers, else texts by their characters.
  static func sorted(_ names: [String]) -> [String] {
    let numbers = names.map { Double($0) ?? .nan }
    guard numbers.allSatisfy({ !$0.isNaN }) else { return names.sorted() }
    return zip(numbers, names).sorted { $0 < $1 }.map(\.1)
  }

  /// For an error: the first ones in quotes, and how many more there are.
  static func list(_ names: [String]) -> String {
    let most = 20
    let list = names.prefix(most).map { "“\($0)”" }.joined(separator: ", ")
    return names.count > most ? "\(list) and \(names.count - most) more" : list
  }

  /// What a number is called: whole ones without decimals, others with as many as tell them from all others.
  static func name<Scalar: BLASScalar>(of number: Scalar) -> String {
    number == number.rounded() && abs(number) < 0x1p53 ? "\(Int64(number))" : "\(number)"
  }
}

extension Table {
  /// For each row its index in a vocabulary, or ``Vocabulary/missing``, or ``Vocabulary/unknown``. O(rows).
  func indices(of column: Column, in vocabulary: Vocabulary, rows: RowList) -> [Int] {
    switch column.kind {
    case .text:
      let texts = texts[column.place]
      let known = texts.distinct.map { vocabulary.index(of: $0) ?? Vocabulary.unknown }
      return rows.map { texts.codes[$0] < 0 ? Vocabulary.missing : known[Int(texts.codes[$0])] }
    case .number:
      let known = vocabulary.numbers(Scalar.self)
      return rows.map { row in
        let value = number(row, column)
        return value.isNaN ? Vocabulary.missing : known[value] ?? Vocabulary.unknown
      }
    }
  }

  /// The different values of a column in these rows as texts, sorted; missing ones left out. O(rows).
  func differentValues(of column: Column, rows: RowList) -> [String] {
    switch column.kind {
    case .text:
      let texts = texts[column.place]
      return Vocabulary.sorted(Set(rows.map { texts.codes[$0] }).filter { $0 >= 0 }.map { texts.distinct[Int($0)] })
    case .number:
      return Set(rows.map { number($0, column) }).filter { !$0.isNaN }.sorted().map { Vocabulary.name(of: $0) }
    }
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
