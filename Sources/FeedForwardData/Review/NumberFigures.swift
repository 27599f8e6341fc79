import FeedForward

/// Where the numbers of a column lie.
public struct NumberFigures: Sendable, Equatable, Codable {
  /// The least one.
  public let least: Double
  /// A quarter of the numbers lies below, between two neighbours along a line.
  public let lowerQuartile: Double
  /// Half of the numbers lies below.
  public let median: Double
  /// Three quarters of the numbers lie below.
  public let upperQuartile: Double
  /// The largest one.
  public let most: Double
  /// The mean.
  public let mean: Double
  /// The standard deviation, the population's (divided by m).
  public let deviation: Double
  /// How many lie where.
  public let histogram: Histogram

  /// Counts in bins of one width.
  public struct Histogram: Sendable, Equatable, Codable {
    /// Where the first bin begins.
    public let start: Double
    /// From the beginning of a bin to that of the next one; 0 where all numbers are equal.
    public let width: Double
    /// How many numbers are in each bin, 16 bins at most: from its beginning on, its end belongs to the next one but
    /// for the last.
    public let counts: [Int]
  }

  /// Numbers of them.
  var count: Int { histogram.counts.reduce(0, +) }

  /// - Parameter sorted: none of them missing; nil for none.
  init?(of sorted: [Double]) {
    guard let least = sorted.first, let most = sorted.last else { return nil }
    (self.least, self.most) = (least, most)
    (lowerQuartile, median, upperQuartile) = (sorted.quantile(0.25), sorted.quantile(0.5), sorted.quantile(0.75))
    let summaries = NumberSummaries(of: sorted, width: 1, rows: sorted.count)
    mean = summaries.means[0]
    deviation = (summaries.squares[0] / Double(sorted.count)).squareRoot()
    histogram = Histogram(of: sorted)
  }
}

extension NumberFigures.Histogram {
  /// Bars of the small picture that a bin or two make together.
  private static let mostBars = 8
  private static let mostBins = 16

  /// - Parameter sorted: at least one.
  init(of sorted: [Double]) {
    let (least, most) = (sorted[0], sorted[sorted.count - 1])
    // Both ends may be finite and their difference not, or so near that no bin has a width.
    let range = most - least
    guard range / Double(Self.mostBins) > 0, range.isFinite else {
      self.init(start: least, width: 0, counts: [sorted.count])
      return
    }
    var (width, bins) = (range / Double(Self.mostBins), Self.mostBins)
    if range < 0x1p53, sorted.allSatisfy({ $0 == $0.rounded() }) {
      // Each bin has as many whole numbers, or counts would go up and down by that alone; two make a bar, or one.
      let wide = ((range + 1) / Double(Self.mostBars)).rounded(.up)
      width = wide == 2 * (wide / 2).rounded(.down) ? wide / 2 : wide
      bins = Int(((range + 1) / width).rounded(.up))
    }
    var counts = [Int](repeating: 0, count: bins)
    for x in sorted { counts[min(Int((x - least) / width), bins - 1)] += 1 }
    self.init(start: least, width: width, counts: counts)
  }

  /// The same in eight bars at most.
  public var bars: [Int] {
    guard counts.count > Self.mostBars else { return counts }
    return stride(from: 0, to: counts.count, by: 2).map { counts[$0..<min($0 + 2, counts.count)].reduce(0, +) }
  }
}

/// The same of dates, as they are written in ISO 8601.
struct DateFigures: Encodable {
  let least, lowerQuartile, median, upperQuartile, most, mean: String
  /// In days.
  let deviation: Double
  let histogram: NumberFigures.Histogram

  init(_ numbers: NumberFigures, areTimes: Bool) {
    let text = { (days: Double) in CivilDate.text(ofDays: days, isTime: areTimes) }
    (least, lowerQuartile, median) = (text(numbers.least), text(numbers.lowerQuartile), text(numbers.median))
    (upperQuartile, most, mean) = (text(numbers.upperQuartile), text(numbers.most), text(numbers.mean))
    (deviation, histogram) = (numbers.deviation, numbers.histogram)
  }
}
