import FeedForward
import LibC

/// Two classes of points in the plane, each a mixture of Gaussian distributions, so that the best answer is known: the
/// true posterior, and what it costs.
///
///     p(x, c) = Σ over components of class c: weight · N(x; mean, covariance)        P(c | x) = p(x, c) / Σ p(x, ·)
public struct GaussianMixture: Sendable, Equatable {
  /// One Gaussian distribution.
  public struct Component: Sendable, Equatable, Codable {
    /// The class of its points, 0 or 1.
    public var label: Int
    /// Its share of all points; shares are scaled so that they sum to 1.
    public var weight: Double
    /// Where its points are centred.
    public var mean: SIMD2<Double>
    /// Standard deviations of x₁ and x₂, above 0.
    public var deviations: SIMD2<Double>
    /// Correlation of x₁ and x₂, between −1 and 1.
    public var correlation: Double

    /// A Gaussian distribution of one class.
    public init(
      label: Int, weight: Double = 1, mean: SIMD2<Double>, deviations: SIMD2<Double>, correlation: Double = 0
    ) {
      self.label = label
      self.weight = weight
      self.mean = mean
      self.deviations = deviations
      self.correlation = correlation
    }

    /// weight · N(x).
    func density(at x: SIMD2<Double>) -> Double {
      let u = (x - mean) / deviations
      let free = 1 - correlation * correlation
      let distance = (u.x * u.x - 2 * correlation * u.x * u.y + u.y * u.y) / free
      return weight * exp(-distance / 2) / (2 * .pi * deviations.x * deviations.y * free.squareRoot())
    }
  }

  /// Of both classes; the weights sum to 1.
  public let components: [Component]

  /// A mixture.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)`` for a component that is no
  ///   distribution, and unless each class has one.
  public init(_ components: [Component]) throws {
    for (index, component) in components.enumerated() {
      func require(_ holds: Bool, _ what: String, _ value: Any, _ expected: String) throws {
        guard holds else {
          throw FeedForwardError.invalidSetting(
            name: "\(what) of component \(index + 1)", value: "\(value)", expected: expected)
        }
      }
      let (mean, deviations) = (component.mean, component.deviations)
      try require(component.label == 0 || component.label == 1, "The label", component.label, "0 or 1")
      try require(
        component.weight > 0 && component.weight.isFinite, "The weight", component.weight, "a finite number > 0")
      try require(mean.x.isFinite && mean.y.isFinite, "The mean", mean, "finite numbers")
      try require(
        min(deviations.x, deviations.y) > 0 && max(deviations.x, deviations.y).isFinite, "The deviations", deviations,
        "finite numbers > 0")
      try require(component.correlation.magnitude < 1, "The correlation", component.correlation, "between -1 and 1")
    }
    guard Set(components.map(\.label)).count == 2 else {
      throw FeedForwardError.invalidSetting(
        name: "components", value: "\(components.count), of one class", expected: "some of each class")
    }
    self.init(unchecked: components)
  }

  private init(unchecked components: [Component]) {
    let sum = components.reduce(0) { $0 + $1.weight }
    self.components = components.map { component in
      var scaled = component
      scaled.weight /= sum
      return scaled
    }
  }

  /// The mixture of the lecture's figures: three components a class that reach into each other. With about 200 points,
  /// a network with two hidden layers of 8 learns single points by heart unless its weights are held small.
  public static let lecture = GaussianMixture(unchecked: [
    Component(label: 0, weight: 3, mean: [-1.1, 0.2], deviations: [0.55, 0.5], correlation: 0.3),
    Component(label: 0, weight: 2, mean: [0.9, 1.2], deviations: [0.5, 0.45], correlation: -0.4),
    Component(label: 0, weight: 2, mean: [1.3, -1.1], deviations: [0.45, 0.5]),
    Component(label: 1, weight: 3, mean: [0.2, -0.1], deviations: [0.5, 0.55], correlation: -0.3),
    Component(label: 1, weight: 2, mean: [-0.7, 1.5], deviations: [0.5, 0.4], correlation: 0.3),
    Component(label: 1, weight: 2, mean: [2.1, 0.3], deviations: [0.4, 0.6]),
  ])

  // MARK: - What is known

  /// The probability of class 1 at a point.
  public func posterior(at x: SIMD2<Double>) -> Double {
    let (p0, p1) = densities(at: x)
    if p0 + p1 > 0 { return p1 / (p0 + p1) }
    // So far away that no density is above zero: that of the component which is nearest by its own
    // measure goes to zero last.
    let nearest = components.max { $0.logDensity(at: x) < $1.logDensity(at: x) }
    return Double(nearest?.label ?? 0)
  }

  /// p(x, 0) and p(x, 1).
  public func densities(at x: SIMD2<Double>) -> (Double, Double) {
    components.reduce(into: (0, 0)) { sums, component in
      let density = component.density(at: x)
      if component.label == 0 { sums.0 += density } else { sums.1 += density }
    }
  }

  /// The cross-entropy of the true posterior, −E ln P(c | x): no classifier has a lower one. By quadrature, to about
  /// 1e-9 unless a component is much narrower than others are wide; about a tenth of a second.
  public var bayesRisk: Double {
    integral { p0, p1 in
      let sum = p0 + p1
      return -(p0 > 0 ? p0 * log(p0 / sum) : 0) - (p1 > 0 ? p1 * log(p1 / sum) : 0)
    }
  }

  /// The share of points that the best classifier gets wrong, E min P(c | x). By quadrature, to about 1e-5.
  public var bayesError: Double {
    // min(p₀, p₁) = (p₀ + p₁ − |p₀ − p₁|) / 2. Where the difference changes its sign, it is taken for linear;
    // there the sum of trapezoids is too small by h²/12 times the jump of the slope (Euler, Maclaurin), h/2
    // times a third of `reach`.
    let (across, up) = (grid(0), grid(1))
    var sum = 0.0
    for j in 0...up.count {
      var last = 0.0
      for i in 0...across.count {
        let (p0, p1) = densities(at: [across.start + Double(i) * across.step, up.start + Double(j) * up.step])
        let (next, reach) = (p0 - p1, abs(p0 - p1) + abs(last))
        sum += next * last < 0 ? (next * next + last * last) / reach : reach
        if next * last < 0 || next == 0 { sum += reach / 3 }
        last = next
      }
    }
    return (1 - sum / 2 * across.step * up.step) / 2
  }

  /// ∫ f(p(x, 0), p(x, 1)) dx by the trapezoidal rule: for smooth functions its error falls
  /// exponentially with the step.
  func integral(_ f: (Double, Double) -> Double) -> Double {
    let (across, up) = (grid(0), grid(1))
    var sum = 0.0
    for i in 0...across.count {
      for j in 0...up.count {
        let (p0, p1) = densities(at: [across.start + Double(i) * across.step, up.start + Double(j) * up.step])
        if p0 + p1 > 0 { sum += f(p0, p1) }
      }
    }
    return sum * across.step * up.step
  }

  /// All that is within 9 standard deviations of a component, in steps of a twelfth of the narrowest one: outside of it
  /// is less than 1e-17 of the points.
  private func grid(_ axis: Int) -> (start: Double, step: Double, count: Int) {
    let low = components.map { $0.mean[axis] - 9 * $0.deviations[axis] }.min() ?? 0
    let high = components.map { $0.mean[axis] + 9 * $0.deviations[axis] }.max() ?? 0
    let narrowest =
      components.map { $0.deviations[axis] * (1 - $0.correlation * $0.correlation).squareRoot() }.min() ?? 1
    let count = Int(min(4000, max(200, (high - low) / narrowest * 12)))
    return (low, (high - low) / Double(count), count)
  }

  // MARK: - Points

  /// Points drawn from the mixture: inputs `x1` and `x2`, target `class`. The same seed gives the same points.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` for no points at all.
  public func sample<Scalar: BLASScalar>(
    count: Int, seed: UInt64, _: Scalar.Type = Scalar.self
  ) throws -> LabelledTable<Scalar> {
    var generator = Philox(seed: seed, purpose: .data)
    return try .plane(count: count) { _ in
      var left = generator.uniform()
      let component = components.first { component in
        left -= component.weight
        return left < 0
      }
      guard let component = component ?? components.last else { return (.zero, 0) }
      let (u, v) = (generator.normal(), generator.normal())
      let rho = component.correlation
      return (component.mean + component.deviations * [u, rho * u + (1 - rho * rho).squareRoot() * v], component.label)
    }
  }
}

extension GaussianMixture.Component {
  /// ln density, also where the density itself is too small for a `Double`.
  fileprivate func logDensity(at x: SIMD2<Double>) -> Double {
    let u = (x - mean) / deviations
    let free = 1 - correlation * correlation
    let distance = (u.x * u.x - 2 * correlation * u.x * u.y + u.y * u.y) / free
    return log(weight) - distance / 2 - log(2 * .pi * deviations.x * deviations.y * free.squareRoot())
  }
}
