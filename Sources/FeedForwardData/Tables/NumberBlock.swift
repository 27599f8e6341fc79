import FeedForward

/// Some rows of ``PackedNumbers``: each column in the packing that suits it.
struct NumberBlock: Sendable {
  /// How the numbers of a column are held.
  fileprivate struct Packing: BitwiseCopyable, Sendable {
    /// Bytes of a number, from `start` on; decimals are whole numbers of 4 bytes, and after all of them half a byte for
    /// each, which power of ten they are divided by.
    enum Form: UInt8, BitwiseCopyable { case constant, byte, short, word, decimal, float, double }
    var form = Form.double
    /// Whether the greatest whole number of the form stands for a missing one.
    var hasMissing = false
    /// Numbers are (base + whole) / divisor, a power of ten.
    var divisor = 1.0
    var base: Int64 = 0
    var start = 0
  }

  private(set) var count = 0
  private var packings: [Packing] = []
  private var bytes: [UInt8] = []

  var size: Int { bytes.count + packings.count * MemoryLayout<Packing>.stride }

  /// Rows of a block: its numbers take about a megabyte while they wait for being packed.
  static func rows(width: Int) -> Int {
    var rows = 64
    while rows < 4096, rows * width < 1 << 16 { rows *= 2 }
    return rows
  }

  /// None yet.
  init() {}

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&count)
    try message.transfer(&packings)
    try message.transfer(&bytes)
  }

  /// - Parameter fill: writes the numbers of a column to the beginning of an array of `count`.
  init(count: Int, width: Int, filling fill: (_ slot: Int, _ numbers: inout [Double]) -> Void) {
    self.count = count
    packings.reserveCapacity(width)
    var column = [Double](repeating: 0, count: count)
    for slot in 0..<width {
      fill(slot, &column)
      pack(column)
    }
  }

  // MARK: - Reading

  func number(_ row: Int, _ slot: Int) -> Double {
    let packing = packings[slot]
    return bytes.withUnsafeBytes { bytes in
      switch packing.form {
      case .constant: packing.number(UInt8(0))
      case .byte: packing.number(bytes.load(packing, row, UInt8.self))
      case .short: packing.number(bytes.load(packing, row, UInt16.self))
      case .word: packing.number(bytes.load(packing, row, UInt32.self))
      case .decimal: bytes.decimal(packing, row, count: count)
      case .float: Double(bytes.load(packing, row, Float.self))
      case .double: bytes.load(packing, row, Double.self)
      }
    }
  }

  /// Writes the numbers of those rows of the table, of which the block's first is `first`, to
  /// `numbers` from `start` on.
  func gather(
    _ slot: Int, _ rows: RowList.SubSequence, less first: Int, into numbers: inout MutableSpan<Double>, at start: Int
  ) {
    let packing = packings[slot]
    bytes.withUnsafeBytes { bytes in
      @inline(__always) func write(_ number: (Int) -> Double) {
        var index = start
        for row in rows {
          numbers[index] = number(row - first)
          index += 1
        }
      }
      switch packing.form {
      case .constant:
        let number = packing.number(UInt8(0))
        write { _ in number }
      case .byte: write { packing.number(bytes.load(packing, $0, UInt8.self)) }
      case .short: write { packing.number(bytes.load(packing, $0, UInt16.self)) }
      case .word: write { packing.number(bytes.load(packing, $0, UInt32.self)) }
      case .decimal:
        let count = count
        write { bytes.decimal(packing, $0, count: count) }
      case .float: write { Double(bytes.load(packing, $0, Float.self)) }
      case .double: write { bytes.load(packing, $0, Double.self) }
      }
    }
  }

  // MARK: - Packing

  /// 10⁰ … 10¹⁵, by which decimals are made whole.
  fileprivate static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
  /// Decimals of whole numbers that all have the same power; with more of them, too many numbers
  /// would need eight bytes.
  private static let mostDecimals = 9

  private mutating func pack(_ column: [Double]) {
    var packing = Packing()
    packing.start = bytes.count
    defer { packings.append(packing) }
    let extent = Extent(of: column)
    if extent.isWhole, packWhole(column, 1, extent, &packing) { return }
    if let power = Self.power(of: column), packWhole(column, power, extent, &packing) { return }
    if packDecimals(column) {
      packing.form = .decimal
    } else if column.allSatisfy({ $0.isNaN || Double(Float($0)).bitPattern == $0.bitPattern }) {
      packing.form = .float
      append(column) { Float($0) }
    } else {
      append(column) { $0 }
    }
  }

  /// Packs multiples of 1 over `power`; false where they lie too far apart.
  private mutating func packWhole(
    _ column: [Double], _ power: Double, _ extent: Extent, _ packing: inout Packing
  ) -> Bool {
    guard max(-extent.least, extent.most) * power < 0x1p51 else { return false }
    let base = (extent.least * power).wholeNumber
    let range = (extent.most * power).wholeNumber - base + (extent.hasMissing ? 1 : 0)
    guard range <= Double(UInt32.max) else { return false }
    (packing.divisor, packing.base, packing.hasMissing) = (power, Int64(base), extent.hasMissing)
    @inline(__always) func whole<Whole: FixedWidthInteger>(_ x: Double, _: Whole.Type) -> Whole {
      // Differences of whole numbers below 2³² are exact.
      x == x ? Whole(truncatingIfNeeded: Int64((x * power).wholeNumber - base)) : .max
    }
    switch range {
    case 0: packing.form = .constant
    case ...Double(UInt8.max):
      packing.form = .byte
      append(column) { whole($0, UInt8.self) }
    case ...Double(UInt16.max):
      packing.form = .short
      append(column) { whole($0, UInt16.self) }
    default:
      packing.form = .word
      append(column) { whole($0, UInt32.self) }
    }
    return true
  }

  /// Packs numbers of at most nine digits, wherever their point stands: the shortest decimals of a `Float` are of that
  /// kind. False, and nothing is packed, where one is longer.
  private mutating func packDecimals(_ column: [Double]) -> Bool {
    let powers = Self.powers
    var wholes = [Int32](repeating: .min, count: column.count)
    var halves = [UInt8](repeating: 0, count: (column.count + 1) / 2)
    var k = 0
    for (i, x) in column.enumerated() where !x.isNaN {
      while k < powers.count, !x.isMultiple(ofOneOver: powers[k]) { k += 1 }
      while k > 0, k < powers.count, abs(x * powers[k]) >= 0x1p31, x.isMultiple(ofOneOver: powers[k - 1]) { k -= 1 }
      guard k < powers.count, abs(x * powers[k]) < 0x1p31 - 1 else { return false }
      wholes[i] = Int32((x * powers[k]).wholeNumber)
      halves[i / 2] |= UInt8(k) << (4 * UInt8(i & 1))
    }
    append(wholes) { $0 }
    append(halves) { $0 }
    return true
  }

  /// The least power of ten that makes all numbers whole; nil if some have more decimals than most can.
  private static func power(of column: [Double]) -> Double? {
    var decimals = 0
    for x in column where !x.isNaN {
      while !x.isMultiple(ofOneOver: powers[decimals]) {
        decimals += 1
        if decimals > mostDecimals { return nil }
      }
    }
    return powers[decimals]
  }

  private mutating func append<Number, Packed: BitwiseCopyable>(_ numbers: [Number], _ pack: (Number) -> Packed) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: numbers.count * MemoryLayout<Packed>.size))
    bytes.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for i in numbers.indices {
        (base + start + i * MemoryLayout<Packed>.size).storeBytes(of: pack(numbers[i]), as: Packed.self)
      }
    }
  }
}

/// What is to be known of a column before it is packed. One loop without a branch: most columns are whole numbers.
private struct Extent {
  /// 0 where all are missing.
  var least = 0.0
  var most = 0.0
  var hasMissing = false
  /// Whether all are whole numbers, none of them a zero below zero, if their magnitude is below 2⁵¹.
  var isWhole = false

  init(of column: [Double]) {
    var (least, most) = (Double.infinity, -Double.infinity)
    var (missing, fractions) = (0, 0)
    for x in column {
      // Comparisons with NaN are false.
      least = x < least ? x : least
      most = x > most ? x : most
      missing &+= x == x ? 0 : 1
      fractions &+= x.wholeNumber.bitPattern == x.bitPattern || x != x ? 0 : 1
    }
    hasMissing = missing > 0
    if least <= most {
      self.least = least
      self.most = most
    }
    isWhole = fractions == 0
  }
}

extension NumberBlock.Packing {
  @inline(__always)
  fileprivate func number<Whole: FixedWidthInteger & UnsignedInteger>(_ whole: Whole) -> Double {
    if hasMissing, whole == .max { return .nan }
    let number = Double(base &+ Int64(truncatingIfNeeded: whole))
    return divisor == 1 ? number : number / divisor
  }
}

extension UnsafeRawBufferPointer {
  /// One of `count` decimals.
  @inline(__always)
  fileprivate func decimal(_ packing: NumberBlock.Packing, _ row: Int, count: Int) -> Double {
    let whole = load(packing, row, Int32.self)
    if whole == .min { return .nan }
    let halves = self[packing.start + count * MemoryLayout<Int32>.size + row / 2]
    return Double(whole) / NumberBlock.powers[Int(halves >> (4 * UInt8(row & 1)) & 15)]
  }

  @inline(__always)
  fileprivate func load<Number: BitwiseCopyable>(
    _ packing: NumberBlock.Packing, _ row: Int, _: Number.Type
  ) -> Number {
    loadUnaligned(fromByteOffset: packing.start + row * MemoryLayout<Number>.size, as: Number.self)
  }
}

extension Double {
  /// The nearest whole number, of numbers below 2⁵¹: to add 1.5 · 2⁵² leaves no room for decimals.
  @inline(__always) fileprivate var wholeNumber: Double { (self + 0x1.8p52) - 0x1.8p52 }

  /// Whether it is the number nearest to some whole number over `power`; not for a zero below zero.
  @inline(__always)
  fileprivate func isMultiple(ofOneOver power: Double) -> Bool {
    let scaled = self * power
    guard abs(scaled) < 0x1p51 else { return false }
    return ((scaled.wholeNumber + 0) / power).bitPattern == bitPattern
  }
}
