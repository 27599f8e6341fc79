/// The penalty on large parameters, biases (column 0 of every Θ) left out:
///
///     R = λ/m Σ θ² + λ₁/m Σ |θ|        ∂R/∂θ = 2λ/m θ + λ₁/m sign(θ), with sign(0) = 0
public struct NaivePenalty: Sendable, Equatable {
  /// λ, the weight of the squares.
  public var l2: Double

  /// λ₁, the weight of the absolute values.
  public var l1: Double

  /// m, the size of the whole training set, or the sum of its weights, also when the gradient is that of a minibatch.
  public var trainingExamples: Double

  /// The penalty λ/m Σ θ² + λ₁/m Σ |θ|.
  ///
  /// - Precondition: `trainingExamples` is above 0.
  public init(l2: Double = 0, l1: Double = 0, trainingExamples: Double) {
    precondition(trainingExamples > 0, "The penalty is divided by \(trainingExamples) training examples.")
    self.l2 = l2
    self.l1 = l1
    self.trainingExamples = trainingExamples
  }

  /// No penalty.
  public static let none = NaivePenalty(trainingExamples: 1)

  /// R, summed over all layers.
  public func value(_ parameters: [NaiveMatrix]) -> Double {
    var squares = 0.0
    var magnitudes = 0.0
    for Θ in parameters {
      for j in 0..<Θ.rows {
        for i in 1..<Θ.columns {
          squares += Θ[j, i] * Θ[j, i]
          magnitudes += abs(Θ[j, i])
        }
      }
    }
    return (l2 * squares + l1 * magnitudes) / trainingExamples
  }

  /// ∂R/∂Θ, added to the gradient of each layer.
  func addGradient(of parameters: [NaiveMatrix], to gradient: inout [NaiveMatrix]) {
    if l2 == 0 && l1 == 0 { return }
    let m = trainingExamples
    for (ℓ, Θ) in parameters.enumerated() {
      for j in 0..<Θ.rows {
        for i in 1..<Θ.columns {
          let θ = Θ[j, i]
          let sign: Double = θ > 0 ? 1 : θ < 0 ? -1 : 0
          gradient[ℓ][j, i] += 2 * l2 / m * θ + l1 / m * sign
        }
      }
    }
  }
}
