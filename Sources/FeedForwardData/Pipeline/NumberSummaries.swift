import FeedForward

/// What is to be known of columns of numbers, in two passes over some rows. Missing values are left out; all is added up in
/// `Double`, in the order of the rows.
struct NumberSummaries {
  /// By the column's place.
  private(set) var counts: [Int]
  private(set) var least: [Double]
  private(set) var most: [Double]
  private(set) var means: [Double]
  /// Σ (x − mean)².
  private(set) var squares: [Double]
  let rows: Int

  /// - Parameter fill: writes the numbers of a column in some of the rows to the beginning of an array.
  private init(
    width: Int, rows: Int, pieceRows: Int,
    filling fill: (_ place: Int, _ rows: Range<Int>, _ numbers: inout [Double]) -> Void
  ) {
    self.rows = rows
    counts = Array(repeating: 0, count: width)
    least = Array(repeating: .infinity, count: width)
    most = Array(repeating: -.infinity, count: width)
    squares = Array(repeating: 0, count: width)
    means = squares
    // Differences to a value of the column are exactly zero in a constant one, so that rounding gives it no deviation.
    var firsts = [Double](repeating: .nan, count: width)
    var piece = [Double](repeating: 0, count: pieceRows)
    func forEachPiece(_ body: (_ place: Int, _ numbers: ArraySlice<Double>) -> Void) {
      for start in stride(from: 0, to: rows, by: pieceRows) {
        let part = start..<min(start + pieceRows, rows)
        for place in 0..<width {
          fill(place, part, &piece)
          body(place, piece[..<part.count])
        }
      }
    }
    forEachPiece { place, numbers in
      var (count, first, sum) = (counts[place], firsts[place], means[place])
      var (low, high) = (least[place], most[place])
      for x in numbers where !x.isNaN {
        if count == 0 { first = x }
        count += 1
        sum += x - first
        low = min(low, x)
        high = max(high, x)
      }
      (counts[place], firsts[place], means[place]) = (count, first, sum)
      (least[place], most[place]) = (low, high)
    }
    for place in 0..<width { means[place] = firsts[place] + means[place] / Double(max(counts[place], 1)) }
    forEachPiece { place, numbers in
      let mean = means[place]
      var sum = squares[place]
      for x in numbers where !x.isNaN { sum += (x - mean) * (x - mean) }
      squares[place] = sum
    }
  }

  init(of numbers: PackedNumbers, rows: RowList) {
    self.init(width: numbers.width, rows: rows.count, pieceRows: numbers.pieceRows) { place, part, piece in
      numbers.gather(place, rows: rows[part], into: &piece)
    }
  }

  /// Of a row-major array.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init<Scalar: BLASScalar>(of numbers: [Scalar], width: Int, rows: Int) {
    self.init(width: width, rows: rows, pieceRows: 64) { place, part, piece in
      for (i, row) in part.enumerated() { piece[i] = Double(numbers[row * width + place]) }
    }
  }

  func hasMissing(_ place: Int) -> Bool { counts[place] < rows }

  /// √(Σ (x − mean)² / m); 1 for a constant column.
  func deviation(_ place: Int) -> Double {
    squares[place] > 0 ? (squares[place] / Double(counts[place])).squareRoot() : 1
  }
}

extension [Double] {
  /// Of sorted numbers, the one that the share `level` of them lies below, between two neighbours along a line.
  func quantile(_ level: Double) -> Double {
    let place = level * Double(count - 1)
    let below = Int(place)
    let share = place - Double(below)
    return self[below] * (1 - share) + self[Swift.min(below + 1, count - 1)] * share
  }

  /// Of sorted numbers, the one that is there most often; of several the least.
  var mostFrequent: Double {
    var (best, bestCount, start) = (self[0], 0, 0)
    for i in 1...count where i == count || self[i] != self[start] {
      if i - start > bestCount { (best, bestCount) = (self[start], i - start) }
      start = i
    }
    return best
  }
}
