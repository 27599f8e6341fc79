import FeedForward
import FeedForwardData
import FeedForwardModels

extension GraphBuilder {
  /// The layers, and the name of their outputs.
  ///
  /// - Parameter inputs: the name of a tensor of rows × n.
  /// - Throws: ``FeedForwardData/DataError`` for an activation of the user's own.
  mutating func add<Scalar: BLASScalar>(
    _ network: FeedForwardNetwork<Scalar>, of inputs: String
  ) throws -> String {
    var value = inputs
    for (l, layer) in network.layers.enumerated() {
      let theta = network.parameters.theta(l)
      let (rows, columns) = (theta.rows, theta.columns)
      let weight = addParameters(
        "layers.\(l).weight", shape: [rows, columns - 1], (0..<rows).flatMap { theta.row($0).dropFirst() })
      let bias = addParameters("layers.\(l).bias", shape: [rows], (0..<rows).map { theta[$0, 0] })
      let logits = add("Gemm", [value, weight, bias], ["transB": .integer(1)])
      value = try add(layer.activation, of: logits, units: layer.units)
    }
    return value
  }

  private mutating func add(
    _ activation: Activation, of logits: String, units: Int
  ) throws -> String {
    switch activation {
    case .identity: return logits
    case .softmax: return add("Softmax", [logits], ["axis": .integer(1)])
    case .meanAndVariance:
      let isMean = constant((0..<units).map { $0 < units / 2 }, shape: [1, units])
      return add("Where", [isMean, logits, add("Exp", [logits])])
    case .increasing(let groups): return addIncreasing(of: logits, units: units, groups: groups)
    default:
      guard let (formula, parameter) = Formula.of(activation) else {
        throw FilePlace.model.error(
          found: "the activation \(activation), whose formula is not known", expected: "the activations of the library")
      }
      return add(type == .double ? formula.double : formula.single, of: logits, parameter: parameter)
    }
  }

  /// t₁ = z₁, tₖ = tₖ₋₁ + ln(1 + e^zₖ) in each group.
  private mutating func addIncreasing(of logits: String, units: Int, groups: Int) -> String {
    let size = units / groups
    let isFirst = constant((0..<units).map { $0 % size == 0 }, shape: [1, units])
    let steps = add("Where", [isFirst, logits, add(Formula.softplus(type), of: logits, parameter: 0)])
    guard groups > 1 else { return add("CumSum", [steps, constant([1])]) }
    let sums = add("CumSum", [add("Reshape", [steps, constant([-1, groups, size])]), constant([2])])
    return add("Reshape", [sums, constant([-1, units])])
  }

  /// A formula, each part that occurs more than once computed once.
  private mutating func add(_ formula: Expression, of logits: String, parameter: Double) -> String {
    var known: [Expression: String] = [:]
    return add(formula, of: logits, parameter: parameter, known: &known)
  }

  private mutating func add(
    _ formula: Expression, of logits: String, parameter: Double, known: inout [Expression: String]
  ) -> String {
    if let name = known[formula] { return name }
    let name: String
    switch formula {
    case .logits: name = logits
    case .number(let number): name = constant([number], shape: [])
    case .parameter: name = constant([parameter], shape: [])
    case .apply(let operation, let operands):
      var inputs: [String] = []
      for operand in operands {
        inputs.append(add(operand, of: logits, parameter: parameter, known: &known))
      }
      name = add(operation, inputs)
    case .applyWithAlpha(let operation, let operand):
      let input = add(operand, of: logits, parameter: parameter, known: &known)
      name = add(operation, [input], ["alpha": .number(Float(parameter))])
    }
    known[formula] = name
    return name
  }
}
