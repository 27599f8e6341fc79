import Foundation
import NaiveFeedForward
import TestSupport
import Testing

// The gradient against central differences (E(θ + h) − E(θ − h)) / 2h, in Double.
//
// Their error has two parts. The truncation is h²/6 · |E‴| to leading order, and it is measured rather than guessed:
// differences with 2h have four times as much of it, so the distance of the two is three times the truncation of the
// first. The rounding of E is at most N ε max(1, |E|), where N counts the operations on the longest way from one
// parameter to E (dot products of at most 18 terms, three layers, sums over outputs and rows: fewer than 128); in the
// quotient it becomes N ε max(1, |E|) / h. With h = ∛ε ≈ 6·10⁻⁶ both parts are of the order of ε^⅔ ≈ 4·10⁻¹¹. Hence
//
//     |gradient − differences(h)| ≤ |differences(2h) − differences(h)| + N ε max(1, |E|) / h
//
// and the first summand must itself be small, lest a wild difference excuse a wrong gradient. Where a derivative jumps
// no such bound holds, so examples within `margin` of a kink are drawn again: a step of 2h moves a logit of these
// networks by some 17 · 2h < margin/4 at most.

private let h = cbrt(Double.ulpOfOne)
private let operations = 128.0
private let margin = 1e-3

/// Activations by name: those for hidden layers, then those of rows.
private let hidden: [(name: String, activation: NaiveActivation)] = [
  ("identity", .identity), ("logistic", .logistic), ("tanh", .tanh), ("relu", .relu),
  ("leaky relu", .leakyReLU(slope: 0.1)), ("softsign", .softsign), ("elu", .elu(alpha: 0.7)),
  ("selu", .selu), ("softplus", .softplus), ("silu", .silu), ("gelu", .gelu), ("mish", .mish),
  ("exponential", .exponential),
  ("custom", .custom(value: { sin($0) + $0 }, derivative: { cos($0) + 1 })),
]
private let outputs =
  hidden + [
    ("softmax", .softmax), ("mean and variance", .meanAndVariance), ("increasing", .increasing()),
    ("three increasing", .increasing(groups: 3)),
  ]

/// Numbers of outputs to try: for 1 and 3 targets, and for those activations that need more of them.
private func counts(_ output: NaiveActivation) -> [Int] {
  switch output {
  case .softmax: [3]
  case .meanAndVariance: [2, 6]
  case .increasing(let groups): groups == 1 ? [1, 3] : [3, 9]
  default: [1, 3]
  }
}

/// Losses by name. The last one is Σₖ (tₖ − yₖ)⁴.
private let losses: [(name: String, loss: NaiveLoss)] = [
  ("squared error", .squaredError), ("cross-entropy", .crossEntropy), ("binary cross-entropy", .binaryCrossEntropy),
  ("absolute error", .absoluteError), ("huber", .huber(delta: 0.5)), ("poisson", .poisson), ("gaussian", .gaussian),
  ("weighted binary cross-entropy", .weightedBinaryCrossEntropy(positiveWeights: [3, 0.5, 1.5])),
  ("quantile", .quantile([0.3])), ("quantiles", .quantile([0.1, 0.5, 0.8])),
  (
    "custom",
    .custom(
      value: { t, y in zip(t, y).map { pow($0 - $1, 4) }.reduce(0, +) },
      gradient: { t, y in zip(t, y).map { 4 * pow($0 - $1, 3) } })
  ),
]

/// A network with data to differentiate on.
private struct Case {
  var name: String
  var network: NaiveFeedForward
  var loss: NaiveLoss
  var inputs: NaiveMatrix
  var targets: NaiveMatrix
  var penalty: NaivePenalty

  var error: Double { network.regularizedError(loss, inputs: inputs, targets: targets, penalty: penalty) }

  /// Draws parameters and inputs in [−1, 1] and soft targets in [0, 1] until no row is close to a kink.
  init(
    _ name: String, sizes: [Int], _ activations: [NaiveActivation], _ loss: NaiveLoss, _ penalty: NaivePenalty,
    rows: Int, seed: UInt64
  ) {
    var numbers = SplitMix64(seed: seed)
    self.name = "\(name), sizes \(sizes), \(rows) rows, \(penalty), seed \(seed)"
    self.loss = loss
    self.penalty = penalty
    repeat {
      network = NaiveFeedForward(sizes: sizes, activations: activations)
      network.flatParameters = numbers.vector(network.parameterCount, in: -1...1)
      inputs = numbers.matrix(rows, sizes[0], in: -1...1)
      targets = numbers.matrix(rows, loss.targets(outputs: sizes[sizes.count - 1]), in: 0...1)
    } while isNearKink
  }

  private var isNearKink: Bool {
    if penalty.l1 != 0 && network.flatParameters.contains(where: { abs($0) < margin }) { return true }
    for i in 0..<inputs.rows {
      let pass = network.forward(inputs.row(i))
      for (ℓ, activation) in network.activations.enumerated() {
        switch activation {
        case .relu, .leakyReLU, .elu, .selu, .softsign:
          if pass.z[ℓ + 1].contains(where: { abs($0) < margin }) { return true }
        default: break
        }
      }
      let y = targets.row(i)
      // Where several outputs belong to one target, they stand beside each other.
      let distances = pass.t.indices.map { abs(pass.t[$0] - y[$0 * y.count / pass.t.count]) }
      switch loss {
      case .absoluteError, .quantile: if distances.contains(where: { $0 < margin }) { return true }
      case .huber(let delta): if distances.contains(where: { abs($0 - delta) < margin }) { return true }
      default: break
      }
    }
    return false
  }

  /// Compares `gradient` with differences of the error along each element that `path` leads to.
  func check(_ gradient: [Double], _ what: String, at path: WritableKeyPath<Case, [Double]>) {
    let rounding = operations * Double.ulpOfOne * max(1, abs(error)) / h
    var worst = 0.0
    for p in gradient.indices {
      let near = difference(p, path, h)
      let truncation = abs(difference(p, path, 2 * h) - near)
      let ratio = abs(gradient[p] - near) / (truncation + rounding)
      #expect(truncation < 1e-6 * max(1, abs(error)), "\(what) \(p) is too curved to judge: \(name)")
      worst = ratio.isNaN ? .infinity : max(worst, ratio)
    }
    #expect(gradient.count == self[keyPath: path].count)
    #expect(worst <= 1, "\(what): the difference is \(worst) times the bound; \(name)")
  }

  private func difference(_ p: Int, _ path: WritableKeyPath<Case, [Double]>, _ h: Double) -> Double {
    var above = self
    var below = self
    above[keyPath: path][p] += h
    below[keyPath: path][p] -= h
    // The step that was really made, after rounding.
    let step = above[keyPath: path][p] - below[keyPath: path][p]
    return (above.error - below.error) / step
  }

  func checkGradients() {
    let gradient = network.gradient(of: loss, inputs: inputs, targets: targets, penalty: penalty)
    #expect(gradient.regularizedError == error, "\(name)")
    check(gradient.parameters, "parameter", at: \.network.flatParameters)
    // The penalty does not know the inputs.
    check(
      network.inputGradient(of: loss, inputs: inputs, targets: targets).elements, "input", at: \.inputs.elements)
  }
}

/// Does the loss make sense for outputs of this activation? Logarithms need probabilities, or at
/// least positive numbers.
private func fits(_ loss: NaiveLoss, _ output: NaiveActivation, outputs: Int) -> Bool {
  switch (loss, output) {
  case (_, .softmax) where outputs == 1: false
  case (.crossEntropy, .softmax), (.crossEntropy, .logistic): true
  case (.binaryCrossEntropy, .softmax), (.binaryCrossEntropy, .logistic): true
  case (.weightedBinaryCrossEntropy(let weights), .logistic): outputs <= weights.count
  case (.crossEntropy, _), (.binaryCrossEntropy, _), (.weightedBinaryCrossEntropy, _): false
  case (.poisson, .exponential), (.poisson, .softplus), (.poisson, .logistic), (.poisson, .softmax): true
  case (.gaussian, .meanAndVariance): true
  case (.poisson, _), (.gaussian, _): false
  case (.quantile(let levels), _): outputs % levels.count == 0
  default: true
  }
}

/// None, each alone, and both; m is never the number of rows.
private let penalties: [NaivePenalty] = [
  .none, NaivePenalty(l2: 0.7, trainingExamples: 11), NaivePenalty(l1: 0.3, trainingExamples: 11),
  NaivePenalty(l2: 0.7, l1: 0.3, trainingExamples: 11),
]

@Suite struct CentralDifferenceTests {
  /// Every activation × output × loss × numbers of outputs, without a penalty and with both.
  @Test(arguments: hidden.indices) func everyCombination(_ layer: Int) {
    let (name, σ) = hidden[layer]
    var seed = UInt64(1000 * layer)
    for (output, g) in outputs {
      for (lossName, loss) in losses {
        for K in counts(g) where fits(loss, g, outputs: K) {
          for penalty in [penalties[0], penalties[3]] {
            Case("\(name) → \(output), \(lossName)", sizes: [3, 5, K], [σ, g], loss, penalty, rows: 2, seed: seed)
              .checkGradients()
            seed += 1
          }
        }
      }
    }
  }

  /// One to three layers, none square, with one row and with several, and every penalty.
  @Test(arguments: [[1, 1], [3, 1], [1, 7, 3], [5, 17, 1, 3], [7, 3, 5, 1]], [1, 5])
  func everyShape(_ sizes: [Int], rows: Int) {
    for (turn, penalty) in penalties.enumerated() {
      let layers = sizes.count - 1
      let activations = (0..<layers).map { $0 == layers - 1 ? NaiveActivation.identity : [.tanh, .relu][$0 % 2] }
      Case(
        "tanh, relu, … → identity, squared error", sizes: sizes, activations, .squaredError, penalty, rows: rows,
        seed: UInt64(100 * rows + turn)
      ).checkGradients()
    }
  }
}
