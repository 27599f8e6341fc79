import FeedForward

/// What is to be known of columns of numbers, in two passes over some rows. Missing values are left out; all is added
/// up in `Double`, in the order of the rows.
struct NumberSummaries {
  /// By the column's slot.
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
    filling fill: (_ slot: Int, _ rows: Range<Int>, _ numbers: inout [Double]) -> Void
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
    func forEachPiece(_ body: (_ slot: Int, _ numbers: ArraySlice<Double>) -> Void) {
      for start in stride(from: 0, to: rows, by: pieceRows) {
        let part = start..<min(start + pieceRows, rows)
        for slot in 0..<width {
          fill(slot, part, &piece)
          body(slot, piece[..<part.count])
        }
      }
    }
    forEachPiece { slot, numbers in
      var (count, first, sum) = (counts[slot], firsts[slot], means[slot])
      var (low, high) = (least[slot], most[slot])
      for x in numbers where !x.isNaN {
        if count == 0 { first = x }
        count += 1
        sum += x - first
        low = min(low, x)
        high = max(high, x)
      }
      (counts[slot], firsts[slot], means[slot]) = (count, first, sum)
      (least[slot], most[slot]) = (low, high)
    }
    for slot in 0..<width { means[slot] = firsts[slot] + means[slot] / Double(max(counts[slot], 1)) }
    forEachPiece { slot, numbers in
      let mean = means[slot]
      var sum = squares[slot]
      for x in numbers where !x.isNaN { sum += (x - mean) * (x - mean) }
      squares[slot] = sum
    }
  }

  init(of numbers: PackedNumbers, rows: RowList) {
    self.init(width: numbers.width, rows: rows.count, pieceRows: numbers.pieceRows) { slot, part, piece in
      numbers.gather(slot, rows: rows[part], into: &piece)
    }
  }

  /// Of a row-major array.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init<Scalar: BLASScalar>(of numbers: [Scalar], width: Int, rows: Int) {
    self.init(width: width, rows: rows, pieceRows: 64) { slot, part, piece in
      for (i, row) in part.enumerated() { piece[i] = Double(numbers[row * width + slot]) }
    }
  }

  func hasMissing(_ slot: Int) -> Bool { counts[slot] < rows }

  /// √(Σ (x − mean)² / m); 1 for a constant column.
  func deviation(_ slot: Int) -> Double {
    squares[slot] > 0 ? (squares[slot] / Double(counts[slot])).squareRoot() : 1
  }
}

extension [Double] {
  /// Of sorted numbers, the one that the share `level` of them lies below, between two neighbours along a line.
  func quantile(_ level: Double) -> Double {
    let rank = level * Double(count - 1)
    let below = Int(rank)
    let share = rank - Double(below)
    let (a, b) = (self[below], self[Swift.min(below + 1, count - 1)])
    // Of two equal numbers exactly that one.
    return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share)
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
