import FeedForward
@testable import FeedForwardData
import Testing

/// Whatever is packed comes back with every bit.
@Suite struct PackedNumbersTests {
  /// Columns of one kind each: pixels, prices, Unix seconds, labels, codes near a power of two,
  /// halves of floats, and worse.
  private static func number(_ kind: Int, _ random: inout Philox) -> Double {
    let whole = Double(random.below(1 << 20))
    switch kind {
    case 0: return Double(random.below(256))
    case 1: return whole / 100
    case 2: return 1_700_000_000 + Double(random.below(1 << 31))
    case 3: return [123_456_789, 987_654_321][Int(random.below(2))]
    case 4: return 0x1p53 - Double(random.below(4))
    case 5: return Double(Float(random.uniform()))
    case 6: return random.uniform() * 1e300
    case 7: return [0.0, -0.0][Int(random.below(2))]
    case 8: return -1e9 - whole * 1e-9
    case 9: return Double.leastNonzeroMagnitude * whole
    case 10: return 0x1p51 + whole / 4
    // The shortest decimals of a Float, of any magnitude.
    case 11: return Double("\(Float(random.uniform() * random.uniform() * random.uniform()))") ?? .nan
    default: return 7
    }
  }
  private static let kinds = 13

  @Test func everyBitComesBack() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    for rows in [1, 17, 64, 300, 4097, 9001] {
      let columns = (0..<3 * Self.kinds).map { c in
        (0..<rows).map { _ in
          c >= Self.kinds && random.below(c < 2 * Self.kinds ? 7 : 2) == 0
            ? .nan : Self.number(c % Self.kinds, &random)
        }
      }
      let packed = PackedNumbers(columns, count: rows)
      let same = { (a: Double, b: Double) in a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern }
      for (c, column) in columns.enumerated() {
        #expect(packed.column(c, rows: .all(rows)).elementsEqual(column, by: same), "column \(c), seed \(seed)")
        for _ in 0..<20 {
          let r = Int(random.below(UInt64(rows)))
          #expect(same(packed[r, c], column[r]), "\(column[r]) in row \(r), column \(c), seed \(seed)")
        }
      }
      let chosen = (0..<2 * rows).map { _ in Int(random.below(UInt64(rows))) }
      let selection = PackedNumbers(columns.indices.reversed().map { (packed, $0) }, rows: .some(chosen))
      for (position, column) in columns.reversed().enumerated() {
        let expected = chosen.map { column[$0] }
        #expect(selection.column(position, rows: .all(chosen.count)).elementsEqual(expected, by: same), "seed \(seed)")
      }
    }
  }

  /// Bytes of a number: 0 for one that is always the same, 1 for pixels, 4 for nine decimals and for floats, half of
  /// one more for their decimals.
  @Test(arguments: [(12, 0.1), (0, 1.1), (1, 4.1), (2, 4.1), (5, 4.1), (11, 4.6), (6, 8.1)]) func fewBytes(
    kind: Int, most: Double
  ) {
    var random = Philox(seed: 1, purpose: .test)
    let column = (0..<8192).map { _ in Self.number(kind, &random) }
    let packed = PackedNumbers([column], count: column.count)
    #expect(Double(packed.bytes) / Double(column.count) <= most)
  }
}
