import FeedForward
import FeedForwardModels
import FeedForwardONNX
import Testing

/// Types, ranks and axes are followed: what is not one row of numbers made of one row of numbers is refused.
@Suite struct ShapeTests {
  private func message(_ file: [UInt8]) -> String {
    do {
      return try FeedForwardNetwork<Float>(onnx: file, named: "test").description
    } catch {
      return "\(error)"
    }
  }

  private func expect(_ cases: [(graph: [UInt8], expected: String)], operators: UInt8 = 19) {
    for (graph, expected) in cases {
      let found = message(HandMade.model(graph, operators: operators))
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  private static let w = HandMade.tensor("w", [2, 3], [1, 2, 3, 4, 5, 6])
  /// Logits of three columns.
  private static let product = w + HandMade.node("MatMul", ["x", "w"], "z")

  private func softmax(_ input: String, axis: UInt8?) -> [UInt8] {
    HandMade.node("Softmax", [input], "y", axis.map { HandMade.attribute("axis", integer: $0) } ?? [])
  }

  @Test func softmaxOverOtherAxes() {
    let shape = HandMade.tensor("s", [-1, 1, 3]) + HandMade.node("Reshape", ["z", "s"], "c")
    let merged = HandMade.tensor("s", [-1, 6]) + HandMade.node("Reshape", ["z", "s"], "c")
    let back = HandMade.tensor("b", [-1, 3]) + HandMade.node("Reshape", ["p", "b"], "y")
    expect([
      (Self.product + softmax("z", axis: nil), "2 → 3 softmax"),
      (Self.product + softmax("z", axis: 1), "2 → 3 softmax"),
      (Self.product + softmax("z", axis: 0), "node 1 (Softmax): found the axis 0 of rows × 3"),
      (Self.product + shape + softmax("c", axis: 1), "the axis 1 of rows × 1 × 3"),
      (Self.product + shape + softmax("c", axis: 2), "the axis 2 of rows × 1 × 3"),
      (Self.product + merged + HandMade.node("Softmax", ["c"], "p") + back, "rows × 3 float in the shape [-1, 6]"),
    ])
    // Before operator set 13 the axis was where the columns begin: 1 for the same.
    expect([(Self.product + softmax("z", axis: nil), "2 → 3 softmax")], operators: 11)
  }

  @Test func threeDimensions() {
    let product = Self.w + HandMade.node("MatMul", ["x", "w"], "y")
    let flat = Self.w + HandMade.node("Flatten", ["x"], "f") + HandMade.node("MatMul", ["f", "w"], "y")
    for (graph, sizes, expected) in [
      (product, [0, 5, 2], "inputs of rows × 5 × 2 float"), (product, [2], "an input of 1 dimensions"),
      (product, [0, 2], "2 → 3"), (product, [4, 2], "2 → 3"), (product, [0, 0], "2 → 3"),
      (product, [0, 3], "weights of shape [2, 3] for rows × 3"), (flat, [0, 1, 2, 1], "2 → 3"),
      (flat, [0, 2, 2], "for rows × 4 float"), (flat, [0, 0, 1], "2 → 3"),
    ] as [([UInt8], [UInt8], String)] {
      let found = message(
        HandMade.file(graph + HandMade.value(12, "y") + HandMade.value(11, "x", sizes)))
      #expect(found.contains(expected), "\(sizes): \(found), expected \(expected)")
    }
    let axis = HandMade.node("Flatten", ["x"], "f", HandMade.attribute("axis", integer: 0))
    expect([(Self.w + axis + HandMade.node("MatMul", ["f", "w"], "y"), "the axis 0 of rows × ?")])
  }

  @Test func shapesOfRows() {
    func reshaped(_ shape: [Int64], _ attribute: [UInt8] = []) -> [UInt8] {
      Self.product + HandMade.tensor("s", shape) + HandMade.node("Reshape", ["z", "s"], "y", attribute)
    }
    expect([
      (reshaped([-1, 3]), "2 → 3"), (reshaped([0, 3]), "2 → 3"), (reshaped([0, -1]), "2 → 3"),
      (reshaped([0, 0]), "2 → 3"), (reshaped([-1, 0]), "2 → 3"), (reshaped([1, 3]), "in the shape [1, 3]"),
      (reshaped([3, -1]), "in the shape [3, -1]"), (reshaped([1, -1]), "in the shape [1, -1]"),
      (reshaped([-1, 1]), "in the shape [-1, 1]"), (reshaped([-1]), "in the shape [-1]"),
      (reshaped([-1, -1]), "a shape that is computed"), (reshaped([-1, 3, 1]), "rows × 3 × 1 float, expected rows"),
      (reshaped([0, 3], HandMade.attribute("allowzero", integer: 1)), "in the shape [0, 3]"),
    ])
  }

  /// One number for each column or one for all: never one for each row, nor one that makes a table of more dimensions.
  @Test func constantsBesideRows() {
    func sum(_ dimensions: [UInt8], _ nodes: [UInt8] = [], _ bias: String = "b") -> [UInt8] {
      let count = dimensions.reduce(1, *)
      let numbers = (0..<Int(count)).map { Float($0 + 1) }
      return Self.product + HandMade.tensor("b", dimensions, numbers) + nodes + HandMade.node("Add", ["z", bias], "y")
    }
    let unsqueezed = HandMade.node("Unsqueeze", ["b", "a"], "c")
    expect([
      (sum([]), "2 → 3"), (sum([1]), "2 → 3"), (sum([3]), "2 → 3"), (sum([1, 3]), "2 → 3"), (sum([1, 1]), "2 → 3"),
      (sum([3, 1]), "a constant of shape [3, 1] beside rows × 3"),
      (sum([1, 1, 3]), "a constant of shape [1, 1, 3] beside rows × 3"), (sum([2, 3]), "[2, 3] beside"),
      (sum([3], HandMade.tensor("a", [0]) + unsqueezed, "c"), "2 → 3"),
      (sum([3], HandMade.tensor("a", [1]) + unsqueezed, "c"), "a constant of shape [3, 1] beside rows × 3"),
      (sum([3], HandMade.tensor("a", [-2]) + unsqueezed, "c"), "2 → 3"),
      (sum([3, 1], HandMade.tensor("s", [1, -1]) + HandMade.node("Reshape", ["b", "s"], "c"), "c"), "2 → 3"),
      (sum([1, 3], HandMade.node("Squeeze", ["b"], "c"), "c"), "2 → 3"),
      (sum([3, 1], HandMade.node("Transpose", ["b"], "c"), "c"), "2 → 3"),
      (
        Self.w + HandMade.tensor("b", [3, 1], [1, 2, 3]) + HandMade.node("Gemm", ["x", "w", "b"], "y"),
        "a constant of shape [3, 1] beside rows × 3"
      ),
      // Flags of rows.
      (
        Self.product + HandMade.tensor("f", [4, 1], type: 9, raw: [1, 1, 0, 0]) + HandMade.node("Exp", ["z"], "e")
          + HandMade.node("Where", ["f", "z", "e"], "y"), "a constant of shape [4, 1] beside rows × 3"
      ),
    ])
  }

  /// What a file says of its values is what its graph computes.
  @Test func declarations() {
    let graph = Self.product + HandMade.node("Relu", ["z"], "y")
    for (declared, expected) in [
      (HandMade.value(12, "y", [0, 3]) + HandMade.value(11, "x", [0, 2]), "2 → 3 relu"),
      (HandMade.value(12, "y", [0, 4]) + HandMade.value(11, "x", [0, 2]), "node 1 (Relu): found rows × 3 float"),
      (HandMade.value(12, "y", [0, 3]) + HandMade.value(11, "x", [0, 3]), "node 0 (MatMul): found weights"),
      (HandMade.value(12, "y", type: 11, [0, 3]) + HandMade.value(11, "x"), "? × 3 double, as the graph says"),
      (HandMade.value(12, "y", [0, 1, 3]) + HandMade.value(11, "x"), "? × 1 × 3 float, as the graph says"),
      (HandMade.value(12, "y") + HandMade.value(11, "x") + HandMade.value(13, "z", [0, 5]), "node 0 (MatMul): found"),
      (HandMade.value(12, "y") + HandMade.value(11, "x") + HandMade.value(11, "w", [3, 2]), "of shape [2, 3]"),
      (
        HandMade.value(12, "y") + HandMade.value(11, "x", type: 11, [0, 2]), "operands of rows × 2 double and of float"
      ),
      (HandMade.value(12, "y") + HandMade.value(11, "x", type: 8, [0, 2]), "an input of type 8"),
      (
        HandMade.value(12, "y") + HandMade.value(11, "x") + HandMade.value(11, "x"), "input 1: found the name “x” again"
      ),
      (HandMade.value(12, "y") + HandMade.value(11, "x") + HandMade.value(11, "z"), "node 0: found the name “z” again"),
    ] {
      let found = message(HandMade.file(graph + declared))
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  @Test func domainsAndResults() {
    func relu(_ domain: String) -> [UInt8] {
      Self.product + HandMade.node("Relu", ["z"], ["y"], domain: domain)
    }
    let training = HandMade.tensor("r", [], [0.5]) + HandMade.tensor("t", [], type: 9, raw: [1])
    expect([
      (relu(""), "2 → 3 relu"), (relu("ai.onnx"), "2 → 3 relu"),
      (relu("com.microsoft"), "node 1 (Relu): found the operator “com.microsoft.Relu”"),
      (relu("ai.onnx.ml"), "the operator “ai.onnx.ml.Relu”"),
      (Self.product + HandMade.node("Dropout", ["z"], ["y", "m"]), "2 → 3"),
      (Self.product + HandMade.node("Dropout", ["z"], ["m", "y"]), "node 1 (Dropout): found the use of result 2"),
      (
        Self.product + training + HandMade.node("Dropout", ["z", "r", "t"], ["y"]),
        "a dropout that leaves something out"
      ),
      (Self.product + HandMade.node("Add", ["z", ""], "y"), "node 1 (Add)"),
      (
        Self.product + HandMade.tensor("b", [3], [1, 2, 3]) + HandMade.node("Sub", ["z", "b"], "s")
          + HandMade.node("Relu", ["s"], "y"), "node 1 (Sub): found no layer"
      ),
      (Self.product + HandMade.node("Relu", ["z", "z"], "y"), "found 2 inputs"),
      (
        Self.product + HandMade.node("Relu", ["z"], "y", HandMade.attribute("axis", integer: 1)), "the attribute “axis”"
      ),
      (
        Self.product
          + HandMade.node(
            "Softmax", ["z"], "y", HandMade.attribute("axis", integer: 1) + HandMade.attribute("axis", integer: 0)),
        "the attribute “axis”"
      ),
      (Self.product + HandMade.node("Softmax", ["z"], "y", HandMade.attribute("axis", number: 1)), "attribute “axis”"),
    ])
  }

  @Test func outputs() {
    let graph = Self.product + HandMade.node("Relu", ["z"], "y") + HandMade.node("Tanh", ["z"], "t")
    func read(_ outputs: [String]) -> String {
      message(HandMade.file(graph + HandMade.value(11, "x") + outputs.flatMap { HandMade.value(12, $0) }))
    }
    for (outputs, expected) in [
      (["y"], "2 → 3 relu"), (["z"], "2 → 3 identity"),
      // A value on the way to another is none of its own.
      (["z", "y"], "2 → 3 relu"), (["t", "z"], "2 → 3 tanh"), (["y", "t"], "graph: found the outputs “y”, “t”"),
      ([], "no output of numbers"), (["?"], "nothing that computes it"),
    ] as [([String], String)] {
      let found = read(outputs)
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  /// 1 − t and t are the probabilities of two classes if t is one.
  @Test func twoClasses() {
    func pair(_ activation: String) -> [UInt8] {
      HandMade.tensor("w", [2, 1], [1, 2]) + HandMade.node("MatMul", ["x", "w"], "z")
        + HandMade.node(activation, ["z"], "t") + HandMade.tensor("one", [], [1])
        + HandMade.node("Sub", ["one", "t"], "u")
        + HandMade.node("Concat", ["u", "t"], "y", HandMade.attribute("axis", integer: 1))
    }
    expect([(pair("Sigmoid"), "2 → 1 sigmoid"), (pair("Relu"), "two classes of relu")])
  }

  @Test func operatorSets() {
    let graph = Self.product + HandMade.node("Relu", ["z"], "y")
    expect([(graph, "2 → 3 relu")], operators: 7)
    expect([(graph, "operator set: found [6], expected one of 7 to 26")], operators: 6)
    expect([(graph, "operator set: found [27]")], operators: 27)
    let values = HandMade.value(12, "y") + HandMade.value(11, "x")
    #expect(message(HandMade.field(7, graph + values)).contains("operator set: found none"))
    let function = HandMade.field(25, HandMade.text(1, "Relu"))
    #expect(message(HandMade.model(graph) + function).contains("functions: found one of the standard operator “Relu”"))
    let foreign = HandMade.field(25, HandMade.text(1, "Relu") + HandMade.text(10, "other"))
    #expect(message(HandMade.model(graph) + foreign).hasPrefix("2 → 3 relu"))
  }

  /// Columns that are shifted and scaled before a layer, and after one without an activation.
  @Test func mapsOfColumns() throws {
    let constants = [
      HandMade.tensor("s", [2], [10, 20]), HandMade.tensor("d", [1, 2], [2, 4]), HandMade.tensor("m", [3], [2, 3, 4]),
      HandMade.tensor("c", [], [1]),
    ].flatMap(\.self)
    let before = [
      HandMade.node("IsNaN", ["x"], "n"), HandMade.node("Where", ["n", "s", "x"], "f"),
      HandMade.node("Sub", ["f", "s"], "u"), HandMade.node("Div", ["u", "d"], "v"),
    ].flatMap(\.self)
    let product = Self.w + HandMade.node("MatMul", ["v", "w"], "z")
    let after = HandMade.node("Mul", ["m", "z"], "p") + HandMade.node("Sub", ["c", "p"], "y")
    let network = try FeedForwardNetwork<Double>(
      onnx: HandMade.model([constants, before, product, after].flatMap(\.self)), named: "test")
    // 1 − m (w₁ⱼ (x₁ − 10) / 2 + w₂ⱼ (x₂ − 20) / 4)
    let expected: [Double] = [51, -1, -2, 106, -3, -3.75, 181, -6, -6]
    #expect(network.parameters.elements == expected)
    let relu = HandMade.node("Relu", ["z"], "r") + HandMade.node("Mul", ["m", "r"], "y")
    let other = HandMade.node("Where", ["n", "s", "z"], "y")
    let start = constants + before + product
    let divided = HandMade.node("Div", ["m", "z"], "y")
    expect([
      (start + relu, "numbers made of relu outputs"), (start + divided, "no activation known here"),
      (start + other, "node 5 (Where)"),
    ])
  }

  /// Two names that Swift takes for one.
  @Test func namesAreTheirCodePoints() throws {
    let graph =
      HandMade.tensor("\u{E9}", [1, 1], [2]) + HandMade.tensor("e\u{301}", [1, 1], [3])
      + HandMade.node("MatMul", ["x", "\u{E9}"], "o\u{308}")
      + HandMade.node("MatMul", ["o\u{308}", "e\u{301}"], "\u{F6}")
      + HandMade.node("Identity", ["\u{F6}"], "y")
    let network = try FeedForwardNetwork<Float>(onnx: HandMade.model(graph), named: "test")
    #expect(network.parameters.elements == [0, 2, 0, 3])
  }

  @Test func sparseTensors() {
    let sparse = HandMade.field(15, HandMade.field(1, HandMade.text(8, "w")))
    expect([(sparse + HandMade.node("MatMul", ["x", "w"], "y"), "a sparse tensor")])
  }
}
