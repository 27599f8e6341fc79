import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardONNX
import Testing

/// Which inputs, outputs and operators a file has, and what no file can be made of. `make test-onnx` runs the files.
@Suite struct ExportTests {
  private static let age = InputColumn(name: "age", encoding: .number(NumberEncoding(fill: 1, range: 0...9)))
  private static let city = InputColumn(
    name: "city", encoding: .category(CategoryEncoding(categories: ["Bern", "Oslo"])))

  private func model(
    _ inputs: [InputColumn], _ target: TargetColumn?, width: Int, outputs: Layer, loss: Loss? = nil
  ) throws -> TrainedModel<Float> {
    TrainedModel(
      network: try FeedForwardNetwork(inputs: width, layers: [outputs], seed: 1),
      loss: loss ?? .standard(for: outputs.activation), pipeline: Pipeline(inputs: inputs, target: target))
  }

  /// Whether a text stands in a file, as a field of its length.
  private func has(_ text: String, _ bytes: [UInt8]) -> Bool {
    let field = [UInt8(text.utf8.count)] + Array(text.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: field) }
  }

  private func expect(_ bytes: [UInt8], has present: [String], not absent: [String]) {
    for text in present { #expect(has(text, bytes), "\(text) is missing") }
    for text in absent { #expect(!has(text, bytes), "\(text) is there") }
  }

  @Test func numbersAreOneInput() throws {
    let bytes = try model(
      [Self.age], .classes(name: "y", classes: ["a", "b"]), width: 1, outputs: Layer(2, .softmax)
    ).onnx()
    expect(bytes, has: ["x", "IsNaN", "label", "probabilities", "Softmax", "rows"], not: ["age", "prediction"])
  }

  @Test func textsAreInputsOfTheirOwn() throws {
    let bytes = try model(
      [Self.age, Self.city], .values([ValueTarget(name: "price", scale: 2)]), width: 3, outputs: Layer(1, .identity)
    ).onnx()
    expect(
      bytes, has: ["age", "city", "Oslo", "Equal", "Concat", "prediction"], not: ["x", "label", "probabilities"])
  }

  @Test func parametersHaveTheNamesOfStateDicts() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 2, layers: [Layer(3, .tanh), Layer(1, .identity)])
    let bytes = try TrainedModel(network: network, loss: .squaredError).onnx()
    expect(
      bytes, has: ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "x", "prediction"],
      not: ["layers.2.bias"])
  }

  /// Seconds since 1970 and a target of 10⁹ + N(0, 1) are more than floats can tell apart.
  @Test func columnsBeyondFloat() throws {
    func number(_ name: String, _ shift: Double, _ scale: Double, _ range: ClosedRange<Double>) -> InputColumn {
      InputColumn(name: name, encoding: .number(NumberEncoding(shift: shift, scale: scale, range: range)))
    }
    let columns = [
      number("t", 1.7e9, 5e4, 1.69e9...1.71e9), number("year", 2000, 10, 1980...2020),
      number("days", 2.46e6, 0.3, 2e6...3e6),
      number("raw seconds", 0, 1, 1.7e9...1.8e9), number("constant", 1_700_000_001, 1, 1_700_000_001...1_700_000_001),
      number("one year", 2026, 1, 2026...2026),
    ]
    let float = try model(
      columns, .values([ValueTarget(name: "y", shift: 1e9, scale: 1)]), width: 6, outputs: Layer(1, .identity))
    #expect(float.columnsBeyondFloat == ["t", "days", "constant", "y"])
    let double = TrainedModel(
      network: try float.network.converted(to: Double.self), loss: float.loss, pipeline: float.pipeline)
    #expect(double.columnsBeyondFloat.isEmpty)
    #expect(try float.onnx() != float.onnx(inDouble: true) && double.onnx() == double.onnx(inDouble: true))
    // The layers are the same in both.
    let layers = try FeedForwardNetwork<Float>(onnx: float.onnx(inDouble: true), named: "test")
    #expect(layers.parameters == float.network.parameters)
  }

  /// Names and texts that Swift takes for the same are two inputs and two categories.
  @Test func textsAreTheirCodePoints() throws {
    let names = ["\u{E9}", "e\u{301}"]
    let columns = names.map {
      InputColumn(name: $0, encoding: .category(CategoryEncoding(categories: names, fill: $0)))
    }
    let bytes = try model(
      columns, .classes(name: "y", classes: names), width: 4, outputs: Layer(1, .logistic)
    ).onnx()
    for name in names { #expect(has(name, bytes)) }
  }

  @Test func sameModelSameBytes() throws {
    let made = try model(
      [Self.age, Self.city], .classes(name: "y", classes: ["1", "2"]), width: 3, outputs: Layer(1, .logistic))
    #expect(try made.onnx() == made.onnx())
  }

  private func refusal<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) -> String {
    do {
      return "\(try model.onnx().count) bytes"
    } catch {
      return "\(error)"
    }
  }

  struct Unknown: CustomActivation {
    let name = "secret"
    func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {}
    func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {}
  }

  @Test func refusals() throws {
    let softmax = Layer(3, .softmax)
    let classes = TargetColumn.classes(name: "y", classes: ["a", "b", "c"])
    let label = InputColumn(name: "label", encoding: Self.city.encoding)
    for (model, expected) in [
      (try model([Self.age], nil, width: 1, outputs: Layer(1, .custom(Unknown()))), "custom(name: \"secret\")"),
      (try model([], nil, width: 2, outputs: softmax), "2 inputs after a pipeline that makes 0"),
      (
        try model([Self.age, Self.city], classes, width: 4, outputs: softmax), "4 inputs after a pipeline that makes 3"
      ),
      (try model([Self.age], classes, width: 1, outputs: Layer(2, .softmax)), "2 outputs for 3 classes"),
      (try model([Self.age], .values([]), width: 1, outputs: Layer(2, .identity)), "2 outputs for 0 values"),
      (try model([label], classes, width: 2, outputs: softmax), "a column named “label”"),
      (try model([Self.city, Self.city], classes, width: 4, outputs: softmax), "a column named “city”"),
    ] {
      let found = refusal(model)
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }
}
