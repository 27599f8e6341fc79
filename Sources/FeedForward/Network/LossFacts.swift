import CKernels

/// What there is to say of a loss but its formula, in one place.
package struct LossFacts: Sendable {
  /// What texts call it.
  package let name: String
  let computation: LossComputation
  /// What its targets have to be.
  package let targets: LossTargets
  /// The only output activation that it goes with; nil for any.
  package let output: Activation?
  /// What it needs that activation for, as half a sentence.
  let reason: String

  init(
    _ name: String, _ computation: LossComputation, targets: LossTargets = .labelsOrNumbers, output: Activation? = nil,
    because reason: String = ""
  ) {
    self.name = name
    self.computation = computation
    self.targets = targets
    self.output = output
    self.reason = reason
  }
}

/// How a loss and its slope are computed.
enum LossComputation: Sendable {
  /// There is none.
  case none
  /// From T, output by output.
  case ofOutputs(ElementwiseLoss)
  /// From Zᴸ, together with T.
  case ofLogits(LogitLossCode, weights: [Double]? = nil)
  /// From T, whose columns are levels.
  case ofQuantiles([Double])
  /// By code of the user's.
  case custom(any CustomLoss)
}

/// What targets may be.
package enum LossTargets: Sendable {
  /// Any numbers; class indices stand for rows of 0 and 1.
  case labelsOrNumbers
  /// Any numbers, no classes.
  case numbers
  /// Numbers ≥ 0, no classes.
  case counts
  /// Numbers in 0 … 1, each by itself; class indices stand for a single one.
  case probabilities
  /// Rows of numbers in 0 … 1 that sum to 1; class indices stand for such rows.
  case distributions

  /// Whether class indices are short for targets.
  package var haveClasses: Bool {
    switch self {
    case .labelsOrNumbers, .probabilities, .distributions: true
    case .numbers, .counts: false
    }
  }
}
