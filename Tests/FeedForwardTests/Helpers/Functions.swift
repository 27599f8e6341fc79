import FeedForward
import NaiveFeedForward

/// An activation by the names of both sides.
enum Function: String, CaseIterable, Sendable {
  case identity, logistic, tanh, relu, leakyReLU, softsign, elu, softplus, silu, gelu, softmax, custom

  /// All that may stand in a hidden layer.
  static let hidden = allCases.filter { $0 != .softmax }

  var engine: Activation {
    switch self {
    case .identity: .identity
    case .logistic: .logistic
    case .tanh: .tanh
    case .relu: .relu
    case .leakyReLU: .leakyReLU(slope: 0.125)
    case .softsign: .softsign
    case .elu: .elu(alpha: 0.75)
    case .softplus: .softplus
    case .silu: .silu
    case .gelu: .gelu
    case .softmax: .softmax
    case .custom: .custom(Witch())
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
    case .softplus: .softplus
    case .silu: .silu
    case .gelu: .gelu
    case .softmax: .softmax
    case .custom:
      .custom(value: { $0 / (1 + $0 * $0) }, derivative: { (1 - $0 * $0) / ((1 + $0 * $0) * (1 + $0 * $0)) })
    }
  }
}

/// A loss by the names of both sides.
enum Criterion: String, CaseIterable, Sendable {
  case squaredError, absoluteError, huber, custom, crossEntropy, binaryCrossEntropy

  /// Those that make sense with an output activation.
  static func sensible(for output: Function) -> [Criterion] {
    let general: [Criterion] = [.squaredError, .absoluteError, .huber, .custom]
    return switch output {
    case .softmax: general + [.crossEntropy]
    case .logistic: general + [.binaryCrossEntropy]
    default: general
    }
  }

  var engine: Loss {
    switch self {
    case .squaredError: .squaredError
    case .absoluteError: .absoluteError
    case .huber: .huber(delta: 0.75)
    case .custom: .custom(Redescending())
    case .crossEntropy: .crossEntropy
    case .binaryCrossEntropy: .binaryCrossEntropy
    }
  }

  var naive: NaiveLoss {
    switch self {
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
