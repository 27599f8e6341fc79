/// Backpropagation's gradient beside central differences, number by number.
public struct GradientCheck: Sendable, Equatable {
  /// What E was differentiated by. Indices count from 0, in words layers from 1; input 0 of a neuron is its bias.
  public enum Variable: Sendable, Equatable {
    /// An element of Θ.
    case parameter(layer: Int, neuron: Int, input: Int)
    /// An element of X.
    case input(row: Int, column: Int)
  }

  /// One comparison.
  public struct Entry: Sendable, Equatable {
    /// What was differentiated by.
    public let variable: Variable
    /// By backpropagation.
    public let backpropagated: Double
    /// (E(x + h) − E(x − h)) / 2h
    public let difference: Double
    /// |backpropagated − difference| / max(|backpropagated|, |difference|, 10⁻³ · largest gradient checked).
    public let relativeError: Double
  }

  /// The comparison that is furthest off.
  public let worst: Entry
  /// How many numbers were compared.
  public let checked: Int
  /// How many were left out because E has a kink within ±h (ReLU, absolute error): there the two one-sided differences
  /// differ and backpropagation's number lies between them.
  public let kinks: Int

  /// Relative error of ``worst``; 10⁻⁷ or less is usual, 10⁻⁴ and more is a mistake.
  public var worstRelativeError: Double { worst.relativeError }
}

extension GradientCheck: CustomStringConvertible {
  /// One sentence with the worst error and its variable.
  public var description: String {
    let variable =
      switch worst.variable {
      case .parameter(let layer, let neuron, let input): "Θ of layer \(layer + 1), neuron \(neuron), input \(input)"
      case .input(let row, let column): "row \(row), column \(column) of the inputs"
      }
    return """
      Of \(checked) gradients the worst differs by \(worst.relativeError.text(digits: 3)), relative, at \(variable): \
      backpropagation says \(worst.backpropagated.text(digits: 10)), central differences \
      \(worst.difference.text(digits: 10)); \(kinks) at kinks were left out.
      """
  }
}

extension FeedForwardNetwork {
  /// Compares the gradient of E with central differences, in `Double` whatever the network's precision.
  ///
  /// h = ∛ε · max(1, |x|), so a difference is good to about ε^⅔ ≈ 10⁻¹⁰ of E's scale and its third derivatives.
  ///
  /// - Parameters:
  ///   - data: B rows; few are enough.
  ///   - loss: nil takes the one that belongs to the output activation.
  ///   - l2: `λ` of λ/m Σ θ².
  ///   - l1: `λ` of λ/m Σ |θ|.
  ///   - trainingExamples: `m` of the penalty; nil takes B, or the sum of the weights.
  ///   - limit: at most so many parameters, and so many inputs, are compared, evenly spread.
  /// - Throws: ``FeedForwardError`` if data or settings do not fit.
  /// - Complexity: two forward passes over the data for each number compared.
  public func checkGradients(
    on data: Dataset<Scalar>, loss: Loss? = nil, l2: Double = 0, l1: Double = 0, trainingExamples: Int? = nil,
    limit: Int = 2_000
  ) throws(FeedForwardError) -> GradientCheck {
    guard limit >= 1 else { throw .invalidSetting(name: "limit", value: "\(limit)", expected: "at least 1") }
    let network = try converted(to: Double.self)
    let data = try data.converted(to: Double.self)
    let gradients = try network.gradients(on: data, loss: loss, l2: l2, l1: l1, trainingExamples: trainingExamples)
    let regularization = Regularization(
      l2: l2, l1: l1, trainingExamples: try Regularization.examples(trainingExamples, orWeight: data.totalWeight))
    let error = try ErrorFunction(
      of: network, rows: data.count, loss: loss ?? .standard(for: outputActivation), regularization: regularization,
      purpose: .evaluation)
    _ = error.value(.minibatch(Minibatches(of: data, batchSize: data.count), index: 0))

    var differences = CentralDifferences(error: error, center: gradients.loss)
    let theta = error.parameters.theta
    for i in spread(gradients.parameters.count, limit) {
      let (layer, neuron, input) = gradients.parameters.coordinates(of: i)
      differences.compare(
        gradients.parameters.elements[i], .parameter(layer: layer, neuron: neuron, input: input), at: theta[i]
      ) { theta[i] = $0 }
    }
    let x = error.workspace.inputs
    for i in spread(gradients.inputs.elements.count, limit) {
      let (row, column) = (i / inputs, i % inputs)
      differences.compare(
        gradients.inputs.elements[i], .input(row: row, column: column), at: x[row, column]
      ) { x[row, column] = $0 }
    }
    return differences.report
  }
}

/// At most `limit` of the indices below `count`, evenly spread.
private func spread(_ count: Int, _ limit: Int) -> StrideTo<Int> {
  stride(from: 0, to: count, by: (count - 1) / limit + 1)
}

/// E at points near θ and X, and what backpropagation said.
private struct CentralDifferences {
  private struct Sample {
    let variable: GradientCheck.Variable
    let gradient: Double
    let forward: Double
    let backward: Double
    var central: Double { (forward + backward) / 2 }
  }

  let error: ErrorFunction<Double>
  /// E at the point itself.
  let center: Double
  private var samples: [Sample] = []

  init(error: ErrorFunction<Double>, center: Double) {
    self.error = error
    self.center = center
  }

  /// - Parameters:
  ///   - x: the value of the variable.
  ///   - set: gives it another one.
  mutating func compare(
    _ gradient: Double, _ variable: GradientCheck.Variable, at x: Double, set: (Double) -> Void
  ) {
    // The cube root of ε balances the error of rounding, ε/h, and that of truncation, h².
    let wanted = 0x1p-17 * max(1, abs(x))
    let (above, below) = (x + wanted, x - wanted)
    set(above)
    let high = error.value(.gathered)
    set(below)
    let low = error.value(.gathered)
    set(x)
    samples.append(
      Sample(
        variable: variable, gradient: gradient, forward: (high - center) / (above - x),
        backward: (center - low) / (x - below)))
  }

  var report: GradientCheck {
    let largest = samples.reduce(0) { max($0, abs($1.gradient)) }
    var worst: GradientCheck.Entry?
    var kinks = 0
    for sample in samples {
      let scale = max(abs(sample.gradient), abs(sample.central), 1e-3 * largest, .leastNormalMagnitude)
      let relativeError = abs(sample.gradient - sample.central) / scale
      let low = min(sample.forward, sample.backward) - 1e-6 * scale
      let high = max(sample.forward, sample.backward) + 1e-6 * scale
      if relativeError > 1e-5 && low <= sample.gradient && sample.gradient <= high {
        kinks += 1
      } else if relativeError >= worst?.relativeError ?? 0 || !relativeError.isFinite {
        worst = GradientCheck.Entry(
          variable: sample.variable, backpropagated: sample.gradient, difference: sample.central,
          relativeError: relativeError
        )
      }
    }
    // Nothing but kinks: there is no error to report.
    let none = GradientCheck.Entry(variable: samples[0].variable, backpropagated: 0, difference: 0, relativeError: 0)
    return GradientCheck(worst: worst ?? none, checked: samples.count - kinks, kinks: kinks)
  }
}
