import FeedForward
import FeedForwardModels

/// Tries whether a value of a graph is a formula of some logits, and of which.
struct FormulaMatch {
  private let graph: ImportedGraph
  private var logits: CodePoints?
  private var parameter: Double?
  /// The largest formula has 100 parts; no file can make the search longer than this.
  private var steps = 2000

  private init(_ graph: ImportedGraph) { self.graph = graph }

  /// The activation that gives the value of that name, and the name of its logits; nil if it is none that is known.
  static func of(_ name: CodePoints, in graph: ImportedGraph) -> (activation: Activation, logits: CodePoints)? {
    for formula in Formula.all {
      for form in formula.forms {
        if let (logits, parameter) = match(form, name, in: graph) {
          return (formula.activation(parameter ?? 0), logits)
        }
      }
    }
    return nil
  }

  /// The logits of which the value is that formula, and its parameter if there is one.
  static func match(
    _ form: Expression, _ name: CodePoints, in graph: ImportedGraph
  ) -> (logits: CodePoints, parameter: Double?)? {
    var attempt = FormulaMatch(graph)
    guard attempt.match(form, name), let logits = attempt.logits else { return nil }
    return (logits, attempt.parameter)
  }

  private mutating func match(_ form: Expression, _ name: CodePoints) -> Bool {
    steps -= 1
    guard steps > 0 else { return false }
    switch form {
    case .logits:
      if let logits { return name == logits }
      guard graph.isRows(name) else { return false }
      logits = name
      return true
    case .number(let expected):
      guard let found = graph.number(name) else { return false }
      return Self.isSame(found, expected)
    case .parameter:
      guard let found = graph.number(name), parameter == nil || parameter == found else { return false }
      parameter = found
      return true
    case .applyWithAlpha(let operation, let operand):
      guard let node = graph.node(name), node.opType == operation, node.input.count == 1 else { return false }
      let alpha = node.number("alpha", default: operation == "Elu" ? 1 : 0.01)
      // The shortest decimal that is this float, so that 0.01 comes back as such.
      parameter = Double("\(alpha)")
      return match(operand, node.inputs[0])
    case .apply(let operation, let operands):
      guard let node = graph.node(name), node.opType == operation, node.input.count == operands.count,
        node.attribute.allSatisfy({ Self.isHarmless($0, of: operation) })
      else { return false }
      let inputs = node.inputs
      guard operands.count == 2 else { return operands.indices.allSatisfy { match(operands[$0], inputs[$0]) } }
      // Of the two, the smaller first: it fails early.
      let order = operands[0].isSmaller(than: operands[1]) ? [0, 1] : [1, 0]
      let isCommutative = ["Add", "Mul", "Max", "Min"].contains(operation)
      for crossed in isCommutative ? [false, true] : [false] {
        let before = (logits, parameter)
        if order.allSatisfy({ match(operands[$0], inputs[crossed ? 1 - $0 : $0]) }) { return true }
        (logits, parameter) = before
      }
      return false
    }
  }

  /// Other programs write √2 and the like in single precision.
  private static func isSame(_ found: Double, _ expected: Double) -> Bool {
    abs(found - expected) <= 1e-6 * abs(expected)
  }

  /// An attribute that says what is so anyway.
  private static func isHarmless(_ attribute: ONNXAttributeProto, of operation: String) -> Bool {
    switch (operation, attribute.name) {
    case ("Gelu", "approximate"): attribute.s.elementsEqual("none".utf8)
    case ("Swish", "alpha"): attribute.f == 1
    case ("Selu", "alpha"): isSame(Double(attribute.f), SELU.alpha)
    case ("Selu", "gamma"): isSame(Double(attribute.f), SELU.scale)
    default: false
    }
  }
}

extension Expression {
  /// Whether it has fewer parts, of no more than a few.
  fileprivate func isSmaller(than other: Expression) -> Bool { parts(upTo: 40) < other.parts(upTo: 40) }

  private func parts(upTo limit: Int) -> Int {
    guard limit > 0, case .apply(_, let operands) = self else { return 1 }
    return operands.reduce(1) { $0 >= limit ? $0 : $0 + $1.parts(upTo: limit - $0) }
  }
}
