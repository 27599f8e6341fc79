import Foundation

/// How a gradient g changes the parameters θ: plain loops over two flat vectors.
///
///     sgd        θ ← θ − η g
///     momentum   v ← μ v + g;  θ ← θ − η v                                        Polyak 1964
///     nesterov   v ← μ v + g;  θ ← θ − η (g + μ v)                                Nesterov 1983; Sutskever et al. 2013
///     adam       v ← β₁ v + (1 − β₁) g;  w ← β₂ w + (1 − β₂) g²                   Kingma & Ba 2015
///                θ ← θ − η v̂ / (√ŵ + ε)  with v̂ = v / (1 − β₁ᵗ), ŵ = w / (1 − β₂ᵗ) in step t = 1, 2, …
///
/// The vectors v and w start at 0 with the first update; from then on one optimizer belongs to one network.
public struct NaiveOptimizer: Sendable {
  /// The rule and its constants.
  public enum Rule: Sendable, Equatable {
    /// Gradient descent.
    case sgd
    /// Gradient descent with momentum μ.
    case momentum(Double)
    /// Gradient descent with Nesterov's momentum μ.
    case nesterov(Double)
    /// Adam with the decay rates β₁, β₂ of its two moments, and ε beside the bias-corrected root.
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  }

  /// The rule and its constants.
  public let rule: Rule

  /// η; it may be changed between updates.
  public var learningRate: Double

  /// t, the number of updates so far.
  public private(set) var steps = 0

  /// v, the velocity of momentum and Nesterov or the first moment of Adam; empty before the first update.
  public private(set) var velocity: [Double] = []

  /// w, the second moment of Adam; empty before the first update.
  public private(set) var secondMoment: [Double] = []

  /// An optimizer that has made no update yet.
  public init(_ rule: Rule, learningRate: Double) {
    self.rule = rule
    self.learningRate = learningRate
  }

  /// One update of θ along the gradient g.
  ///
  /// - Precondition: θ and g have as many elements as in every update before.
  public mutating func update(_ θ: inout [Double], along g: [Double]) {
    if steps == 0 {
      velocity = [Double](repeating: 0, count: θ.count)
      secondMoment = [Double](repeating: 0, count: θ.count)
    }
    precondition(
      g.count == θ.count && velocity.count == θ.count,
      "An optimizer of \(velocity.count) parameters was given \(θ.count) parameters and a gradient of \(g.count).")
    steps += 1
    let η = learningRate
    switch rule {
    case .sgd:
      for p in 0..<θ.count { θ[p] -= η * g[p] }
    case .momentum(let μ):
      for p in 0..<θ.count {
        velocity[p] = μ * velocity[p] + g[p]
        θ[p] -= η * velocity[p]
      }
    case .nesterov(let μ):
      for p in 0..<θ.count {
        velocity[p] = μ * velocity[p] + g[p]
        θ[p] -= η * (g[p] + μ * velocity[p])
      }
    case .adam(let β1, let β2, let ε):
      let correction1 = 1 - pow(β1, Double(steps))
      let correction2 = 1 - pow(β2, Double(steps))
      for p in 0..<θ.count {
        velocity[p] = β1 * velocity[p] + (1 - β1) * g[p]
        secondMoment[p] = β2 * secondMoment[p] + (1 - β2) * g[p] * g[p]
        θ[p] -= η * (velocity[p] / correction1) / ((secondMoment[p] / correction2).squareRoot() + ε)
      }
    }
  }
}
