import FeedForward
import FeedForwardData
import Testing

/// Columns whose values differ little beside their size: nothing is lost before they are shifted and scaled.
@Suite struct LargeOffsetTests {
  private static let offsets = [1e9, 1.7e9, 2_460_000.5, 1e12, -3e10]

  private func table(_ offset: Double, _ random: inout Philox) throws -> (Table, [Double]) {
    let values = (0..<300).map { _ in offset + (random.uniform() * 1e6).rounded() / 1e6 }
    let text = "x,y\n" + values.map { "\($0),\($0)\n" }.joined()
    return (try Table(csv: Array(text.utf8), named: "t"), values)
  }

  /// Inputs are (x − mean)/deviation in Double, rounded once: half a unit in the last place of the result.
  @Test(arguments: offsets) func inputsAreRoundedOnce(offset: Double) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    let (table, values) = try table(offset, &random)
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    guard case .number(let encoding) = pipeline.inputs[0].encoding else { Issue.record("no number"); return }
    let inputs = try pipeline.inputs(of: table, as: Float.self)
    for (found, x) in zip(inputs.elements, values) {
      #expect(found == Float((x - encoding.shift) / encoding.scale), "seed \(seed)")
    }
    // Some of 300 are equal: at 10¹² there are 8192 numbers in the range.
    #expect(Set(inputs.elements).count > 260)
  }

  /// Predictions in the target's unit are Double: scaled back, they miss by what a Float of size 2 misses by.
  @Test(arguments: offsets) func valuesComeBack(offset: Double) throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    let (table, values) = try table(offset, &random)
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    guard case .values(let scaled) = try pipeline.targets(of: table, as: Float.self),
      case .values(let back, _) = try pipeline.predictions(from: scaled), let actual = try pipeline.values(of: table)
    else { Issue.record("no values"); return }
    #expect(actual.elements == values)
    for (found, y) in zip(back.elements, values) {
      // |(y − shift)/scale| < 2, half a unit of Float is 2⁻²⁴ times that; the scale is below 1;
      // and y is rounded itself.
      #expect(abs(found - y) <= 0x1p-23 + 2 * y.ulp, "seed \(seed): \(found), not \(y)")
    }
  }
}
