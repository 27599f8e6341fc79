import FeedForward

/// An input column as a review sees it.
struct ReviewedColumn {
  let column: Table.Column
  /// The same for columns of the same values in the same order.
  private(set) var hash: UInt64 = 0
  /// Whether every row has the same value.
  private(set) var isConstant = false
  /// Whether it looks like a number that rows are called by.
  private(set) var isIdentifier = false
  /// Whether its values decide the class.
  private(set) var givesClass = false
  /// Indices of the numbers to predict that it alone gives.
  var given: [Int] = []
  /// Whether all numbers are whole, and below 2⁵¹; and where they lie.
  private var isWhole = false
  private var range = 0.0...0.0

  var name: String { column.name }

  init(_ column: Table.Column) { self.column = column }

  // MARK: - The column by itself

  mutating func read(_ texts: Table.Texts, _ rows: RowList) {
    let hashes = texts.distinct.map { StableHash.of($0) }
    var first = rows.first.map { texts.codes[$0] } ?? -1
    isConstant = first >= 0
    for row in rows {
      let code = texts.codes[row]
      if code != first { (isConstant, first) = (false, code) }
      hash = StableHash.joined(hash, code < 0 ? StableHash.missing : hashes[Int(code)])
    }
  }

  mutating func read(_ numbers: [Double], isDate: Bool) {
    var (least, most) = (Double.infinity, -Double.infinity)
    var (missing, fractions, rises, falls) = (0, 0, 0, 0)
    var (last, hash) = (Double.nan, UInt64(0))
    for x in numbers {
      // Comparisons with NaN are false.
      least = x < least ? x : least
      most = x > most ? x : most
      missing &+= x == x ? 0 : 1
      // To add 1.5 · 2⁵² leaves no room for decimals, nor for numbers beyond 2⁵¹.
      fractions &+= (x + 0x1.8p52) - 0x1.8p52 == x ? 0 : 1
      rises &+= x > last ? 1 : 0
      falls &+= x < last ? 1 : 0
      last = x
      hash = StableHash.joined(hash, StableHash.of(x))
    }
    self.hash = hash
    guard least <= most else { return }
    range = least...most
    isConstant = missing == 0 && least == most
    isWhole = fractions == missing
    guard !isDate, missing == 0, fractions == 0, numbers.count >= DataReview.leastRows else { return }
    let steps = numbers.count - 1
    let isSorted = rises == steps || falls == steps
    // That so many measurements all differ is likely only where there are many more numbers to choose from.
    let isDense = Double(numbers.count) * Double(numbers.count) > 6 * (most - least)
    // Years that go up by one tell when, which is worth knowing.
    let areYears = least >= 1500 && most <= 2200 && !name.namesAnIdentifier
    isIdentifier = !areYears && (isSorted || isDense || name.namesAnIdentifier) && (isSorted || Self.areDifferent(numbers, range))
  }

  /// O(numbers), mostly much less where they are not.
  private static func areDifferent(_ numbers: [Double], _ range: ClosedRange<Double>) -> Bool {
    guard range.upperBound - range.lowerBound >= Double(numbers.count - 1) else { return false }
    var seen = Set<UInt64>()
    return numbers.allSatisfy { seen.insert(($0 + 0).bitPattern).inserted }
  }

  // MARK: - The column and the classes

  /// Fewer different values than this share of the rows can decide a class by more than chance.
  private static let rowsOfAValue = 10

  mutating func compare(_ texts: Table.Texts, _ rows: RowList, _ classes: ReviewedTable.Classes) {
    let codes = rows.map { Int(texts.codes[$0]) + 1 }
    decide(codes, values: texts.distinct.count + 1, classes)
  }

  mutating func compare(_ numbers: [Double], _ classes: ReviewedTable.Classes) {
    guard !isConstant else { return }
    let steps = range.upperBound - range.lowerBound
    if isWhole, steps < Double(max(1024, numbers.count)) {
      let least = range.lowerBound
      decide(numbers.map { $0.isNaN ? 0 : Int($0 - least) + 1 }, values: Int(steps) + 2, classes)
    }
    if !givesClass { givesClass = Self.separates(numbers, classes) }
  }

  /// Whether each value has one class, in all but a thousandth of the rows.
  private mutating func decide(_ codes: [Int], values: Int, _ classes: ReviewedTable.Classes) {
    let count = classes.counts.count
    guard values * count <= max(1 << 16, 4 * codes.count) else { return }
    var table = [Int](repeating: 0, count: values * count)
    for (code, index) in zip(codes, classes.indices) where index >= 0 { table[code * count + index] += 1 }
    var (decided, used) = (0, 0)
    for value in 0..<values {
      let most = table[value * count..<(value + 1) * count].max() ?? 0
      decided += most
      used += most > 0 ? 1 : 0
    }
    let (all, majority) = (classes.counts.reduce(0, +), classes.counts.max() ?? 0)
    // Where one class has nearly all rows, to know nothing is nearly as good.
    let mistakes = all - decided
    givesClass =
      used * Self.rowsOfAValue <= all && mistakes * 1000 <= all && mistakes * 20 <= all - majority
      && all - majority >= Self.rowsOfAValue
  }

  /// Whether thresholds separate all classes: none of them reaches into the numbers of another. A missing value counts
  /// as one below all others.
  private static func separates(_ numbers: [Double], _ classes: ReviewedTable.Classes) -> Bool {
    var least = [Double](repeating: .infinity, count: classes.counts.count)
    var most = [Double](repeating: -.infinity, count: classes.counts.count)
    for (x, index) in zip(numbers, classes.indices) where index >= 0 {
      let x = x.isNaN ? -.greatestFiniteMagnitude : x
      if x < least[index] { least[index] = x }
      if x > most[index] { most[index] = x }
    }
    let used = classes.counts.indices.filter { classes.counts[$0] > 0 }.sorted { least[$0] < least[$1] }
    return used.count > 1 && zip(used, used.dropFirst()).allSatisfy { most[$0] < least[$1] }
      && used.allSatisfy { classes.counts[$0] >= 5 }
  }
}

extension String {
  /// Whether one of its words says that rows are called by it: `id`, `PassengerId`, `customer_no`.
  fileprivate var namesAnIdentifier: Bool {
    var words: [String] = [""]
    var wasLower = false
    for letter in self {
      if !letter.isLetter || letter.isUppercase && wasLower { words.append("") }
      if letter.isLetter { words[words.count - 1] += letter.lowercased() }
      wasLower = letter.isLowercase
    }
    return words.contains { ["id", "ids", "index", "idx", "key", "uid", "rowid", "nr", "no", "number"].contains($0) }
  }
}
