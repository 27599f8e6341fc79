import LibC

/// Networks that answer together: the mean of their outputs, probabilities or values.
///
/// ```swift
/// let ensemble = try Ensemble(members)
/// let t = try ensemble.predict(rows)
/// let doubt = try ensemble.spread(for: rows)
/// ```
///
/// All have the same inputs, outputs and output activation; hidden layers may differ. Hansen, Salamon, *Neural network
/// ensembles*, 1990.
public struct Ensemble<Scalar: BLASScalar>: Sendable {
  /// At least one.
  public let members: [FeedForwardNetwork<Scalar>]

  /// - Throws: ``FeedForwardError`` if there is no member, or one that does not answer the question of the first.
  public init(_ members: [FeedForwardNetwork<Scalar>]) throws(FeedForwardError) {
    guard let first = members.first else { throw .emptyData(what: "The list of an ensemble's members") }
    for (i, member) in members.enumerated() {
      let ends = { (network: FeedForwardNetwork<Scalar>) in
        "\(network.inputs) inputs and \(network.outputs) outputs \(network.outputActivation)"
      }
      guard ends(member) == ends(first) else {
        throw .wrongShape(what: "Member \(i) of an ensemble", found: ends(member), expected: ends(first))
      }
    }
    self.members = members
  }

  /// Throws where not even the parameters of so many members would have room, or there can be no such network.
  package static func requireMemory(members: Int, inputs: Int, layers: [Layer]) throws(FeedForwardError) {
    let layout = try FeedForwardNetwork<Scalar>.validated(inputs: inputs, layers: layers)
    try FeedForward.requireMemory(for: try product(members, layout.count), of: Scalar.self)
  }

  /// A single network.
  public init(_ network: FeedForwardNetwork<Scalar>) { members = [network] }

  /// n.
  public var inputs: Int { members[0].inputs }
  /// K.
  public var outputs: Int { members[0].outputs }
  /// g.
  public var outputActivation: Activation { members[0].outputActivation }

  /// The mean t of the members' outputs for each row of inputs: added up in `Double`, member by member, and rounded
  /// once. Of means and variances, those of the mixture: μ = mean of the μᵢ, σ² = mean of the σᵢ² + μᵢ², less μ².
  ///
  /// - Parameter inputs: `m × n`, finite; m may be 0.
  /// - Returns: `m × K`.
  /// - Throws: ``FeedForwardError`` for a wrong number of columns or a number that is not finite.
  /// - Complexity: O((m + 1) · number of parameters of all members).
  public func predict(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    if members.count == 1 { return try members[0].predict(inputs) }
    return try moments(inputs).mean(isOfDistributions: outputActivation.isOfDistributions)
  }

  /// How far the members are apart: the standard deviation of each output over them (divided by their number), 0 of a
  /// single one. It says how unsure the model is of what it has learned; noise in the targets is not in it.
  ///
  /// - Parameter inputs: as for ``predict(_:)``.
  /// - Returns: `m × K`.
  public func spread(for inputs: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    try moments(inputs).deviation()
  }

  /// Loss and metrics of the mean outputs on a data set; see ``FeedForwardNetwork/evaluate(on:loss:threads:)``.
  public func evaluate(on data: Dataset<Scalar>, loss: Loss? = nil) throws(FeedForwardError) -> Evaluation {
    guard members.count > 1 else { return try members[0].evaluate(on: data, loss: loss) }
    return try data.evaluation(of: try predict(data.inputs), by: outputActivation, loss: loss)
  }

  private func moments(_ inputs: Matrix<Scalar>) throws(FeedForwardError) -> Moments<Scalar> {
    var moments = Moments<Scalar>(rows: inputs.rows, columns: outputs)
    for member in members { moments.add(try member.predict(inputs)) }
    return moments
  }
}

extension Dataset {
  /// Loss and metrics of outputs that are there, one row for each of these.
  ///
  /// - Parameters:
  ///   - activation: of the outputs.
  ///   - loss: nil for the one that belongs to it.
  package func evaluation(
    of outputs: Matrix<Scalar>, by activation: Activation, loss: Loss?
  ) throws(FeedForwardError) -> Evaluation {
    // The loss is computed from logits: those that a network hands through to the outputs.
    let (logits, inverse) = activation.logits(of: outputs)
    let count = outputs.columns
    let handsThrough = (0..<count).flatMap { k in (0...count).map { Scalar($0 == k + 1 ? 1 : 0) } }
    let network = try FeedForwardNetwork(inputs: count, layers: [Layer(count, inverse)], parameters: handsThrough)
    return try network.evaluate(
      on: Dataset(inputs: logits, targets: targets, weights: weights), loss: loss ?? .standard(for: activation))
  }
}

extension Activation {
  /// Whether outputs are means, and behind them as many variances.
  package var isOfDistributions: Bool {
    if case .meanAndVariance = self { true } else { false }
  }

  /// Numbers that an activation makes these outputs of: this one where it has an inverse, else the identity.
  fileprivate func logits<Scalar: BLASScalar>(of t: Matrix<Scalar>) -> (Matrix<Scalar>, Activation) {
    let logarithm = { (x: Scalar) in Scalar(log(Double(max(x, .leastNormalMagnitude)))) }
    let inverse: (_ index: Int) -> Scalar
    switch self {
    case .softmax, .exponential: inverse = { logarithm(t.elements[$0]) }
    case .logistic: inverse = { logarithm(t.elements[$0]) - logarithm(1 - t.elements[$0]) }
    case .meanAndVariance:
      inverse = { $0 % t.columns < t.columns / 2 ? t.elements[$0] : logarithm(t.elements[$0]) }
    case .increasing(let groups):
      // ln(e^d − 1) of each step d.
      let size = t.columns / groups
      inverse = { index in
        guard index % size > 0 else { return t.elements[index] }
        let step = max(Double(t.elements[index]) - Double(t.elements[index - 1]), Double(Scalar.leastNormalMagnitude))
        return Scalar(step > 40 ? step : log(expm1(step)))
      }
    default: return (t, .identity)
    }
    return (Matrix(unchecked: t.elements.indices.map(inverse), rows: t.rows, columns: t.columns), self)
  }
}

extension Ensemble: CustomStringConvertible {
  /// The only member's, or as in `mean of 4 networks: 64 → …; 64 → …`, of equal ones once.
  public var description: String {
    if members.count == 1 { return members[0].description }
    var shapes: [String] = []
    for member in members where !shapes.contains(member.description) { shapes.append(member.description) }
    return "mean of \(members.count) networks: \(shapes.joined(separator: "; "))"
  }
}
