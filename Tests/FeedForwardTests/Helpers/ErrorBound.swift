import FeedForward
import NaiveFeedForward

/// How far rounding may carry a network's numbers, by a first-order analysis of each row.
///
/// Every sum of k products in any order has an error of at most γ_k Σ|xᵢ||yᵢ|, γ_k = k u / (1 − k u) (Higham, *Accuracy and
/// Stability of Numerical Algorithms*, 2002, section 3.1). What comes in as error goes through each function by a bound of
/// its slope. The engine computes with its own u = ε/2, the reference with that of `Double`, so their distance is at most
/// the count of such errors times (u + u_Double), up to terms of order u², for which there is a tenth on top.
struct ErrorBound {
  /// u + u_Double and a tenth.
  let unit: Double
  private(set) var outputs: [Double] = []
  private(set) var loss = 0.0
  private(set) var error = 0.0
  private(set) var parameters: [Double]
  private(set) var inputs: [Double] = []

  /// Rounding errors of one call of an element-wise function, in u, relative to its size and to 1 together.
  private static let function = 8.0
  /// |σ′| ≤ 1.13 (GELU) and |σ″| ≤ 2 (softsign) for all activations of the tests.
  private static let (slope, curvature) = (1.13, 2.0)

  /// What a distance of numbers computed in `Scalar` and in the reference may be for each unit.
  static func unit<Scalar: BLASScalar>(_: Scalar.Type) -> Double {
    1.1 * (Double(Scalar.ulpOfOne) + Double.ulpOfOne) / 2
  }

  init(
    _ network: NaiveFeedForward, _ naive: NaiveLoss, inputs x: NaiveMatrix, targets: NaiveMatrix, unit: Double,
    penalty: NaivePenalty = .none
  ) {
    self.unit = unit
    parameters = [Double](repeating: 0, count: network.parameterCount)
    let B = Double(x.rows)
    for i in 0..<x.rows { addRow(network, naive, x.row(i), targets.row(i), rows: B) }
    let gradient = network.gradient(of: naive, inputs: x, targets: targets, penalty: penalty)
    loss = loss / B + (B * Double(targets.columns) + 4) * abs(gradient.loss)
    error = loss + (Double(parameters.count) + 4) * penalty.value(network.parameters)
    var p = 0
    for Θ in network.parameters {
      for e in 0..<Θ.elements.count {
        let penalties = (2 * penalty.l2 * abs(Θ.elements[e]) + penalty.l1) / Double(penalty.trainingExamples)
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

/// Whether σ is 1 or α minus something that may be nearly the same, so that its error is relative to that.
private func isExponential(_ activation: NaiveActivation) -> Bool {
  switch activation {
  case .elu, .tanh, .gelu, .silu, .softplus: true
  default: false
  }
}

/// Errors of the output, the loss and the first delta of one row, from those of the logits.
private struct OutputErrors {
  var t: [Double]
  var delta: [Double]
  var loss: Double

  init(
    _ g: NaiveActivation, _ naive: NaiveLoss, logits z: [Double], logitErrors e: [Double], t values: [Double],
    y: [Double],
    unit: Double
  ) {
    let K = Double(z.count)
    let largest = z.map(abs).max() ?? 0
    let t: [Double]
    if case .softmax = g {
      let mean = zip(values, e).reduce(0) { $0 + $1.0 * $1.1 }
      t = zip(values, e).map { $0 * ($1 + mean + 2 * largest + 2 * K + 16) }
    } else {
      t = zip(values, e).map { 1.13 * $1 + 8 * abs($0) + (isExponential(g) ? 8 : 0) }
    }
    self.t = t
    let value = naive.value(z: z, t: values, y: y, output: g)
    switch (naive, g) {
    case (.crossEntropy, .softmax), (.binaryCrossEntropy, .logistic):
      // The slope of the loss by each logit is at most 1 for labels in 0 … 1; δ = t − y.
      loss = 2 * e.reduce(0, +) + (2 * largest + 2 * K + 16) + 8 * value
      delta = zip(t, zip(values, y)).map { $0 + 8 * ($1.0 + $1.1) }
      return
    default: break
    }
    let v = naive.gradient(t: values, y: y)
    // The second derivative by t of every loss of the tests is at most 6 in absolute value.
    let errors = zip(zip(t, v), zip(values, y)).map { error, label in
      let kink = abs(label.0 - label.1) <= unit * error.0 ? 2 / unit : 0
      return 6 * (error.0 + abs(label.0) + abs(label.1)) + 8 * abs(error.1) + kink
    }
    loss =
      zip(t, v).reduce(0) { $0 + $1.0 * abs($1.1) } + 8 * value
      + zip(values, zip(y, v)).reduce(0) { $0 + (abs($1.0) + abs($1.1.0)) * abs($1.1.1) }
    if case .softmax = g {
      let size = zip(v, values).reduce(0) { $0 + abs($1.0) * $1.1 }
      let m = zip(v, values).reduce(0) { $0 + $1.0 * $1.1 }
      let sum = zip(zip(errors, values), zip(t, v)).reduce(0) { $0 + $1.0.0 * $1.0.1 + $1.1.0 * abs($1.1.1) }
      delta = z.indices.map {
        values[$0] * (errors[$0] + sum + (K + 4) * (size + abs(v[$0]))) + t[$0] * abs(v[$0] - m)
      }
    } else {
      delta = z.indices.map { k in
        let kink = abs(z[k]) <= unit * e[k] ? 1 / unit : 0
        return abs(g.derivative(z: z[k], a: values[k])) * (errors[k] + 4 * abs(v[k])) + abs(v[k])
          * (2 * e[k] + 16 + kink)
      }
    }
  }
}
