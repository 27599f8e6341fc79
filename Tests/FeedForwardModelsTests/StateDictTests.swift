import FeedForward
import FeedForwardData
import FeedForwardModels
import Testing

/// Weights from other libraries: what belongs where, and what is refused.
@Suite struct StateDictTests {
  typealias NamedArray = (name: String, shape: [Int], numbers: [Double])

  /// Layers 3 → 4 → 2; numbers tell where each belongs: layer, output, input.
  private static let layers = [Layer(4, .relu), Layer(2, .identity)]
  private static let sizes = [3, 4, 2]

  static func weights(_ l: Int, _ name: String, isTransposed: Bool = false) -> NamedArray {
    let (units, inputs) = (sizes[l + 1], sizes[l])
    let value = { (j: Int, i: Int) in Double(100 * l + 10 * j + i + 1) }
    return isTransposed
      ? (name, [inputs, units], (0..<inputs).flatMap { i in (0..<units).map { j in value(j, i) } })
      : (name, [units, inputs], (0..<units).flatMap { j in (0..<inputs).map { i in value(j, i) } })
  }

  static func biases(_ l: Int, _ name: String) -> NamedArray {
    (name, [sizes[l + 1]], (0..<sizes[l + 1]).map { -Double(10 * l + $0 + 1) })
  }

  private static var expected: [Double] {
    var theta: [Double] = []
    for l in 0..<2 {
      for j in 0..<sizes[l + 1] {
        theta.append(-Double(10 * l + j + 1))
        for i in 0..<sizes[l] { theta.append(Double(100 * l + 10 * j + i + 1)) }
      }
    }
    return theta
  }

  private func network(_ arrays: [NamedArray]) throws -> FeedForwardNetwork<Double> {
    try StateDict(arrays: arrays, named: "weights").network(inputs: 3, layers: Self.layers)
  }

  @Test(arguments: [
    ["0.weight", "0.bias", "2.weight", "2.bias"], ["net.8.weight", "net.8.bias", "net.10.weight", "net.10.bias"],
    ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"],
    ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], ["a.weight", "a.bias", "b.weight", "b.bias"],
    ["z.weight", "z.bias", "b.weight", "b.bias"], ["W1", "b1", "W2", "b2"],
  ]) func outputsByInputs(names: [String]) throws {
    let arrays = [
      Self.weights(0, names[0]), Self.biases(0, names[1]), Self.weights(1, names[2]), Self.biases(1, names[3]),
    ]
    #expect(try network(arrays).parameters.elements == Self.expected)
    #expect(try network(arrays.reversed()).parameters.elements == Self.expected)
  }

  @Test(arguments: [
    ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"],
    ["layers/dense/vars/0", "layers/dense/vars/1", "layers/dense_1/vars/0", "layers/dense_1/vars/1"],
    ["params.Dense_0.kernel", "params.Dense_0.bias", "params.Dense_1.kernel", "params.Dense_1.bias"],
    ["coefs_0", "intercepts_0", "coefs_1", "intercepts_1"], ["w0", "b0", "w1", "b1"],
  ]) func inputsByOutputs(names: [String]) throws {
    let arrays = [
      Self.weights(0, names[0], isTransposed: true), Self.biases(0, names[1]),
      Self.weights(1, names[2], isTransposed: true), Self.biases(1, names[3]),
    ]
    #expect(try network(arrays).parameters.elements == Self.expected)
  }

  @Test func withoutBiases() throws {
    let loaded = try network([Self.weights(0, "0.weight"), Self.weights(1, "1.weight")])
    #expect(loaded.parameters.theta(0).row(1) == [0, 11, 12, 13])
  }

  private func expectRefused(_ arrays: [NamedArray], _ reason: String, _ layers: [Layer] = layers, inputs: Int = 3) {
    #expect {
      let _: FeedForwardNetwork<Double> = try StateDict(arrays: arrays, named: "weights").network(
        inputs: inputs, layers: layers)
    } throws: {
      guard "\($0)".contains(reason) else {
        print("\($0) — expected \(reason)")
        return false
      }
      return true
    }
  }

  @Test func refused() {
    let good = [Self.weights(0, "0.weight"), Self.biases(0, "0.bias"), Self.weights(1, "1.weight")]
    expectRefused(good.dropLast(), "weights of 1 layers")
    expectRefused(good + [Self.biases(1, "2.bias")], "2.bias: found a bias without weights")
    expectRefused(good + [("1.running_mean", [2], [0, 0])], "1.running_mean: found a name of no known kind")
    expectRefused(good + [("0.bias", [4], [0, 0, 0, 0])], "a second array of that name")
    expectRefused(good + [("1.bias", [3], [0, 0, 0])], "1.bias: found shape [3], expected [2]")
    expectRefused(good, "0.weight: found shape [4, 3]", inputs: 5)
    expectRefused(
      [Self.weights(0, "0.weight"), Self.weights(1, "1.weight", isTransposed: true)],
      "1.weight: found shape [4, 2], expected outputs and inputs in the order that 0.weight has")
    expectRefused([("0.weight", [1 << 62, 8], [])], "0 numbers for shape")
    expectRefused([Self.weights(0, "0.weight"), ("1.weight", [2, 4], [.nan] + (1..<8).map { Double($0) })], "nan")
  }

  @Test func noLayers() throws {
    let empty = try StateDict(bytes: Forgery.file(header: "{}"), named: "e")
    #expect(throws: FeedForwardError.self) {
      let _: FeedForwardNetwork<Float> = try empty.network(inputs: 2, layers: [])
    }
  }

  /// Where all layers are square, names decide; where they do not, nothing does.
  @Test func squareLayers() throws {
    let layers = [Layer(2, .relu), Layer(2, .identity)]
    func arrays(_ names: [String]) -> [NamedArray] { names.map { ($0, [2, 2], [1, 2, 3, 4]) } }
    let torch: FeedForwardNetwork<Double> = try StateDict(arrays: arrays(["0.weight", "1.weight"]), named: "a").network(
      inputs: 2, layers: layers)
    #expect(torch.parameters.elements == [0, 1, 2, 0, 3, 4, 0, 1, 2, 0, 3, 4])
    let keras: FeedForwardNetwork<Double> = try StateDict(arrays: arrays(["d/kernel", "d_1/kernel"]), named: "a")
      .network(
        inputs: 2, layers: layers)
    #expect(keras.parameters.elements == [0, 1, 3, 0, 2, 4, 0, 1, 3, 0, 2, 4])
    expectRefused(arrays(["W1", "W2"]), "a square table whose name does not say what its rows are", layers, inputs: 2)
    expectRefused(arrays(["0.weight", "1.kernel"]), "a square table", layers, inputs: 2)
    expectRefused(arrays(["a.weight", "b.weight"]), "several for layer 1 among", layers, inputs: 2)
  }

  /// A model of ours is a state dict too.
  @Test func modelsOfOurs() throws {
    let model = try Models.classifier(Float.self)
    let dict = try StateDict(bytes: model.serialized(), named: "ours")
    let same: FeedForwardNetwork<Float> = try dict.network(inputs: 9, layers: model.network.layers)
    #expect(same.parameters == model.network.parameters)
    let wide: FeedForwardNetwork<Double> = try dict.network(inputs: 9, layers: model.network.layers)
    #expect(wide.parameters.elements == model.network.parameters.elements.map { Double($0) })
    var damaged = try model.serialized()
    damaged[damaged.count - 1] ^= 1
    let bytes = damaged
    #expect {
      try StateDict(bytes: bytes, named: "ours")
    } throws: {
      "\($0)".contains("it was changed or damaged")
    }
  }

  @Test func halfPrecision() {
    let patterns: [(UInt16, Float)] = [
      (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x03FF, 0x1.ff8p-15), (0x0400, 0x1p-14),
      (0x7C00, Float.infinity), (0x3555, 0.333251953125),
    ]
    for (pattern, value) in patterns { #expect(Float(half: pattern) == value) }
    #expect(Float(half: 0x8000).sign == .minus && Float(half: 0x7E00).isNaN)
  }
}
