import FeedForward
import Foundation

extension Pipeline {
  /// The network that gives behind this pipeline what `network` gives without it, in the units of the table: the
  /// weights of another library mean the columns as they stand.
  ///
  /// ```swift
  /// let imported = try FeedForwardNetwork<Double>(onnx: bytes, named: "model.onnx", alone: true)
  /// var network = try pipeline.folded(into: imported).converted(to: Float.self)
  /// ```
  ///
  /// Where an input is (x − a) / b, its weights of the first layer become Θ · b, and the bias gets Θ · a more; where
  /// the target is (y − s) / c, the last layer becomes Θ / c and its bias (θ − s) / c. Of means and variances the
  /// latter lose 2 ln c of their bias. Inputs that are no numbers of the table, one for each category, are left as they
  /// are. If the network has no inputs for the indicators of missing values, their weights are 0: what stands in for a
  /// missing value is all that it sees. All of it is computed in `Double`.
  ///
  /// - Parameter network: of as many inputs as ``width``, or as ``width`` without the indicators.
  /// - Throws: ``/FeedForward/FeedForwardError`` for a network that does not fit; ``DataError`` where the scale of the
  ///   target cannot go into the last layer: its activation is no identity, and the pipeline was not fitted with
  ///   ``Preprocessing/scalesTarget`` false.
  /// - Complexity: O(number of parameters).
  public func folded(into network: FeedForwardNetwork<Double>) throws -> FeedForwardNetwork<Double> {
    try requireLinear()
    let widened = try foldedInputs(into: network)
    guard case .values(let values)? = target, values.contains(where: { $0.shift != 0 || $0.scale != 1 }) else {
      return widened
    }
    return try Self.foldedTargets(values, into: widened)
  }

  /// Throws unless all numbers are shifted and scaled and no more, and texts have an input each.
  private func requireLinear() throws {
    for column in inputs {
      let isPlain =
        switch column.encoding {
        case .number(let encoding): encoding.isLinear
        case .category(let encoding): !encoding.isSigned && !encoding.hasRest
        }
      guard isPlain else {
        throw FilePlace.model.error(
          found: "the column \(column.name.quoted), whose inputs are more than shifted and scaled",
          expected: "columns that another library's weights may mean: no curve, bins, signs or groups")
      }
    }
    guard case .values(let values)? = target, let curved = values.first(where: { $0.logarithmOffset != nil }) else {
      return
    }
    throw FilePlace.model.error(
      found: "the logarithm of \(curved.name.quoted)", expected: "a target that is shifted and scaled, no more")
  }

  /// Inputs that say where values were missing.
  package var indicators: Int { inputs.reduce(0) { $0 + $1.foldedInputs.count(where: \.isIndicator) } }

  /// The first layer for inputs that are shifted and scaled.
  private func foldedInputs(
    into network: FeedForwardNetwork<Double>
  ) throws -> FeedForwardNetwork<Double> {
    let inputs = inputs.flatMap(\.foldedInputs)
    let hasIndicators = network.inputs == inputs.count
    guard hasIndicators || network.inputs == inputs.count(where: { !$0.isIndicator }) else {
      throw FeedForwardError.wrongShape(
        what: "The network", found: "\(network.inputs) inputs", expected: "\(inputs.count), as the columns make")
    }
    let theta = network.parameters.theta(0)
    var first: [Double] = []
    first.reserveCapacity(theta.rows * (inputs.count + 1))
    for j in 0..<theta.rows {
      let row = theta.row(j)
      let start = first.count
      first.append(row[row.startIndex])
      var i = row.startIndex
      for input in inputs {
        guard hasIndicators || !input.isIndicator else {
          first.append(0)
          continue
        }
        i += 1
        first.append(row[i] * input.scale)
        first[start] += row[i] * input.shift
      }
    }
    let rest = network.parameters.elements[network.parameters.range(ofLayer: 0).upperBound...]
    return try FeedForwardNetwork(inputs: inputs.count, layers: network.layers, parameters: first + rest)
  }

  /// The last layer for targets that are shifted and scaled.
  private static func foldedTargets(
    _ values: [ValueTarget], into network: FeedForwardNetwork<Double>
  ) throws -> FeedForwardNetwork<Double> {
    let (last, outputs) = (network.layers.count - 1, network.outputs)
    var theta = network.parameters.theta(last)
    switch network.outputActivation {
    case .identity where outputs % values.count == 0:
      for k in 0..<outputs { theta.unscale(row: k, values[k * values.count / outputs]) }
    case .meanAndVariance where outputs == 2 * values.count:
      for (k, value) in values.enumerated() {
        theta.unscale(row: k, value)
        theta[values.count + k, 0] -= 2 * log(value.scale)
      }
    case .identity, .meanAndVariance:
      throw FeedForwardError.wrongShape(
        what: "The network", found: "\(outputs) outputs", expected: "as many for each of \(values.count) targets")
    case let activation:
      throw FilePlace.model.error(
        found: "a scaled target, which the activation \(activation) of the outputs cannot give",
        expected: "a pipeline that was fitted with scalesTarget false")
    }
    var folded = network
    try folded.setTheta(last, to: theta)
    return folded
  }
}

/// An input of a network in terms of the table: x̂ · scale + shift.
private struct FoldedInput {
  var shift = 0.0
  var scale = 1.0
  var isIndicator = false
}

extension InputColumn {
  fileprivate var foldedInputs: [FoldedInput] {
    switch encoding {
    case .number(let encoding):
      [FoldedInput(shift: encoding.shift, scale: encoding.scale)]
        + (encoding.hasIndicator ? [FoldedInput(isIndicator: true)] : [])
    case .category(let encoding):
      encoding.categories.map { _ in FoldedInput() } + (encoding.hasIndicator ? [FoldedInput(isIndicator: true)] : [])
    }
  }
}

extension Matrix<Double> {
  /// (Θ − (s, 0, …)) / c in one row.
  fileprivate mutating func unscale(row: Int, _ value: ValueTarget) {
    self[row, 0] -= value.shift
    for column in 0..<columns { self[row, column] /= value.scale }
  }
}
