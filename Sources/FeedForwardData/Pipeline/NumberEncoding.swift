import FeedForward

/// How a column of numbers becomes inputs: u = (x − shift) / scale on a curve, then a number for each bin, then for
/// days the parts of their dates, then, if there is an indicator, 1 where the value was missing, else 0.
public struct NumberEncoding: Sendable, Equatable, Codable {
  /// What is subtracted.
  public var shift = 0.0
  /// What the difference is divided by; above 0.
  public var scale = 1.0
  /// What becomes of u.
  public var curve = Curve.line
  /// How the value is also told by its place among others; nil for not.
  public var bins: Bins?
  /// Of days, what their dates tell; nil for plain numbers.
  public var calendar: Calendar?
  /// Whether the column holds dates or times, days since the first of January 1970.
  public var isDate: Bool
  /// What stands in for a missing value, before shift and scale; nil: a missing value is refused by row and column.
  public var fill: Double?
  /// Whether a further input says where values were missing.
  public var hasIndicator = false
  /// The least and the largest value of the training rows.
  public var range: ClosedRange<Double>

  /// Numbers as they stand, unless told otherwise.
  public init(
    shift: Double = 0, scale: Double = 1, curve: Curve = .line, bins: Bins? = nil, isDate: Bool = false,
    calendar: Calendar? = nil, fill: Double? = nil, hasIndicator: Bool = false, range: ClosedRange<Double>
  ) {
    self.shift = shift
    self.scale = scale
    self.curve = curve
    self.bins = bins
    self.isDate = isDate
    self.calendar = calendar
    self.fill = fill
    self.hasIndicator = hasIndicator
    self.range = range
  }

  /// What becomes of u.
  public enum Curve: Sendable, Equatable, Codable {
    /// u.
    case line
    /// u / √(1 + (u / limit)²), limit > 0: about u near 0 and never beyond ±limit, so that a value far from all others
    /// does little. Holzmüller, Grinsztajn, Steinwart, arXiv 2407.04491, with the limit 3.
    case smoothClip(limit: Double)
    /// Along lines from knot to knot, u to value; beyond the first and the last one constant. Both lists are as long,
    /// at least two, and the knots increase.
    case lines(knots: [Double], values: [Double])
  }

  /// The piecewise-linear encoding: for each two neighbours of increasing edges, clamp((x − e) / (e′ − e), 0, 1) less a
  /// mean. Gorishniy, Rubachev, Babenko, *On embeddings for numerical features in tabular deep learning*, arXiv
  /// 2203.05556.
  public struct Bins: Sendable, Equatable, Codable {
    /// In the unit of the table; at least two.
    public let edges: [Double]
    /// One less than there are edges.
    public let means: [Double]

    /// Edges, and the means of what they make of the training rows.
    public init(edges: [Double], means: [Double]) {
      self.edges = edges
      self.means = means
    }

    /// How far x is on its way through bin `j`, 0 to 1.
    static func share(of x: Double, _ edges: [Double], _ j: Int) -> Double {
      min(max((x - edges[j]) / (edges[j + 1] - edges[j]), 0), 1)
    }
  }
}

extension NumberEncoding {
  /// How many inputs a number becomes.
  public var width: Int { 1 + (bins?.means.count ?? 0) + (calendar?.width ?? 0) + (hasIndicator ? 1 : 0) }

  /// A value as a table has it: a date, a time, or a number.
  package func text(of x: Double, digits: Int) -> String {
    guard isDate else { return x.text(digits: digits) }
    let isTime = range.lowerBound >= 0 && range.upperBound < 1 && calendar.map { $0.parts == [.timeOfDay] } ?? true
    return CivilDate.text(ofDays: x, isTime: isTime)
  }

  /// Whether it is (x − shift) / scale and no more, but for an indicator.
  var isLinear: Bool { curve == .line && bins == nil && calendar == nil }

  /// The first of the inputs that a number becomes, in `Double`; not finite for one that is not.
  package func value(of x: Double) -> Double { x.isFinite ? curve.value(of: (x - shift) / scale) : .nan }

  /// All of them but the indicator.
  package func values(of x: Double) -> [Double] {
    [value(of: x)] + (bins.map { bins in bins.means.indices.map { bins.value(of: x, $0) } } ?? [])
      + (calendar?.values(of: x) ?? [])
  }

  /// Writes the inputs that a number becomes, but for the indicator; whether all of them are finite.
  @inline(__always)
  func encode<Scalar: BLASScalar>(_ x: Double, into elements: inout [Scalar], at index: Int) -> Bool {
    let first = Scalar(value(of: x))
    guard first.isFinite else { return false }
    elements[index] = first
    if let bins {
      for j in bins.means.indices { elements[index + 1 + j] = Scalar(bins.value(of: x, j)) }
    }
    guard let calendar else { return true }
    let start = index + 1 + (bins?.means.count ?? 0)
    calendar.forEachInput(of: x) { elements[start + $0] = Scalar($1) }
    return abs(x) < Calendar.largest
  }
}

extension NumberEncoding.Bins {
  package func value(of x: Double, _ j: Int) -> Double { Self.share(of: x, edges, j) - means[j] }
}

extension NumberEncoding.Curve {
  func value(of u: Double) -> Double {
    switch self {
    case .line: return u
    case .smoothClip(let limit):
      // Beyond it the square would overflow.
      let v = min(max(u / limit, -Self.largest), Self.largest)
      return limit * (v / (1 + v * v).squareRoot())
    case .lines(let knots, let values):
      var y = values[0]
      for j in 0..<knots.count - 1 where knots[j] < u {
        y += NumberEncoding.Bins.share(of: u, knots, j) * (values[j + 1] - values[j])
      }
      return y
    }
  }

  /// Where v / √(1 + v²) is 1 and v² is finite.
  package static let largest = 1e100
}
