import Foundation

/// How a gradient g changes the parameters θ: plain loops over two flat vectors.
///
///     sgd        θ ← θ − η g
///     momentum   v ← μ v + g;  θ ← θ − η v                                        Polyak 1964
///     nesterov   v ← μ v + g;  θ ← θ − η (g + μ v)                                Nesterov 1983; Sutskever et al. 2013
///     adam       v ← β₁ v + (1 − β₁) g;  w ← β₂ w + (1 − β₂) g²                   Kingma & Ba 2015
///                θ ← θ − η v̂ / (√ŵ + ε)  with v̂ = v / (1 − β₁ᵗ), ŵ = w / (1 − β₂ᵗ) in step t = 1, 2, …
///     adamW      θ ← θ − η λ θ, then adam                                         Loshchilov & Hutter 2019
///     nadam      v and w as adam; μₜ = β₁ (1 − ½ · 0.96^(ψ t))                    Dozat 2016
///                θ ← θ − η (μₜ₊₁ v / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ)) / (√ŵ + ε)
///     adagrad    w ← w + g²;  θ ← θ − η g / (√w + ε)                              Duchi et al. 2011
///     rmsprop    w ← α w + (1 − α) g²;  θ ← θ − η g / (√w + ε)                    Tieleman & Hinton 2012
///     lion       θ ← θ − η (sign(β₁ v + (1 − β₁) g) + λ θ);  v ← β₂ v + (1 − β₂) g        Chen et al. 2023
///     rprop      θ ← θ − sign(g) Δ, where every parameter has a Δ of its own; see ``NaiveRprop``
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
    /// Adam after a decay of every parameter by η λ.
    case adamW(weightDecay: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// Adam with Nesterov's momentum, which rises to β₁ the faster the larger ψ is.
    case nadam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, momentumDecay: Double = 4e-3)
    /// Steps divided by the root of the sum of all squares so far.
    case adagrad(epsilon: Double = 1e-10)
    /// Steps divided by the root of a mean of squares that forgets with rate α.
    case rmsprop(decay: Double = 0.99, epsilon: Double = 1e-8)
    /// Steps of one length in every direction.
    case lion(beta1: Double = 0.9, beta2: Double = 0.99, weightDecay: Double = 0)
    /// Rprop with its factors η⁺, η⁻ and bounds Δ_min, Δ_max; the learning rate is Δ₀.
    case rprop(
      NaiveRprop.Variant, increase: Double = 1.2, decrease: Double = 0.5, smallest: Double = 1e-6, largest: Double = 50)
  }

  /// The rule and its constants.
  public let rule: Rule

  /// η; it may be changed between updates.
  public var learningRate: Double

  /// t, the number of updates so far.
  public private(set) var steps = 0

  /// v, the velocity of momentum and Nesterov or the first moment of Adam and its kin; empty before the first update.
  public private(set) var velocity: [Double] = []

  /// w, the squares that Adam and its kin, Adagrad and RMSprop remember; empty before the first update.
  public private(set) var secondMoment: [Double] = []

  /// What Rprop remembers.
  public private(set) var rprop = NaiveRprop()

  /// An optimizer that has made no update yet.
  public init(_ rule: Rule, learningRate: Double) {
    self.rule = rule
    self.learningRate = learningRate
  }

  /// One update.
  ///
  /// - Parameters:
  ///   - θ: what is moved.
  ///   - g: ∂E/∂θ.
  ///   - error: E at θ, penalty included; only `improvedPlus` asks for it.
  /// - Precondition: θ and g have as many elements as in every update before.
  public mutating func update(_ θ: inout [Double], along g: [Double], error: Double = 0) {
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
    case .adam(let β1, let β2, let ε): adam(&θ, g, β1, β2, ε)
    case .adamW(let λ, let β1, let β2, let ε):
      for p in 0..<θ.count { θ[p] -= η * λ * θ[p] }
      adam(&θ, g, β1, β2, ε)
    case .nadam(let β1, let β2, let ε, let ψ):
      updateMoments(g, β1, β2)
      func μ(_ t: Int) -> Double { β1 * (1 - 0.5 * pow(0.96, ψ * Double(t))) }
      var product = 1.0
      for t in 1...steps { product *= μ(t) }
      let (now, next) = (μ(steps), μ(steps + 1))
      let correction2 = 1 - pow(β2, Double(steps))
      for p in 0..<θ.count {
        let direction = next * velocity[p] / (1 - product * next) + (1 - now) * g[p] / (1 - product)
        θ[p] -= η * direction / ((secondMoment[p] / correction2).squareRoot() + ε)
      }
    case .adagrad(let ε):
      for p in 0..<θ.count {
        secondMoment[p] += g[p] * g[p]
        θ[p] -= η * g[p] / (secondMoment[p].squareRoot() + ε)
      }
    case .rmsprop(let α, let ε):
      for p in 0..<θ.count {
        secondMoment[p] = α * secondMoment[p] + (1 - α) * g[p] * g[p]
        θ[p] -= η * g[p] / (secondMoment[p].squareRoot() + ε)
      }
    case .lion(let β1, let β2, let λ):
      for p in 0..<θ.count {
        let direction = β1 * velocity[p] + (1 - β1) * g[p]
        let sign = direction > 0 ? 1.0 : direction < 0 ? -1.0 : 0.0
        θ[p] -= η * (sign + λ * θ[p])
        velocity[p] = β2 * velocity[p] + (1 - β2) * g[p]
      }
    case .rprop(let variant, let η⁺, let η⁻, let smallest, let largest):
      rprop.update(
        &θ, along: g, error: error, variant, η⁺: η⁺, η⁻: η⁻, Δ₀: η, smallest: smallest, largest: largest)
    }
  }

  private mutating func adam(_ θ: inout [Double], _ g: [Double], _ β1: Double, _ β2: Double, _ ε: Double) {
    updateMoments(g, β1, β2)
    let correction1 = 1 - pow(β1, Double(steps))
    let correction2 = 1 - pow(β2, Double(steps))
    for p in 0..<θ.count {
      θ[p] -= learningRate * (velocity[p] / correction1) / ((secondMoment[p] / correction2).squareRoot() + ε)
    }
  }

  private mutating func updateMoments(_ g: [Double], _ β1: Double, _ β2: Double) {
    for p in 0..<g.count {
      velocity[p] = β1 * velocity[p] + (1 - β1) * g[p]
      secondMoment[p] = β2 * secondMoment[p] + (1 - β2) * g[p] * g[p]
    }
  }
}
