import FeedForward

/// Columns of numbers beside numbers to predict, in rows at equal distances: whether the former give the latter by a
/// sum, each multiplied with something.
struct LinearSample {
  /// Of more rows as many are taken.
  private static let mostRows = 10_000
  private static let mostColumns = 100
  /// A column with more missing values takes no part in sums: rows without a value are left out.
  private static let largestShareOfMissing = 0.1
  /// What may be left of the variance.
  private static let rest = 1e-6
  /// A part of the target below that of its deviation is none.
  private static let leastShare = 1e-3
  /// A column of which less is left beside others is a sum of them but for rounding.
  private static let leastPivot = 1e-8

  private let places: [Int]
  private var columns: [(name: String, numbers: [Double])] = []
  private var targets: [(name: String, numbers: [Double])] = []

  init(rows: Int) {
    let step = max(1, (rows + Self.mostRows - 1) / Self.mostRows)
    places = Array(stride(from: 0, to: rows, by: step))
  }

  mutating func add(target name: String, _ numbers: [Double]) { targets.append((name, places.map { numbers[$0] })) }

  mutating func add(column name: String, _ numbers: [Double]) {
    // One more than there may be says that there are too many.
    guard columns.count <= Self.mostColumns else { return }
    let taken = places.map { numbers[$0] }
    guard Double(taken.count { $0.isNaN }) <= Self.largestShareOfMissing * Double(taken.count) else { return }
    columns.append((name, taken))
  }

  /// Whether a column of all rows alone gives a target, by its index: the squared correlation where both have values is
  /// 1 but for a millionth.
  func gives(_ target: Int, _ numbers: [Double]) -> Bool {
    let pairs = zip(places.map { numbers[$0] }, targets[target].numbers).filter { !$0.0.isNaN && !$0.1.isNaN }
    guard pairs.count >= DataReview.leastRows, let x = standardized(pairs.map(\.0)),
      let y = standardized(pairs.map(\.1))
    else { return false }
    let correlation = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / Double(pairs.count)
    return correlation * correlation > 1 - Self.rest
  }

  /// The columns of which some sum is the target, but for a millionth of its variance; empty where there is none.
  ///
  /// Columns are taken one by one, each time the one that explains most of what is left: what is not needed is not
  /// taken, and a column that is a sum of others is none.
  func shares(in name: String) -> [String] {
    guard let target = targets.first(where: { $0.name == name }), (1...Self.mostColumns).contains(columns.count)
    else { return [] }
    let kept = target.numbers.indices.filter { i in
      !target.numbers[i].isNaN && columns.allSatisfy { !$0.numbers[i].isNaN }
    }
    guard kept.count >= max(DataReview.leastRows, 2 * columns.count + 1) else { return [] }
    let taken = { (numbers: [Double]) in standardized(kept.map { numbers[$0] }) }
    guard let y = taken(target.numbers) else { return [] }
    let inputs = columns.compactMap { column in taken(column.numbers).map { (name: column.name, numbers: $0) } }
    var products = ProductMatrix(inputs.map(\.numbers) + [y])
    var chosen: [Int] = []
    while products[inputs.count, inputs.count] > Self.rest {
      let free = inputs.indices.filter { !chosen.contains($0) && products[$0, $0] > Self.leastPivot }
      let gain = { (j: Int) in
        products[j, inputs.count] * products[j, inputs.count] / products[j, j]
      }
      guard let next = free.max(by: { gain($0) < gain($1) }), gain(next) > 0 else { return [] }
      products.sweep(next)
      chosen.append(next)
    }
    return chosen.filter { abs(products[$0, inputs.count]) > Self.leastShare }.sorted().map { inputs[$0].name }
  }
}

/// Mean 0 and deviation 1; nil for a constant, and for numbers whose squares are none.
private func standardized(_ numbers: [Double]) -> [Double]? {
  let summaries = NumberSummaries(of: numbers, width: 1, rows: numbers.count)
  guard summaries.squares[0] > 0, summaries.squares[0].isFinite else { return nil }
  let (mean, deviation) = (summaries.means[0], summaries.deviation(0))
  return numbers.map { ($0 - mean) / deviation }
}

/// The mean products of columns, two at a time, of which some are swept out: then the column of a target holds their
/// coefficients and what is left of it. Beaton, *The use of special matrix operators in statistical calculus*, 1964.
private struct ProductMatrix {
  private let order: Int
  private var elements: [Double]

  /// O(rows · columns²).
  init(_ columns: [[Double]]) {
    order = columns.count
    elements = Array(repeating: 0, count: order * order)
    for i in 0..<order {
      for j in i..<order {
        elements[i * order + j] = meanProduct(columns[i], columns[j])
        elements[j * order + i] = elements[i * order + j]
      }
    }
  }

  subscript(i: Int, j: Int) -> Double { elements[i * order + j] }

  /// O(columns²).
  mutating func sweep(_ k: Int) {
    let pivot = self[k, k]
    let row = (0..<order).map { self[k, $0] / pivot }
    for i in 0..<order where i != k {
      let factor = self[i, k]
      for j in 0..<order where j != k { elements[i * order + j] -= factor * row[j] }
      elements[i * order + k] = -factor / pivot
    }
    for j in 0..<order { elements[k * order + j] = row[j] }
    elements[k * order + k] = 1 / pivot
  }
}

/// Σ x y / m, in four sums that do not wait for each other.
private func meanProduct(_ x: [Double], _ y: [Double]) -> Double {
  var sums = SIMD4<Double>()
  let whole = x.count - x.count % 4
  for r in stride(from: 0, to: whole, by: 4) {
    let left = SIMD4<Double>(x[r], x[r + 1], x[r + 2], x[r + 3])
    let right = SIMD4<Double>(y[r], y[r + 1], y[r + 2], y[r + 3])
    sums += left * right
  }
  var sum = sums.sum()
  for r in whole..<x.count { sum += x[r] * y[r] }
  return sum / Double(x.count)
}
