import FeedForward
import FeedForwardData
import TestSupport
import Testing

/// A network that is put behind a pipeline gives what it gave for the columns as they stand.
@Suite struct RawUnitsTests {
  private static let pipelines: [(name: String, inputs: [InputColumn])] = [
    ("standardized", [number("a", 3, 2.5), number("b", -1e6, 1e-2), number("constant", 7, 1)]),
    ("seconds", [number("t", 1.7e9, 86_400), number("b", 0, 1)]), ("as they stand", [number("a", 0, 1)]),
    (
      "of every kind",
      [
        text("city", ["Bern", "Oslo", "Rome"], isMarked: true), number("age", 40, 12, isMarked: true),
        number("height", 1.7, 0.1), text("colour", ["blue", "red"]),
      ]
    ),
  ]

  private static func number(_ name: String, _ shift: Double, _ scale: Double, isMarked: Bool = false) -> InputColumn {
    InputColumn(
      name: name,
      encoding: .number(
        NumberEncoding(
          shift: shift, scale: scale, fill: shift, hasIndicator: isMarked, range: shift - scale...shift + scale)))
  }

  private static func text(_ name: String, _ categories: [String], isMarked: Bool = false) -> InputColumn {
    InputColumn(
      name: name,
      encoding: .category(CategoryEncoding(categories: categories, fill: categories[0], hasIndicator: isMarked)))
  }

  /// Rows as the network sees them in the units of the table, and as the pipeline makes them, one column each.
  private struct Rows {
    var raw: [[Double]]
    var encoded: [[Double]]
    /// Those of `raw` that are no indicators.
    var withoutIndicators: [[Double]]

    init(_ inputs: [InputColumn], generator: inout SplitMix64) {
      (raw, encoded, withoutIndicators) = ([], [], [])
      for _ in 0..<20 {
        var (raw, encoded, narrow): ([Double], [Double], [Double]) = ([], [], [])
        for input in inputs {
          let isMissing: Bool
          switch input.encoding {
          case .number(let encoding):
            isMissing = encoding.hasIndicator && Bool.random(using: &generator)
            let x = isMissing ? encoding.shift : Double.random(in: encoding.range, using: &generator)
            raw.append(x)
            encoded.append((x - encoding.shift) / encoding.scale)
            narrow.append(x)
            if encoding.hasIndicator { (raw, encoded) = (raw + [isMissing ? 1 : 0], encoded + [isMissing ? 1 : 0]) }
          case .category(let encoding):
            isMissing = encoding.hasIndicator && Bool.random(using: &generator)
            let category = isMissing ? 0 : Int.random(in: encoding.categories.indices, using: &generator)
            let marks = encoding.categories.indices.map { $0 == category ? 1.0 : 0 }
            (raw, encoded, narrow) = (raw + marks, encoded + marks, narrow + marks)
            if encoding.hasIndicator { (raw, encoded) = (raw + [isMissing ? 1 : 0], encoded + [isMissing ? 1 : 0]) }
          }
        }
        self.raw.append(raw)
        self.encoded.append(encoded)
        withoutIndicators.append(narrow)
      }
    }
  }

  /// First-layer weights that make logits of about 1 of columns of any size.
  private func network(inputs: [InputColumn], width: Int, _ layers: [Layer], isNarrow: Bool) throws
    -> FeedForwardNetwork<Double>
  {
    var network = try FeedForwardNetwork<Double>(inputs: width, layers: layers, seed: 7)
    var theta = network.parameters.theta(0)
    var i = 1
    for input in inputs {
      var scale = 1.0
      if case .number(let encoding) = input.encoding { scale = max(encoding.scale, abs(encoding.shift)) }
      for k in 0..<input.width where !(isNarrow && input.inputNames[k].hasSuffix("is missing")) {
        for j in 0..<theta.rows { theta[j, i] /= k == 0 ? scale : 1 }
        i += 1
      }
    }
    try network.setTheta(0, to: theta)
    return network
  }

  /// Products and sums of numbers near 1, some twenty of them to a layer, each rounded by 2⁻⁵³, in the target's unit.
  private let bound = 1e-12

  private func expectSame(
    _ inputs: [InputColumn], _ target: TargetColumn?, _ layers: [Layer], scale: Double, isNarrow: Bool = false,
    unscaled: ([Double]) -> [Double] = { $0 }
  ) throws {
    var generator = SplitMix64(seed: 20_261_128)
    let pipeline = Pipeline(inputs: inputs, target: target)
    let rows = Rows(inputs, generator: &generator)
    let raw = isNarrow ? rows.withoutIndicators : rows.raw
    let imported = try network(inputs: inputs, width: raw[0].count, layers, isNarrow: isNarrow)
    let folded = try pipeline.folded(into: imported)
    #expect(folded.inputs == pipeline.width)
    let expected = try imported.predict(Matrix(raw))
    let found = try folded.predict(Matrix(rows.encoded))
    for r in raw.indices {
      for (t, y) in zip(unscaled(Array(found.row(r))), expected.row(r)) {
        #expect(abs(t - y) <= bound * scale, "row \(r): \(t), expected \(y)")
      }
    }
  }

  @Test(arguments: [0, 1, 2, 3]) func valuesInTheTargetsUnit(_ index: Int) throws {
    let (_, inputs) = Self.pipelines[index]
    let values = [ValueTarget(name: "y", shift: 100, scale: 0.5), ValueTarget(name: "z", shift: -3, scale: 40)]
    let back = { (t: [Double]) in zip(t, values).map { $0 * $1.scale + $1.shift } }
    for layers in [[Layer(2, .identity)], [Layer(5, .tanh), Layer(4, .relu), Layer(2, .identity)]] {
      try expectSame(inputs, .values(values), layers, scale: 200, unscaled: back)
      try expectSame(inputs, .values(values), layers, scale: 200, isNarrow: true, unscaled: back)
    }
  }

  @Test(arguments: [0, 1, 2, 3]) func classes(_ index: Int) throws {
    let (_, inputs) = Self.pipelines[index]
    let target = TargetColumn.classes(name: "c", classes: ["a", "b", "c"])
    try expectSame(inputs, target, [Layer(4, .gelu), Layer(3, .softmax)], scale: 1)
    try expectSame(inputs, nil, [Layer(3, .logistic)], scale: 1)
  }

  @Test func meansAndVariances() throws {
    let value = ValueTarget(name: "y", shift: 50, scale: 8)
    try expectSame(
      Self.pipelines[0].inputs, .values([value]), [Layer(3, .tanh), Layer(2, .meanAndVariance)], scale: 100,
      unscaled: { [$0[0] * 8 + 50, $0[1] * 64] })
  }

  /// A target of its own unit needs no folding, whatever the outputs are.
  @Test func outputsThatAreNotScaled() throws {
    let target = TargetColumn.values([ValueTarget(name: "y")])
    for activation in [Activation.exponential, .softplus, .logistic] {
      try expectSame(Self.pipelines[0].inputs, target, [Layer(1, activation)], scale: 10)
    }
    try expectSame(Self.pipelines[0].inputs, target, [Layer(3, .increasing())], scale: 10)
  }

  @Test func refusals() throws {
    let inputs = Self.pipelines[0].inputs
    let scaled = TargetColumn.values([ValueTarget(name: "y", shift: 1)])
    for (width, layer, expected) in [
      (3, Layer(1, .exponential), "scalesTarget false"), (3, Layer(3, .increasing()), "scalesTarget false"),
      (4, Layer(1, .identity), "4 inputs"), (3, Layer(4, .meanAndVariance), "4 outputs"),
    ] {
      let network = try FeedForwardNetwork<Double>(inputs: width, layers: [layer])
      #expect {
        try Pipeline(inputs: inputs, target: scaled).folded(into: network)
      } throws: {
        "\($0)".contains(expected)
      }
    }
  }
}
