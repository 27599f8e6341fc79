// The reference: a feed-forward network in plain loops, and the judge of every number of the engine. Its vows:
//
//   It imports no module of this package, and Foundation for exp, log, tanh, erfc and pow alone.
//   It shares no code with the engine and calls no BLAS.
//   It is not clever. Every formula stands in the order of the lecture and can be read aloud.
//   It is never a fall-back of the engine.
//
// It is also the yardstick of "how many times faster than plain loops", so it is not slow on purpose: matrices are
// flat, and the inner loops walk along rows. (Every example makes its arrays anew. Where layers have fewer than some
// sixteen neurons that takes longer than the arithmetic, so there it is no yardstick.)

/// A feed-forward network (multilayer perceptron) of L ≥ 1 layers, in `Double` and plain loops.
///
///     a⁰ = x            aˡ gets the constant 1 as its element 0
///     zˡ⁺¹ = Θˡ aˡ      Θˡ is sₗ₊₁ × (sₗ + 1), its column 0 the bias
///     aˡ⁺¹ = σ(zˡ⁺¹)    the last one is t = g(zᴸ)
///
/// The sizes are s₀ = n inputs, s₁, …, s_L = K outputs. The network is a value; any number of threads may read it.
public struct NaiveFeedForward: Sendable {
  /// s₀, …, s_L: the inputs, the neurons of each layer, the last of them the outputs.
  public let sizes: [Int]

  /// σ of the layers 1, …, L; the last is the output activation g.
  public let activations: [NaiveActivation]

  /// Θ⁰, …, Θᴸ⁻¹; `parameters[ℓ]` is sₗ₊₁ × (sₗ + 1), row j is neuron j, column 0 the biases.
  public var parameters: [NaiveMatrix]

  /// A network of the given sizes, with one activation a layer.
  ///
  /// - Parameters:
  ///   - sizes: s₀, …, s_L, each at least 1.
  ///   - activations: L activations; those of rows, such as softmax, in the last place only.
  ///   - parameters: All Θ in one vector: layer after layer, row-major, each row with its bias in front; zeros when
  ///     left out.
  public init(sizes: [Int], activations: [NaiveActivation], parameters: [Double]? = nil) {
    precondition(
      sizes.count >= 2 && sizes.allSatisfy { $0 >= 1 },
      "A network has inputs and at least one layer, none of them empty, but its sizes are \(sizes).")
    precondition(
      activations.count == sizes.count - 1,
      "A network of \(sizes.count - 1) layers has as many activations, but \(activations.count) were given.")
    for activation in activations.dropLast() {
      precondition(!activation.isOfRows, "\(activation) is for the last layer, not for a hidden one.")
    }
    self.sizes = sizes
    self.activations = activations
    self.parameters = zip(sizes, sizes.dropFirst()).map { NaiveMatrix(rows: $1, columns: $0 + 1) }
    if let parameters { flatParameters = parameters }
  }

  /// L, the number of layers.
  public var layers: Int { activations.count }

  /// The number of parameters, Σₗ sₗ₊₁ (sₗ + 1).
  public var parameterCount: Int {
    var count = 0
    for Θ in parameters { count += Θ.elements.count }
    return count
  }

  /// All Θ in one vector: layer after layer, row-major, each row with its bias in front.
  ///
  /// - Precondition: A vector that is assigned has `parameterCount` elements.
  public var flatParameters: [Double] {
    get { Self.flat(parameters) }
    set {
      precondition(
        newValue.count == parameterCount,
        "A network of sizes \(sizes) has \(parameterCount) parameters, but \(newValue.count) were given.")
      var p = 0
      for ℓ in 0..<layers {
        for e in 0..<parameters[ℓ].elements.count {
          parameters[ℓ].elements[e] = newValue[p]
          p += 1
        }
      }
    }
  }

  static func flat(_ matrices: [NaiveMatrix]) -> [Double] {
    var vector: [Double] = []
    for matrix in matrices { vector += matrix.elements }
    return vector
  }
}

// MARK: - Forward

/// What the forward pass of one example leaves behind for the chain rule.
public struct NaiveForwardPass: Sendable, Equatable {
  /// `z[ℓ]` are the sₗ logits of layer ℓ = 1, …, L; `z[0]` is empty, for the inputs have none.
  public var z: [[Double]] = [[]]

  /// `a[ℓ]` are the 1 + sₗ activations of layer ℓ = 0, …, L − 1; element 0 is the constant 1, and `a[0]` is (1, x).
  public var a: [[Double]] = []

  /// t = g(zᴸ), the K outputs, without a constant.
  public var t: [Double] = []

  /// What the units of layer ℓ were multiplied with, 0 where they were left out; empty without noise.
  public var mask: [[Double]] = []

  /// σ(zˡ) before that, without the constant; `whole[0]` is x. Empty without noise.
  public var whole: [[Double]] = []
}

extension NaiveFeedForward {
  /// The logits and activations of every layer for one example.
  ///
  /// - Parameters:
  ///   - x: `n` numbers.
  ///   - noise: dropout and noise on x, if any.
  ///   - row: where x stands in the data.
  public func forward(_ x: [Double], noise: NaiveNoise? = nil, row: Int = 0) -> NaiveForwardPass {
    precondition(x.count == sizes[0], "The network has \(sizes[0]) inputs, but the example has \(x.count).")
    var pass = NaiveForwardPass()
    pass.t = x
    if let noise {
      let added = noise.noise(inputs: sizes[0], row: row)
      for c in 0..<sizes[0] { pass.t[c] += added[c] }
    }
    for ℓ in 0..<layers {
      if let noise {
        pass.mask.append(noise.mask(layer: ℓ, sizes: sizes, row: row))
        pass.whole.append(pass.t)
        for j in 0..<sizes[ℓ] { pass.t[j] *= pass.mask[ℓ][j] }
      }
      let a = [1] + pass.t
      let z = Self.product(parameters[ℓ], a)
      pass.a.append(a)
      pass.z.append(z)
      pass.t = activations[ℓ].values(z)
    }
    return pass
  }

  /// The outputs (B × K) for the examples in the rows (B × n).
  public func predict(_ rows: NaiveMatrix) -> NaiveMatrix {
    var outputs: [Double] = []
    for i in 0..<rows.rows { outputs += forward(rows.row(i)).t }
    return NaiveMatrix(rows: rows.rows, columns: sizes[layers], elements: outputs)
  }

  /// zⱼ = Σᵢ Θⱼᵢ aᵢ.
  static func product(_ Θ: NaiveMatrix, _ a: [Double]) -> [Double] {
    var z = [Double](repeating: 0, count: Θ.rows)
    for j in 0..<Θ.rows {
      var sum = 0.0
      for i in 0..<Θ.columns { sum += Θ[j, i] * a[i] }
      z[j] = sum
    }
    return z
  }
}
