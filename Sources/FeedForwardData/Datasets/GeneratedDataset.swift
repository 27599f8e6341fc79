import FeedForward
import LibC

/// Examples made by a formula and a seed, for tests and pictures. The same count, noise and seed
/// give the same examples.
///
///     let moons = try GeneratedDataset.moons.load(Float.self, count: 200, seed: 1)
public enum GeneratedDataset: Sendable, Hashable, Codable {
  /// Two classes in the plane, ``GaussianMixture/lecture``: the true posterior is known.
  case mixture
  /// Two half circles that reach into each other.
  case moons
  /// A circle within another of twice its radius.
  case circles
  /// Two spirals of one and a half turns around each other: Lang, Witbrock, *Learning to tell two spirals apart*, 1988,
  /// has twice as many turns.
  case spirals
  /// The corners of a square; opposite ones are of one class.
  case xor
  /// All patterns of so many bits, 1 to 20, one after the other and again from the first; the class is whether an odd
  /// number of them is set.
  case parity(bits: Int)
  /// y = sin x for x in −π … π.
  case sine

  /// One of each, parity with 4 bits.
  public static let examples: [GeneratedDataset] = [
    .mixture, .moons, .circles, .spirals, .xor, .parity(bits: 4), .sine,
  ]

  /// As on a command line: `moons`, `parity-4`.
  public var name: String {
    switch self {
    case .mixture: "mixture"
    case .moons: "moons"
    case .circles: "circles"
    case .spirals: "spirals"
    case .xor: "xor"
    case .parity(let bits): "parity-\(bits)"
    case .sine: "sine"
    }
  }

  /// The data set of that name; nil if there is none.
  public init?(named name: String) {
    if let dataset = Self.examples.first(where: { $0.name == name }) {
      self = dataset
    } else if name.hasPrefix("parity-"), let bits = Int(name.dropFirst(7)), Self.possibleBits.contains(bits) {
      self = .parity(bits: bits)
    } else {
      return nil
    }
  }

  private static let possibleBits = 1...20

  /// Whether the target is one of two classes, not a number.
  public var isClassification: Bool { self != .sine }

  /// The examples where no other count is given: 200, all patterns for parity.
  public var standardCount: Int {
    if case .parity(let bits) = self, Self.possibleBits.contains(bits) { 1 << bits } else { 200 }
  }

  /// The standard deviation of the normal noise where no other is given. The mixture and parity have none to set.
  public var standardNoise: Double {
    switch self {
    case .mixture, .parity: 0
    case .moons, .sine: 0.1
    case .circles: 0.08
    case .spirals: 0.03
    case .xor: 0.3
    }
  }

  /// Examples: inputs `x1`, `x2`, … (`x` for the sine), target `class` (`y`).
  ///
  /// - Parameters:
  ///   - _: the type of the numbers.
  ///   - count: at least 1; nil takes ``standardCount``.
  ///   - noise: standard deviation of what is added to each input (of the sine: to the target); nil takes
  ///     ``standardNoise``.
  ///   - seed: of all that is random.
  /// - Throws: ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)``.
  public func load<Scalar: BLASScalar>(
    _: Scalar.Type = Scalar.self, count: Int? = nil, noise: Double? = nil, seed: UInt64 = 0
  ) throws -> LabelledTable<Scalar> {
    let (count, sigma) = (count ?? standardCount, noise ?? standardNoise)
    guard count >= 1 else {
      throw FeedForwardError.invalidSetting(name: "count", value: "\(count)", expected: "at least 1")
    }
    guard sigma >= 0, sigma.isFinite else {
      throw FeedForwardError.invalidSetting(name: "noise", value: "\(sigma)", expected: "a finite number ≥ 0")
    }
    var random = Philox(seed: seed, purpose: .data, stream: stream)
    func noisy(_ x: Double, _ y: Double) -> SIMD2<Double> {
      [x + sigma * random.normal(), y + sigma * random.normal()]
    }
    switch self {
    case .mixture: return try GaussianMixture.lecture.sample(count: count, seed: seed)
    case .moons:
      return try .plane(count: count) { row in
        let t = .pi * random.uniform()
        return row % 2 == 0 ? (noisy(cos(t), sin(t)), 0) : (noisy(1 - cos(t), 0.5 - sin(t)), 1)
      }
    case .circles:
      return try .plane(count: count) { row in
        let (t, radius) = (2 * .pi * random.uniform(), row % 2 == 0 ? 1 : 0.5)
        return (noisy(radius * cos(t), radius * sin(t)), row % 2)
      }
    case .spirals:
      return try .plane(count: count) { row in
        // The root spreads points evenly along the arm.
        let radius = random.uniform().squareRoot()
        let angle = 3 * .pi * radius + .pi * Double(row % 2)
        return (noisy(radius * cos(angle), radius * sin(angle)), row % 2)
      }
    case .xor:
      return try .plane(count: count) { row in
        let (x, y) = (row % 2, row / 2 % 2)
        return (noisy(Double(2 * x - 1), Double(2 * y - 1)), x ^ y)
      }
    case .parity(let bits): return try Self.parity(bits, count)
    case .sine:
      let x = random.uniform(count, in: -.pi ... .pi)
      let y = x.map { sin($0) + sigma * random.normal() }
      return LabelledTable(
        dataset: try Dataset(
          inputs: Matrix(rows: count, columns: 1, elements: x.map { Scalar($0) }),
          values: Matrix(rows: count, columns: 1, elements: y.map { Scalar($0) })),
        columnNames: ["x"], targetName: "y", classNames: [])
    }
  }

  /// The examples of ``load(_:count:noise:seed:)`` as a table, the target last.
  public func table(
    count: Int? = nil, noise: Double? = nil, seed: UInt64 = 0
  ) throws -> Table {
    try load(Double.self, count: count, noise: noise, seed: seed).table(named: name)
  }

  private static func parity<Scalar: BLASScalar>(_ bits: Int, _ count: Int) throws -> LabelledTable<
    Scalar
  > {
    guard possibleBits.contains(bits) else {
      throw FeedForwardError.invalidSetting(name: "bits", value: "\(bits)", expected: "1 to \(possibleBits.upperBound)")
    }
    let inputs = (0..<count).flatMap { row in (0..<bits).map { Scalar(row >> (bits - 1 - $0) & 1) } }
    let classes = (0..<count).map { ($0 & (1 << bits - 1)).nonzeroBitCount % 2 }
    return LabelledTable(
      dataset: try Dataset(inputs: Matrix(rows: count, columns: bits, elements: inputs), classes: classes),
      columnNames: (1...bits).map { "x\($0)" }, targetName: "class", classNames: ["even", "odd"])
  }

  /// Data sets of the same seed share no numbers.
  private var stream: UInt32 {
    switch self {
    case .mixture: 0
    case .moons: 1
    case .circles: 2
    case .spirals: 3
    case .xor: 4
    case .sine: 5
    case .parity: 6
    }
  }
}

extension LabelledTable {
  /// Points of the plane, each with its class.
  static func plane(
    count: Int, _ point: (Int) -> (x: SIMD2<Double>, label: Int)
  ) throws -> LabelledTable {
    guard count >= 1 else {
      throw FeedForwardError.invalidSetting(name: "count", value: "\(count)", expected: "at least 1")
    }
    var (inputs, classes): ([Scalar], [Int]) = ([], [])
    for row in 0..<count {
      let (x, label) = point(row)
      inputs += [Scalar(x.x), Scalar(x.y)]
      classes.append(label)
    }
    return LabelledTable(
      dataset: try Dataset(inputs: Matrix(rows: count, columns: 2, elements: inputs), classes: classes),
      columnNames: ["x1", "x2"], targetName: "class", classNames: ["0", "1"])
  }
}
