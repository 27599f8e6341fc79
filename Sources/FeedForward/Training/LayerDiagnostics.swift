/// What a layer went through in an epoch; see ``Trainer/diagnostics``.
public struct LayerDiagnostics: Sendable, Codable, Equatable {
  /// ‖∂E/∂Θ‖ (Frobenius), the mean over the epoch's steps. Where it falls from layer to layer towards the inputs,
  /// gradients vanish (Hochreiter, 1991; Glorot, Bengio, *Understanding the difficulty of training deep feedforward
  /// neural networks*, 2010).
  public let gradientNorm: Double
  /// ‖Θ‖ after the epoch.
  public let parameterNorm: Double
  /// ‖ΔΘ‖ / ‖Θ‖ of a step, the mean over the epoch's steps; about 10⁻³ is common. 0 if Θ is 0.
  public let updateToParameterRatio: Double
  /// Share of the layer's units that were 0 or below for every row of the epoch; nil unless the activation is relu or
  /// leaky relu. Such a unit of relu gets no gradient: it is dead unless the layers below bring it back.
  public let deadUnits: Double?
}

/// Looks at each step of an epoch. Only made on request: it takes as long as a pass over θ and A, and a copy of θ.
final class StepObserver<Scalar: BLASScalar> {
  private let layout: ParameterLayout
  private let isRectifier: [Bool]
  private var before: [Scalar]
  private var steps = 0
  private var gradientNorms: [Double]
  private var ratios: [Double]
  private var parameterNorms: [Double]
  /// For each layer, whether a unit was above 0 for some row.
  private var isAlive: [[Bool]]

  init(of network: FeedForwardNetwork<Scalar>) throws(FeedForwardError) {
    layout = network.parameters.layout
    isRectifier = network.layers.map {
      switch $0.activation {
      case .relu, .leakyReLU: true
      default: false
      }
    }
    before = try [Scalar](zeros: layout.count)
    let zeros = [Double](repeating: 0, count: layout.layers)
    (gradientNorms, ratios, parameterNorms) = (zeros, zeros, zeros)
    isAlive = network.layers.map { [Bool](repeating: false, count: $0.units) }
  }

  func reset() {
    steps = 0
    for l in 0..<layout.layers {
      (gradientNorms[l], ratios[l]) = (0, 0)
      for j in isAlive[l].indices { isAlive[l][j] = false }
    }
  }

  func willStep(_ step: TrainingStep<Scalar>) {
    step.error.parameters.store(into: &before)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func didStep(_ step: TrainingStep<Scalar>) {
    steps += 1
    let (theta, gradient) = (step.error.parameters.theta, step.error.slabs.gradient)
    for l in 0..<layout.layers {
      var (slope, change, size) = (0.0, 0.0, 0.0)
      for i in layout.offsets[l]..<layout.offsets[l + 1] {
        let (g, old, new) = (Double(gradient[i]), Double(before[i]), Double(theta[i]))
        slope += g * g
        change += (new - old) * (new - old)
        size += new * new
      }
      gradientNorms[l] += slope.squareRoot()
      ratios[l] += size > 0 ? (change / size).squareRoot() : 0
      parameterNorms[l] = size.squareRoot()
      if isRectifier[l] { noteLiving(in: step.error.workspace, layer: l) }
    }
  }

  private func noteLiving(in workspace: Workspace<Scalar>, layer l: Int) {
    let a = l == layout.layers - 1 ? workspace.output : workspace.activations[l + 1].columns(from: 1)
    for r in 0..<workspace.rows {
      let row = a.row(r)
      for j in row.indices where row[j] > 0 { isAlive[l][j] = true }
    }
  }

  /// One for each layer, over the steps since the reset.
  ///
  /// - Parameter communicator: the ranks that have seen the other rows.
  func diagnostics(over communicator: (any Communicator)?) throws(FeedForwardError) -> [LayerDiagnostics] {
    if let communicator {
      let seen = try communicator.gather(isAlive.joined().map { $0 ? 1 : 0 as UInt8 })
      var unit = 0
      for l in isAlive.indices {
        for j in isAlive[l].indices {
          isAlive[l][j] = seen.contains { $0[unit] == 1 }
          unit += 1
        }
      }
    }
    let count = Double(max(steps, 1))
    return (0..<layout.layers).map { l in
      let dead = isAlive[l].count { !$0 }
      return LayerDiagnostics(
        gradientNorm: gradientNorms[l] / count, parameterNorm: parameterNorms[l],
        updateToParameterRatio: ratios[l] / count,
        deadUnits: isRectifier[l] ? Double(dead) / Double(isAlive[l].count) : nil)
    }
  }
}
