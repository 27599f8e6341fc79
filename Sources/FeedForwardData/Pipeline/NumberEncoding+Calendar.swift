import LibC

extension NumberEncoding {
  /// What else a day becomes beside its number: its place in the year, the month, the week, and the time of the day.
  /// What goes round becomes a sine and a cosine.
  public struct Calendar: Sendable, Equatable, Codable {
    /// A part of a date that is told by inputs of its own.
    public enum Part: String, CaseIterable, Sendable, Codable {
      /// (year − shift) / scale.
      case year
      /// sin and cos of 2π (month − 1) / 12.
      case month
      /// sin and cos of 2π d / 365.2425 with d = 0 on the first of January.
      case dayOfYear = "day-of-year"
      /// sin and cos of 2π d / 7 with d = 0 on Mondays.
      case dayOfWeek = "day-of-week"
      /// sin and cos of 2π times the share of the day since midnight.
      case timeOfDay = "time-of-day"
    }

    /// Those that differ in the training rows, in the order of ``Part``.
    public var parts: [Part]
    /// What is subtracted from the year.
    public var yearShift: Double
    /// What the difference is divided by; above 0.
    public var yearScale: Double

    /// Parts, and how years are scaled.
    public init(parts: [Part], yearShift: Double = 0, yearScale: Double = 1) {
      self.parts = parts
      self.yearShift = yearShift
      self.yearScale = yearScale
    }
  }
}

extension NumberEncoding.Calendar.Part {
  /// How often it goes round in what is counted; nil for what does not.
  package var period: Double? {
    switch self {
    case .year: nil
    case .month: 12
    case .dayOfYear: 365.2425
    case .dayOfWeek: 7
    case .timeOfDay: 1
    }
  }

  /// How many inputs it becomes.
  package var width: Int { period == nil ? 1 : 2 }

  /// What is counted, from 0, but of years from 0 on.
  fileprivate func count(_ day: Double, _ time: Double, _ date: CivilDate) -> Double {
    switch self {
    case .year: Double(date.year)
    case .month: Double(date.month - 1)
    case .dayOfYear: day - Double(CivilDate(year: date.year, month: 1, day: 1)?.days ?? 0)
    case .dayOfWeek: (day + 3) - 7 * ((day + 3) / 7).rounded(.down)
    case .timeOfDay: time
    }
  }
}

extension NumberEncoding.Calendar {
  /// How many inputs a day becomes.
  package var width: Int { parts.reduce(0) { $0 + $1.width } }

  /// Days beyond are no dates: some thousand centuries from now.
  package static var largest: Double { 1e8 }

  /// Hands on the inputs of a day, one after the other; none for one that is no date.
  @inline(__always)
  func forEachInput(of x: Double, _ body: (_ index: Int, _ value: Double) -> Void) {
    guard abs(x) < Self.largest else { return }
    let day = x.rounded(.down)
    let date = CivilDate(days: Int(day))
    var index = 0
    for part in parts {
      let count = part.count(day, x - day, date)
      if let period = part.period {
        let angle = 2 * Double.pi * (count / period)
        body(index, sin(angle))
        body(index + 1, cos(angle))
      } else {
        body(index, (count - yearShift) / yearScale)
      }
      index += part.width
    }
  }

  func values(of x: Double) -> [Double] {
    var values = [Double](repeating: 0, count: width)
    forEachInput(of: x) { values[$0] = $1 }
    return values
  }

  /// What the inputs are, after the name of the column.
  var inputNames: [String] {
    parts.flatMap { part in
      let name = part.rawValue.split(separator: "-").joined(separator: " ")
      return part.period == nil ? [name] : ["\(name), sine", "\(name), cosine"]
    }
  }

  /// The parts that differ among days; nil for days of which none does.
  init?(of days: [Double]) {
    var seen = [Part: Set<Double>]()
    var (years, count) = (0.0, 0.0)
    for x in days where abs(x) < Self.largest {
      let day = x.rounded(.down)
      let date = CivilDate(days: Int(day))
      for part in Part.allCases where seen[part].map({ $0.count < 2 }) ?? true {
        seen[part, default: []].insert(part.count(day, x - day, date))
      }
      (years, count) = (years + Double(date.year), count + 1)
    }
    parts = Part.allCases.filter { (seen[$0]?.count ?? 0) > 1 }
    guard !parts.isEmpty else { return nil }
    yearShift = years / count
    let squares = days.reduce(0.0) { sum, x in
      guard abs(x) < Self.largest else { return sum }
      let distance = Double(CivilDate(days: Int(x.rounded(.down))).year) - years / count
      return sum + distance * distance
    }
    yearScale = squares > 0 ? (squares / count).squareRoot() : 1
  }
}
