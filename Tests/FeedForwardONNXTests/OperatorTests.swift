import FeedForward
import FeedForwardModels
import FeedForwardONNX
import Testing

/// What each operator is read as, its attributes included; what is not the same function is refused.
@Suite struct OperatorTests {
  private func theta(_ graph: [UInt8]) throws -> [Float] {
    try FeedForwardNetwork<Float>(onnx: HandMade.model(graph), named: "test").parameters.elements
  }

  private func message(_ graph: [UInt8]) -> String {
    do {
      return try FeedForwardNetwork<Float>(onnx: HandMade.model(graph), named: "test").description
    } catch {
      return "\(error)"
    }
  }

  // W is 2 × 3, and so are its inputs and units.
  private let w = HandMade.tensor("w", [2, 3], [1, 2, 3, 4, 5, 6])
  private let b = HandMade.tensor("b", [3], [10, 20, 30])

  @Test func gemm() throws {
    let node = HandMade.node("Gemm", ["x", "w", "b"], "y")
    #expect(try theta(w + b + node) == [10, 1, 4, 20, 2, 5, 30, 3, 6])
    let scaled = HandMade.node(
      "Gemm", ["x", "w", "b"], "y", HandMade.attribute("alpha", number: 0.5) + HandMade.attribute("beta", number: 2.0))
    #expect(try theta(w + b + scaled) == [20, 0.5, 2, 40, 1, 2.5, 60, 1.5, 3])
    let transposed = HandMade.node("Gemm", ["x", "w"], "y", HandMade.attribute("transB", integer: 1))
    #expect(try theta(w + transposed) == [0, 1, 2, 3, 0, 4, 5, 6])
    let one = HandMade.tensor("b", [1], [7])
    #expect(try theta(w + one + node) == [7, 1, 4, 7, 2, 5, 7, 3, 6])
  }

  @Test func matMul() throws {
    let product = HandMade.node("MatMul", ["x", "w"], "p")
    for operands in [["p", "b"], ["b", "p"]] {
      #expect(try theta(w + b + product + HandMade.node("Add", operands, "y")) == [10, 1, 4, 20, 2, 5, 30, 3, 6])
    }
    let turned = HandMade.node("Transpose", ["w"], "t", HandMade.attribute("perm", integers: [1, 0]))
    #expect(try theta(w + turned + HandMade.node("MatMul", ["x", "t"], "y")) == [0, 1, 2, 3, 0, 4, 5, 6])
    let unturned = HandMade.node("Transpose", ["w"], "t", HandMade.attribute("perm", integers: [0, 1]))
    #expect(try theta(w + unturned + HandMade.node("MatMul", ["x", "t"], "y")) == [0, 1, 4, 0, 2, 5, 0, 3, 6])
  }

  /// Attributes that say what is so anyway, and formulas of other programs.
  @Test func activations() {
    func selu(_ alpha: Float, _ gamma: Float) -> [UInt8] {
      HandMade.node(
        "Selu", ["z"], "y", HandMade.attribute("alpha", number: alpha) + HandMade.attribute("gamma", number: gamma))
    }
    func mish(of softplus: [UInt8]) -> [UInt8] {
      softplus + HandMade.node("Tanh", ["s"], "t") + HandMade.node("Mul", ["z", "t"], "y")
    }
    let limited =
      HandMade.tensor("most", [], [20]) + HandMade.node("Greater", ["z", "most"], "g")
      + HandMade.node("Softplus", ["z"], "p") + HandMade.node("Where", ["g", "z", "p"], "s")
    for (nodes, expected) in [
      (HandMade.node("Selu", ["z"], "y"), "2 → 3 selu"), (selu(1.673263, 1.050701), "2 → 3 selu"),
      (selu(1.67, 1.050701), "no activation known here"), (selu(1.673263, 1), "no activation known here"),
      (HandMade.node("Mish", ["z"], "y"), "2 → 3 mish"),
      (mish(of: HandMade.node("Softplus", ["z"], "s")), "2 → 3 mish"), (mish(of: limited), "2 → 3 mish"),
      (mish(of: HandMade.node("Exp", ["z"], "s")), "no activation known here"),
    ] {
      let found = message(w + HandMade.node("MatMul", ["x", "w"], "z") + nodes)
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }

  /// Each of these would be another function, or cannot be known.
  @Test func refusals() {
    let product = w + HandMade.node("MatMul", ["x", "w"], "z")
    let long = HandMade.tensor("b", [2], [1, 2])
    let flags = HandMade.tensor("f", [1, 3], type: 9, raw: [1, 1, 1])
    let steps =
      flags + HandMade.tensor("a", [1]) + HandMade.node("Softplus", ["z"], "s")
      + HandMade.node("Where", ["f", "z", "s"], "u")
    for (graph, expected) in [
      (
        w + b + HandMade.node("Gemm", ["x", "w", "b"], "y", HandMade.attribute("transA", integer: 1)),
        "transposed inputs"
      ),
      (w + long + HandMade.node("Gemm", ["x", "w", "b"], "y"), "a constant of shape [2] beside rows × 3 float"),
      (
        w + HandMade.node("Cast", ["w"], "t", HandMade.attribute("to", integer: 7))
          + HandMade.node("MatMul", ["x", "t"], "y"),
        "node 0 (Cast): found a cast to the type 7"
      ),
      (product + HandMade.node("Cast", ["z"], "y", HandMade.attribute("to", integer: 7)), "node 1 (Cast)"),
      (product + HandMade.node("Softmax", ["z"], "y", HandMade.attribute("axis", integer: 0)), "the axis 0"),
      (product + HandMade.node("Gelu", ["z"], "y", HandMade.attribute("approximate", text: "tanh")), "node 1 (Gelu)"),
      (
        product + HandMade.tensor("s", [-1, 2]) + HandMade.node("Reshape", ["z", "s"], "y"),
        "rows × 3 float in the shape [-1, 2]"
      ),
      (product + steps + HandMade.node("CumSum", ["u", "a"], "y"), "node 3 (CumSum)"),
      (
        product + HandMade.tensor("f", [1, 1], type: 9, raw: [0]) + HandMade.node("Exp", ["z"], "e")
          + HandMade.node("Where", ["f", "z", "e"], "y"), "node 2 (Where)"
      ),
      (
        HandMade.tensor("w", [2, 3], type: 10, raw: Array(repeating: 0, count: 12))
          + HandMade.node("MatMul", ["x", "w"], "y"),
        "elements of type 10"
      ),
      (
        HandMade.field(5, HandMade.field(1, [2, 3]) + [0x10, 1, 0x70, 1] + HandMade.text(8, "w"))
          + HandMade.node("MatMul", ["x", "w"], "y"), "data in another file"
      ),
      (HandMade.tensor("w", [1, 1], [.nan]) + HandMade.node("MatMul", ["x", "w"], "y"), "what no network has"),
    ] {
      let found = message(graph)
      #expect(found.contains(expected), "\(found), expected \(expected)")
    }
  }
}
