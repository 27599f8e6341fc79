import FeedForward
import NaiveFeedForward

/// How far rounding may carry a network's numbers, by a first-order analysis of each row.
///
/// Every sum of k products in any order has an error of at most γ_k Σ|xᵢ||yᵢ|, γ_k = k u / (1 − k u) (Higham,
/// *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1). What comes in as error goes through each
/// function by a bound of its slope. The engine computes with its own u = ε/2, the reference with that of `Double`,
/// so their distance is at most the count of such errors times (u + u_Double), up to terms of order u², for which
/// there is a tenth on top.
package struct ErrorBound {
  /// u + u_Double and a tenth.
  package let unit: Double
  package private(set) var outputs: [Double] = []
  package private(set) var loss = 0.0
  package private(set) var error = 0.0
  package private(set) var parameters: [Double]
  package private(set) var inputs: [Double] = []
  /// Σ of what D · B is added up from, without signs.
  private var size = 0.0

  /// Rounding errors of one call of an element-wise function, in u, relative to its size and to 1 together.
  private static let function = 8.0
  /// |σ′| ≤ 1.76 (SELU) and |σ″| ≤ 2 (softsign) for all activations of the tests.
  private static let (slope, curvature) = (1.76, 2.0)

  /// What a distance of numbers computed in `Scalar` and in the reference may be for each unit.
  package static func unit<Scalar: BLASScalar>(_: Scalar.Type) -> Double {
    1.1 * (Double(Scalar.ulpOfOne) + Double.ulpOfOne) / 2
  }

  package init(
    _ network: NaiveFeedForward, _ naive: NaiveLoss, inputs x: NaiveMatrix, targets: NaiveMatrix, unit: Double,
    penalty: NaivePenalty = .none
  ) {
    self.unit = unit
    parameters = [Double](repeating: 0, count: network.parameterCount)
    let B = Double(x.rows)
    for i in 0..<x.rows { addRow(network, naive, x.row(i), targets.row(i), rows: B) }
    let gradient = network.gradient(of: naive, inputs: x, targets: targets, penalty: penalty)
    loss = (loss + (B * Double(network.sizes[network.layers]) + 4) * size) / B
    error = loss + (Double(parameters.count) + 4) * penalty.value(network.parameters)
    var p = 0
    for Θ in network.parameters {
      for e in 0..<Θ.elements.count {
        let penalties = (2 * penalty.l2 * abs(Θ.elements[e]) + penalty.l1) / penalty.trainingExamples
        parameters[p] += 2 * abs(gradient.parameters[p]) + 4 * penalties
        p += 1
      }
    }
    outputs = outputs.map { $0 * unit }
    (loss, error) = (loss * unit, error * unit)
    parameters = parameters.map { $0 * unit }
    inputs = inputs.map { $0 * unit }
  }

  private mutating func addRow(
    _ network: NaiveFeedForward, _ naive: NaiveLoss, _ x: [Double], _ y: [Double], rows B: Double
  ) {
    let pass = network.forward(x)
    let L = network.layers
    var a = [[Double](repeating: 0, count: x.count + 1)]
    var z: [[Double]] = [[]]
    for l in 0..<L {
      let Θ = network.parameters[l]
      let k = Double(Θ.columns)
      z.append(
        (0..<Θ.rows).map { j in
          (0..<Θ.columns).reduce(0) { $0 + abs(Θ[j, $1]) * (a[l][$1] + k * abs(pass.a[l][$1])) }
        })
      if l < L - 1 {
        let logits = z[l + 1].indices
        a.append(
          [0]
            + logits.map { j in
              Self.slope * z[l + 1][j] + Self.function * abs(pass.a[l + 1][j + 1])
                + (isExponential(network.activations[l]) ? Self.function : 0)
            })
      }
    }
    let output = OutputErrors(
      network.activations[L - 1], naive, logits: pass.z[L], logitErrors: z[L], t: pass.t, y: y, unit: unit)
    outputs += output.t
    loss += output.loss
    size += output.size

    let δ = network.deltas(pass, y, naive)
    var e = output.delta
    var end = parameters.count
    for l in (0..<L).reversed() {
      let Θ = network.parameters[l]
      end -= Θ.elements.count
      for j in 0..<Θ.rows {
        for i in 0..<Θ.columns {
          let (value, size) = (abs(δ[l + 1][j]), abs(pass.a[l][i]))
          parameters[end + j * Θ.columns + i] += (value * a[l][i] + e[j] * size + (B + 2) * value * size) / B
        }
      }
      var below = [Double](repeating: 0, count: Θ.columns - 1)
      for i in 1..<Θ.columns {
        var (sum, through) = (0.0, 0.0)
        for j in 0..<Θ.rows {
          sum += abs(Θ[j, i]) * (e[j] + Double(Θ.rows + 2) * abs(δ[l + 1][j]))
          through += abs(Θ[j, i]) * abs(δ[l + 1][j])
        }
        if l == 0 {
          below[i - 1] = sum / B
        } else {
          // Beside a kink either slope may come out.
          let kink = abs(pass.z[l][i - 1]) <= unit * z[l][i - 1] ? 1 / unit : 0
          below[i - 1] = Self.slope * sum + through * (Self.curvature * z[l][i - 1] + 2 * Self.function + kink)
        }
      }
      if l == 0 { inputs += below }
      e = below
    }
  }
}
