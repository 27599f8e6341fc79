import FeedForward
import LibC

/// How far the outputs that an engine computes may be from the exact ones.
///
/// With u the unit roundoff of the scalar type (2⁻²⁴ or 2⁻⁵³), a neuron with s inputs aᵢ of errors eᵢ has the logit
/// z = Σ θᵢ aᵢ, whatever the order in which it is added up, with an error of at most
///
///     e = Σ |θᵢ| eᵢ + (s + 2) u Σ |θᵢ| (|aᵢ| + eᵢ)
///
/// (Higham, *Accuracy and stability of numerical algorithms*, 3.1), and σ(z) one of at most L e + 8 u |σ(z)|, L the
/// largest slope of σ near z; 8 u more where σ is 1 or α less something (tanh, ELU, softplus, SiLU, GELU, Mish; λ α
/// times as much for SELU). The element-wise kernels keep to that 8. Softmax: tₖ (eₖ + Σ tⱼ eⱼ + (2 max |z| + 2 K +
/// 16) u); increasing outputs: the sum of the errors of their steps. Two computations of the same network, on
/// processors with and without product kernels, are at most twice the bound apart.
package struct ErrorBound<Scalar: BLASScalar> {
  private let members: [FeedForwardNetwork<Scalar>]
  private let unit = Double(Scalar.ulpOfOne) / 2

  package init(_ ensemble: Ensemble<Scalar>) { members = ensemble.members }

  /// One for each output: the mean of those of the members, a rounding of the mean, and where that is one of
  /// distributions what the squares of means carry. O(number of parameters).
  ///
  /// - Parameter inputError: of each input, relative to it.
  package func ofOutputs(for row: [Double], inputError: Double = 0) -> [Double] {
    let each = members.map { outputs(of: $0, for: row, inputError) }
    let count = Double(members.count)
    guard count > 1 else { return each[0].errors }
    let mean = { (values: [[Double]]) in
      values[0].indices.map { k in values.reduce(0.0) { $0 + $1[k] } / count }
    }
    var errors = zip(mean(each.map(\.errors)), mean(each.map { $0.values.map(abs) })).map { $0 + 4 * unit * $1 }
    if case .meanAndVariance = members[0].outputActivation {
      let half = errors.count / 2
      let squares = mean(
        each.map { member in
          (0..<half).map {
            member.values[$0] * member.values[$0] * unit * 8 + 4 * abs(member.values[$0]) * member.errors[$0]
          }
        })
      for k in 0..<half { errors[half + k] += squares[k] }
    }
    return errors
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func outputs(
    of network: FeedForwardNetwork<Scalar>, for row: [Double], _ inputError: Double
  ) -> (values: [Double], errors: [Double]) {
    var (a, e) = (row, row.map { inputError * abs($0) })
    let theta = network.parameters.elements
    for (l, layer) in network.layers.enumerated() {
      var index = network.parameters.range(ofLayer: l).lowerBound
      var (z, errors): ([Double], [Double]) = ([], [])
      let gamma = Double(a.count + 2) * unit
      for _ in 0..<layer.units {
        let bias = Double(theta[index])
        var (sum, size, carried) = (bias, abs(bias), 0.0)
        for i in a.indices {
          let weight = Double(theta[index + 1 + i])
          sum += weight * a[i]
          size += abs(weight) * (abs(a[i]) + e[i])
          carried += abs(weight) * e[i]
        }
        index += 1 + a.count
        z.append(sum)
        errors.append(carried + gamma * size)
      }
      a = layer.activation.values(of: z)
      // What is smaller may be rounded to zero.
      e = layer.activation.errors(z: z, errors, values: a, unit).map { $0 + Double(Scalar.leastNormalMagnitude) }
    }
    return (a, e)
  }
}

extension Activation {
  /// σ of a row, from its formula; those of the user's own are as they stand.
  func values(of z: [Double]) -> [Double] {
    switch self {
    case .softmax:
      let most = z.max() ?? 0
      let powers = z.map { exp($0 - most) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    case .meanAndVariance: return z.indices.map { $0 < z.count / 2 ? z[$0] : exp(z[$0]) }
    case .increasing(let groups):
      var t = z
      for k in z.indices where k % (z.count / groups) != 0 { t[k] = t[k - 1] + max(z[k], 0) + log1p(exp(-abs(z[k]))) }
      return t
    default: return elementwise.map { z.map($0.value) } ?? z
    }
  }

  /// Bounds of the errors of σ(z), from those of z.
  fileprivate func errors(z: [Double], _ e: [Double], values t: [Double], _ unit: Double) -> [Double] {
    // e^(z + e) − e^z ≤ e^z e · e^e
    func power(_ k: Int) -> Double { t[k] * (e[k] * exp(e[k]) + 8 * unit) }
    switch self {
    case .identity: return e
    case .exponential: return t.indices.map(power)
    case .softmax:
      let mean = zip(t, e).reduce(0) { $0 + $1.0 * $1.1 }
      let rounding = (2 * (z.map(abs).max() ?? 0) + 2 * Double(z.count) + 16) * unit
      return zip(t, e).map { $0 * (($1 + mean) * exp($1 + mean) + rounding) }
    case .meanAndVariance: return t.indices.map { $0 < t.count / 2 ? e[$0] : power($0) }
    case .increasing(let groups):
      var errors = e
      for k in z.indices where k % (z.count / groups) != 0 {
        errors[k] += errors[k - 1] + unit * (8 * (t[k] - t[k - 1]) + abs(t[k - 1]) + abs(t[k]))
      }
      return errors
    default:
      guard let function = elementwise else { return e }
      return z.indices.map { function.largestSlope * e[$0] + 8 * unit * (abs(t[$0]) + function.offset) }
    }
  }
}
