// Error and gradient: the chain rule from right to left, one example after the other
// (Rumelhart, Hinton & Williams 1986; Bishop 2006, section 5.3).

/// The error of a network on a batch, and its gradient with respect to the parameters.
public struct NaiveGradient: Sendable, Equatable {
  /// D, the mean of the loss over the rows of the batch.
  public var loss: Double

  /// E = D + R, with the penalty.
  public var regularizedError: Double

  /// ∂E/∂θ in the layout of ``NaiveFeedForward/flatParameters``.
  public var parameters: [Double]
}

extension NaiveFeedForward {
  /// D = Σᵢ wᵢ loss(tᵢ, yᵢ) / Σᵢ wᵢ, the mean over the B rows of `inputs` (B × n) and `targets` (B × K, or as many
  /// columns as the loss takes); every wᵢ is 1 unless weights are given.
  public func loss(
    _ loss: NaiveLoss, inputs: NaiveMatrix, targets: NaiveMatrix, weights: [Double]? = nil, noise: NaiveNoise? = nil
  ) -> Double {
    check(inputs, targets, loss)
    let w = weights ?? [Double](repeating: 1, count: inputs.rows)
    var sum = 0.0
    for i in 0..<inputs.rows {
      let pass = forward(inputs.row(i), noise: noise, row: i)
      sum += w[i] * loss.value(z: pass.z[layers], t: pass.t, y: targets.row(i), output: activations[layers - 1])
    }
    return sum / Self.sum(w)
  }

  private static func sum(_ w: [Double]) -> Double {
    var sum = 0.0
    for wᵢ in w { sum += wᵢ }
    return sum
  }

  /// E = D + R: the mean loss over the rows of `inputs` (B × n) and `targets` (B × K), and the penalty.
  public func regularizedError(
    _ loss: NaiveLoss, inputs: NaiveMatrix, targets: NaiveMatrix, penalty: NaivePenalty = .none,
    weights: [Double]? = nil, noise: NaiveNoise? = nil
  ) -> Double {
    self.loss(loss, inputs: inputs, targets: targets, weights: weights, noise: noise) + penalty.value(parameters)
  }

  /// D, E and ∂E/∂θ over the rows of `inputs` (B × n) and `targets` (B × K).
  ///
  ///     ∂E/∂Θˡ = Σᵢ wᵢ δˡ⁺¹ (aˡ)ᵀ / Σᵢ wᵢ + ∂R/∂Θˡ
  ///
  /// The data are averaged over the B rows given; the m of the penalty is its own (``NaivePenalty/trainingExamples``).
  public func gradient(
    of loss: NaiveLoss, inputs: NaiveMatrix, targets: NaiveMatrix, penalty: NaivePenalty = .none,
    weights: [Double]? = nil, noise: NaiveNoise? = nil
  ) -> NaiveGradient {
    check(inputs, targets, loss)
    let w = weights ?? [Double](repeating: 1, count: inputs.rows)
    let W = Self.sum(w)
    var sum = 0.0
    var gradient = parameters.map { NaiveMatrix(rows: $0.rows, columns: $0.columns) }
    for i in 0..<inputs.rows {
      let y = targets.row(i)
      let pass = forward(inputs.row(i), noise: noise, row: i)
      var δ = deltas(pass, y, loss)
      sum += w[i] * loss.value(z: pass.z[layers], t: pass.t, y: y, output: activations[layers - 1])
      for ℓ in 0..<layers {
        if weights != nil { for j in 0..<δ[ℓ + 1].count { δ[ℓ + 1][j] *= w[i] } }
        Self.addOuterProduct(δ[ℓ + 1], pass.a[ℓ], to: &gradient[ℓ])
      }
    }
    for ℓ in 0..<layers {
      for e in 0..<gradient[ℓ].elements.count { gradient[ℓ].elements[e] /= W }
    }
    penalty.addGradient(of: parameters, to: &gradient)
    return NaiveGradient(
      loss: sum / W, regularizedError: sum / W + penalty.value(parameters), parameters: Self.flat(gradient))
  }

  /// ∂D/∂X (B × n): row i is the gradient of the mean loss with respect to example i, so it has the factor 1/B.
  public func inputGradient(of loss: NaiveLoss, inputs: NaiveMatrix, targets: NaiveMatrix) -> NaiveMatrix {
    check(inputs, targets, loss)
    var elements: [Double] = []
    for i in 0..<inputs.rows {
      let δ = deltas(forward(inputs.row(i)), targets.row(i), loss)
      elements += Self.transposedProduct(parameters[0], δ[1]).map { $0 / Double(inputs.rows) }
    }
    return NaiveMatrix(rows: inputs.rows, columns: sizes[0], elements: elements)
  }

  /// One training step: the gradient over the rows of `inputs` (B × n) and `targets` (B × K), and one update along it.
  ///
  /// - Returns: The errors *before* the update, and the gradient.
  @discardableResult
  public mutating func step(
    _ optimizer: inout NaiveOptimizer, loss: NaiveLoss, inputs: NaiveMatrix, targets: NaiveMatrix,
    penalty: NaivePenalty = .none, weights: [Double]? = nil, noise: NaiveNoise? = nil
  ) -> NaiveGradient {
    let gradient = gradient(
      of: loss, inputs: inputs, targets: targets, penalty: penalty, weights: weights, noise: noise)
    var θ = flatParameters
    optimizer.update(&θ, along: gradient.parameters, error: gradient.regularizedError)
    flatParameters = θ
    return gradient
  }

  /// δˡ = ∂loss/∂zˡ of one example, for every layer ℓ = 1, …, L; `deltas[0]` is empty.
  ///
  ///     δᴸ = ∂loss/∂t · ∂t/∂zᴸ
  ///     δˡ = (Θˡ without column 0)ᵀ δˡ⁺¹ ⊙ mask ⊙ σ′(zˡ)  for ℓ = L − 1, …, 1; the mask is 1 without dropout
  public func deltas(_ pass: NaiveForwardPass, _ y: [Double], _ loss: NaiveLoss) -> [[Double]] {
    var deltas = [[Double]](repeating: [], count: layers + 1)
    deltas[layers] = loss.delta(z: pass.z[layers], t: pass.t, y: y, output: activations[layers - 1])
    for ℓ in (1..<layers).reversed() {
      var δ = Self.transposedProduct(parameters[ℓ], deltas[ℓ + 1])
      for i in 0..<δ.count {
        let a = pass.mask.isEmpty ? pass.a[ℓ][i + 1] : pass.whole[ℓ][i]
        δ[i] *= activations[ℓ - 1].derivative(z: pass.z[ℓ][i], a: a)
        if !pass.mask.isEmpty { δ[i] *= pass.mask[ℓ][i] }
      }
      deltas[ℓ] = δ
    }
    return deltas
  }

  /// vᵢ = Σⱼ Θⱼᵢ δⱼ for i ≥ 1: back through the weights. The bias column is left out, for its activation is constant.
  static func transposedProduct(_ Θ: NaiveMatrix, _ δ: [Double]) -> [Double] {
    var v = [Double](repeating: 0, count: Θ.columns - 1)
    for j in 0..<Θ.rows {
      for i in 1..<Θ.columns { v[i - 1] += Θ[j, i] * δ[j] }
    }
    return v
  }

  /// Gⱼᵢ ← Gⱼᵢ + δⱼ aᵢ: what one example adds to the gradient of a layer.
  static func addOuterProduct(_ δ: [Double], _ a: [Double], to G: inout NaiveMatrix) {
    for j in 0..<G.rows {
      for i in 0..<G.columns { G[j, i] += δ[j] * a[i] }
    }
  }

  private func check(_ inputs: NaiveMatrix, _ targets: NaiveMatrix, _ loss: NaiveLoss) {
    precondition(
      inputs.rows >= 1 && inputs.rows == targets.rows && inputs.columns == sizes[0]
        && targets.columns == loss.targets(outputs: sizes[layers]),
      """
      A network of \(sizes[0]) inputs and \(sizes[layers]) outputs was given inputs of \
      \(inputs.rows) × \(inputs.columns) and targets of \(targets.rows) × \(targets.columns).
      """)
  }
}
