import NaiveFeedForward

/// Whether σ is 1 or α minus something that may be nearly the same, so that its error is relative to that.
func isExponential(_ activation: NaiveActivation) -> Bool {
  switch activation {
  case .elu, .selu, .tanh, .gelu, .silu, .mish, .softplus: true
  default: false
  }
}

/// Errors of the output, the loss and the first delta of one row in units of u, from those of the logits.
struct OutputErrors {
  private(set) var t: [Double]
  private(set) var delta: [Double] = []
  private(set) var loss = 0.0
  /// Σ of the absolute values that the loss is added up from.
  private(set) var size: Double

  private let z: [Double]
  private let e: [Double]
  private let values: [Double]
  private let y: [Double]
  private var K: Double { Double(z.count) }

  init(
    _ g: NaiveActivation, _ naive: NaiveLoss, logits z: [Double], logitErrors e: [Double], t values: [Double],
    y: [Double], unit: Double
  ) {
    self.z = z
    self.e = e
    self.values = values
    self.y = y
    t = []
    size = naive.value(z: z, t: values, y: y, output: g)
    t = outputs(g)
    switch (naive, g) {
    case (.crossEntropy, .softmax), (.binaryCrossEntropy, .logistic): crossEntropy(largestWeight: 1)
    case (.weightedBinaryCrossEntropy(let weights), _): crossEntropy(largestWeight: max(1, weights.max() ?? 1))
    case (.poisson, _): poisson()
    case (.gaussian, _): gaussian()
    default: anyPair(g, naive, unit)
    }
  }

  private func outputs(_ g: NaiveActivation) -> [Double] {
    switch g {
    case .softmax:
      let mean = zip(values, e).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(values, e).map { $0 * ($1 + mean + 2 * (z.map(abs).max() ?? 0) + 2 * K + 16) }
    case .increasing(let groups):
      var errors = e
      for k in z.indices where k % (z.count / groups) != 0 {
        let step = values[k] - values[k - 1]
        errors[k] += errors[k - 1] + 8 * step + abs(values[k - 1]) + abs(values[k])
      }
      return errors
    default:
      return z.indices.map { slope(g, $0) * e[$0] + 8 * abs(values[$0]) + (isExponential(g) ? 8 : 0) }
    }
  }

  /// A bound of σ′ and of σ″ of an activation whose Jacobian is diagonal.
  private func slope(_ g: NaiveActivation, _ k: Int) -> Double { isPower(g, k) ? values[k] : 1.76 }
  private func curvature(_ g: NaiveActivation, _ k: Int) -> Double { isPower(g, k) ? values[k] : 2 }

  private func isPower(_ g: NaiveActivation, _ k: Int) -> Bool {
    switch g {
    case .exponential: true
    case .meanAndVariance: k >= z.count / 2
    default: false
    }
  }

  /// The slope of the loss by each logit is at most 1 (or the weight) for labels in 0 … 1; δ = t − y.
  private mutating func crossEntropy(largestWeight w: Double) {
    loss = w * (2 * e.reduce(0, +) + (2 * (z.map(abs).max() ?? 0) + 2 * K + 16)) + 8 * size
    delta = zip(t, zip(values, y)).map { w * ($0 + 8 * ($1.0 + $1.1)) }
  }

  /// Σ t − y z, δ = t − y.
  private mutating func poisson() {
    size = z.indices.reduce(0) { $0 + values[$1] + abs(y[$1] * z[$1]) }
    loss = z.indices.reduce(8 * size) { $0 + t[$1] + y[$1] * e[$1] }
    delta = z.indices.map { t[$0] + 8 * (values[$0] + y[$0]) }
  }

  /// ½ Σ s + r² / v, δ = (r / v, ½ − ½ r² / v).
  private mutating func gaussian() {
    size = 0
    delta = e
    for k in y.indices {
      let (r, s, v) = (abs(z[k] - y[k]), z[y.count + k], values[y.count + k])
      let square = r * r / v
      let squareError = 2 * r / v * e[k] + square * (e[y.count + k] + 16)
      size += (abs(s) + square) / 2
      loss += (e[y.count + k] + squareError + 8 * (abs(s) + square)) / 2
      delta[k] = e[k] / v + r / v * (e[y.count + k] + 16)
      delta[y.count + k] = squareError / 2 + 8 * (1 + square)
    }
  }

  /// Through ∂loss/∂t, whose own derivative by t is at most max(6, 2K) for the losses of the tests.
  private mutating func anyPair(_ g: NaiveActivation, _ naive: NaiveLoss, _ unit: Double) {
    let v = naive.gradient(t: values, y: y)
    let labels = z.indices.map { y[$0 * y.count / z.count] }
    let errors = z.indices.map { k in
      let (value, label) = (values[k], labels[k])
      let kink = abs(value - label) <= unit * t[k] ? 2 / unit : 0
      return max(6, 2 * K) * (t[k] + abs(value) + abs(label)) + 8 * abs(v[k]) + kink
    }
    loss = z.indices.reduce(8 * size) { $0 + (t[$1] + abs(values[$1]) + abs(labels[$1])) * abs(v[$1]) }
    switch g {
    case .softmax:
      let size = zip(v, values).reduce(0) { $0 + abs($1.0) * $1.1 }
      let m = zip(v, values).reduce(0) { $0 + $1.0 * $1.1 }
      let sum = zip(zip(errors, values), zip(t, v)).reduce(0) { $0 + $1.0.0 * $1.0.1 + $1.1.0 * abs($1.1.1) }
      delta = z.indices.map {
        values[$0] * (errors[$0] + sum + (K + 4) * (size + abs(v[$0]))) + t[$0] * abs(v[$0] - m)
      }
    case .increasing(let groups):
      // δₖ = s Σ v from k on, s = logistic(zₖ) ≤ 1 with a slope of at most ¼.
      delta = z.indices.map { k in
        let rest = k..<(k * groups / z.count + 1) * z.count / groups
        return rest.reduce(0) { $0 + errors[$1] + abs(v[$1]) * (e[k] / 4 + K + 16) }
      }
    default:
      delta = z.indices.map { k in
        let kink = abs(z[k]) <= unit * e[k] ? 1 / unit : 0
        let curvature = curvature(g, k)
        let rounding = isPower(g, k) ? 16 * values[k] : 16
        // The Jacobian is diagonal, so the slope is the row of ones chained.
        var one = [Double](repeating: 0, count: z.count)
        one[k] = 1
        let slope = abs(g.chain(one, z: z, t: values)[k])
        return slope * (errors[k] + 4 * abs(v[k])) + abs(v[k]) * (curvature * e[k] + rounding + kink)
      }
    }
  }
}
