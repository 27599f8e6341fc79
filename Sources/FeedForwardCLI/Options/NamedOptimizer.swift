import ArgumentParser
import FeedForward

/// The optimizers of the command line.
enum NamedOptimizer: String, CaseIterable, ExpressibleByArgument {
  case adam, adamw, nadam, lion, sgd, momentum, nesterov, rmsprop, adagrad
  case rprop, lbfgs = "l-bfgs", scg, levenbergMarquardt = "levenberg-marquardt", automatic

  /// η unless it is given; nil for rules that find the length of their steps.
  private var standardRate: Double? {
    switch self {
    case .adam, .adamw: Hyperparameter.adamLearningRate.standard
    case .nadam: Hyperparameter.nadamLearningRate.standard
    case .lion: Hyperparameter.lionLearningRate.standard
    case .sgd, .momentum, .nesterov: 1e-2
    case .rmsprop: Hyperparameter.rmspropLearningRate.standard
    case .adagrad: Hyperparameter.adagradLearningRate.standard
    case .rprop, .lbfgs, .scg, .levenbergMarquardt, .automatic: nil
    }
  }

  /// Whether it sees all rows at each step.
  var seesAllRows: Bool { rule(1e-3).scope == .allRows || self == .automatic }

  /// - Parameter learningRate: nil for the usual one.
  func optimizer(learningRate: Double?) throws(OptionError) -> any Optimizer {
    guard let standardRate else {
      if let learningRate {
        throw OptionError(
          "--learning-rate is \(learningRate), but \(rawValue) finds the length of its steps; expected another optimizer."
        )
      }
      return rule(0)
    }
    return rule(learningRate ?? standardRate)
  }

  private func rule(_ rate: Double) -> any Optimizer {
    switch self {
    case .adam: .adam(learningRate: rate)
    case .adamw: .adamW(learningRate: rate)
    case .nadam: .nadam(learningRate: rate)
    case .lion: .lion(learningRate: rate)
    case .sgd: .sgd(learningRate: rate)
    case .momentum: .sgd(learningRate: rate, momentum: 0.9)
    case .nesterov: .sgd(learningRate: rate, momentum: 0.9, nesterov: true)
    case .rmsprop: .rmsprop(learningRate: rate)
    case .adagrad: .adagrad(learningRate: rate)
    case .rprop: .rprop()
    case .lbfgs: .lbfgs()
    case .scg: .scaledConjugateGradient()
    case .levenbergMarquardt: .levenbergMarquardt()
    case .automatic: .automatic
    }
  }
}
