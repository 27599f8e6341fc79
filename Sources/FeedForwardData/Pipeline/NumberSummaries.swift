import FeedForward

/// What is to be known of the columns of a row-major table of numbers, in two passes over its rows: a table of many columns is
/// read row by row, as it lies in memory. Missing values are left out; all is added up in `Double`.
struct NumberSummaries {
  /// By the column's place.
  let counts: [Int]
  let least: [Double]
  let most: [Double]
  let means: [Double]
  /// Σ (x − mean)².
  let squares: [Double]
  let rows: Int

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init<Scalar: BLASScalar>(of numbers: [Scalar], width: Int, rows: RowList) {
    var counts = [Int](repeating: 0, count: width)
    var least = [Double](repeating: .infinity, count: width)
    var most = [Double](repeating: -.infinity, count: width)
    var squares = [Double](repeating: 0, count: width)
    // Differences to a value of the column are exactly zero in a constant one, so that rounding gives it no deviation.
    var firsts = [Double](repeating: .nan, count: width)
    var means = squares
    for row in rows {
      for c in 0..<width {
        let x = Double(numbers[row * width + c])
        if x.isNaN { continue }
        if counts[c] == 0 { firsts[c] = x }
        counts[c] += 1
        means[c] += x - firsts[c]
        least[c] = min(least[c], x)
        most[c] = max(most[c], x)
      }
    }
    for c in 0..<width { means[c] = firsts[c] + means[c] / Double(max(counts[c], 1)) }
    for row in rows {
      for c in 0..<width {
        let x = Double(numbers[row * width + c])
        if x.isNaN { continue }
        squares[c] += (x - means[c]) * (x - means[c])
      }
    }
    self.rows = rows.count
    (self.counts, self.least, self.most, self.means, self.squares) = (counts, least, most, means, squares)
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
