import FeedForward
import FeedForwardData
import FeedForwardModels

extension GraphBuilder {
  /// All members and the mean of their outputs, computed in `Double`; the name of that.
  mutating func add<Scalar: BLASScalar>(_ ensemble: Ensemble<Scalar>, of inputs: String) throws -> String {
    let members = ensemble.members
    if members.count == 1 { return try add(members[0], of: inputs) }
    var outputs: [String] = []
    for (i, member) in members.enumerated() {
      outputs.append(cast(try add(member, of: inputs, prefix: "members.\(i)."), from: type, to: .double))
    }
    let share = constant([1 / Double(members.count)], shape: [], type: .double)
    var mean = add("Mul", [add("Sum", outputs), share])
    if ensemble.outputActivation.isOfDistributions {
      // σ² + (μᵢ − μ)² of each member; of the means themselves only these stay.
      let isMean = constant((0..<ensemble.outputs).map { $0 < ensemble.outputs / 2 }, shape: [1, ensemble.outputs])
      let means = constant((0..<ensemble.outputs).map { $0 % (ensemble.outputs / 2) })
      var mixtures: [String] = []
      for output in outputs {
        let distance = add("Sub", [output, mean])
        let square = add("Gather", [add("Mul", [distance, distance]), means], ["axis": .integer(1)])
        mixtures.append(add("Add", [output, square]))
      }
      mean = add("Where", [isMean, mean, add("Mul", [add("Sum", mixtures), share])])
    }
    return cast(mean, from: .double, to: type)
  }

  /// The layers, and the name of their outputs.
  ///
  /// - Parameter inputs: the name of a tensor of rows × n.
  /// - Throws: ``/FeedForwardData/DataError`` for an activation of the user's own.
  mutating func add<Scalar: BLASScalar>(
    _ network: FeedForwardNetwork<Scalar>, of inputs: String, prefix: String = ""
  ) throws -> String {
    var value = inputs
    for (l, layer) in network.layers.enumerated() {
      let theta = network.parameters.theta(l)
      let (rows, columns) = (theta.rows, theta.columns)
      let weight = addParameters(
        "\(prefix)layers.\(l).weight", shape: [rows, columns - 1], (0..<rows).flatMap { theta.row($0).dropFirst() })
      let bias = addParameters("\(prefix)layers.\(l).bias", shape: [rows], (0..<rows).map { theta[$0, 0] })
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
