import FeedForward
import NaiveFeedForward

/// An activation by the names of both sides.
enum Function: String, CaseIterable, Sendable {
  case identity, logistic, tanh, relu, leakyReLU, softsign, elu, selu, softplus, silu, gelu, mish, softmax, custom
  case exponential, meanAndVariance, increasing, threeIncreasing

  /// All that may stand in a hidden layer, but for the exponential, whose slope has no bound.
  static let hidden = allCases.filter {
    ![.softmax, .exponential, .meanAndVariance, .increasing, .threeIncreasing].contains($0)
  }

  /// Numbers of outputs to try: those for 1 and 3 targets.
  var counts: [Int] {
    switch self {
    case .softmax: [3, 2]
    case .meanAndVariance: [2, 6]
    case .threeIncreasing: [3, 9]
    default: [1, 3]
    }
  }

  var engine: Activation {
    switch self {
    case .identity: .identity
    case .logistic: .logistic
    case .tanh: .tanh
    case .relu: .relu
    case .leakyReLU: .leakyReLU(slope: 0.125)
    case .softsign: .softsign
    case .elu: .elu(alpha: 0.75)
    case .selu: .selu
    case .softplus: .softplus
    case .silu: .silu
    case .gelu: .gelu
    case .mish: .mish
    case .softmax: .softmax
    case .custom: .custom(Witch())
    case .exponential: .exponential
    case .meanAndVariance: .meanAndVariance
    case .increasing: .increasing()
    case .threeIncreasing: .increasing(groups: 3)
    }
  }

  var naive: NaiveActivation {
    switch self {
    case .identity: .identity
    case .logistic: .logistic
    case .tanh: .tanh
    case .relu: .relu
    case .leakyReLU: .leakyReLU(slope: 0.125)
    case .softsign: .softsign
    case .elu: .elu(alpha: 0.75)
    case .selu: .selu
    case .softplus: .softplus
    case .silu: .silu
    case .gelu: .gelu
    case .mish: .mish
    case .softmax: .softmax
    case .custom:
      .custom(value: { $0 / (1 + $0 * $0) }, derivative: { (1 - $0 * $0) / ((1 + $0 * $0) * (1 + $0 * $0)) })
    case .exponential: .exponential
    case .meanAndVariance: .meanAndVariance
    case .increasing: .increasing()
    case .threeIncreasing: .increasing(groups: 3)
    }
  }
}

/// A loss by the names of both sides.
enum Criterion: String, CaseIterable, Sendable {
  case squaredError, absoluteError, huber, custom, crossEntropy, binaryCrossEntropy
  case weightedBinaryCrossEntropy, poisson, gaussian, quantile, quantiles

  /// Those that make sense with so many outputs of an activation.
  static func sensible(for output: Function, outputs: Int) -> [Criterion] {
    let general: [Criterion] = [.squaredError, .absoluteError, .huber, .custom]
    return switch (output, outputs) {
    case (.softmax, _): general + [.quantile, .crossEntropy]
    case (.logistic, _): general + [.quantile, .binaryCrossEntropy, .weightedBinaryCrossEntropy]
    case (.exponential, _): general + [.quantile, .poisson]
    case (.meanAndVariance, _): general + [.quantile, .gaussian]
    case (.increasing, 3), (.threeIncreasing, 9): general + [.quantiles]
    case (.increasing, 2...), (.threeIncreasing, 4...): general
    default: general + [.quantile]
    }
  }

  /// So many outputs, or a few more or less where this loss needs another number of them.
  func outputs(about count: Int) -> Int {
    switch self {
    case .gaussian: count + count % 2
    case .quantiles: 3
    default: count
    }
  }

  private static let levels = [0.125, 0.5, 0.8]
  private static func weights(_ outputs: Int) -> [Double] { (0..<outputs).map { 0.25 + 1.5 * Double($0 % 3) } }

  func engine(outputs: Int) -> Loss {
    switch self {
    case .weightedBinaryCrossEntropy: .weightedBinaryCrossEntropy(positiveWeights: Self.weights(outputs))
    case .poisson: .poisson
    case .gaussian: .gaussian
    case .quantile: .quantile([0.3])
    case .quantiles: .quantile(Self.levels)
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber: .huber(delta: 0.75)
    case .custom: .custom(Redescending())
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    }
  }

  func naive(outputs: Int) -> NaiveLoss {
    switch self {
    case .weightedBinaryCrossEntropy: .weightedBinaryCrossEntropy(positiveWeights: Self.weights(outputs))
    case .poisson: .poisson
    case .gaussian: .gaussian
    case .quantile: .quantile([0.3])
    case .quantiles: .quantile(Self.levels)
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber: .huber(delta: 0.75)
    case .custom:
      .custom(
        value: { t, y in
          t.indices.reduce(0) {
            $0 + Double($1 + 1) * (t[$1] - y[$1]) * (t[$1] - y[$1]) / (1 + (t[$1] - y[$1]) * (t[$1] - y[$1]))
          }
        },
        gradient: { t, y in
          t.indices.map { k in
            let r = t[k] - y[k]
            return Double(k + 1) * 2 * r / ((1 + r * r) * (1 + r * r))
          }
        })
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    }
  }
}

/// z / (1 + z²), with slope (1 − z²) / (1 + z²)²: an activation that is in no library.
struct Witch: CustomActivation {
  let name = "witch"

  func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {
    for i in z.indices { a[i] = z[i] / (1 + z[i] * z[i]) }
  }

  func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {
    for i in z.indices {
      let square = z[i] * z[i]
      slope[i] = (1 - square) / ((1 + square) * (1 + square))
    }
  }
}

/// Σₖ (k + 1) r² / (1 + r²) with r = tₖ − yₖ (Geman, McClure, 1985), so that outputs must not be mixed up.
struct Redescending: CustomLoss {
  let name = "redescending"

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    var sum = 0.0
    for i in t.indices {
      let r = Double(t[i]) - Double(y[i])
      sum += Double(i % outputs + 1) * r * r / (1 + r * r)
    }
    return sum
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    for i in t.indices {
      let r = t[i] - y[i]
      gradient[i] = Scalar(i % outputs + 1) * 2 * r / ((1 + r * r) * (1 + r * r))
    }
  }
}
