import ArgumentParser
import FeedForward

/// The rules of the package: Rprop with the report's settings, all others with their own, each step on all rows.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case rpropPlus = "rprop+"
  case rpropMinus = "rprop-"
  case improvedRpropPlus = "irprop+"
  case improvedRpropMinus = "irprop-"
  case sgd, momentum, nesterov, adagrad, rmsprop, adam, adamW, nadam, lion, automatic
  case lbfgs = "l-bfgs"
  case scaledConjugateGradient = "scaled-conjugate-gradient"
  case levenbergMarquardt = "levenberg-marquardt"
  case bayesianRegularization = "bayesian-regularization"

  func rule(seed: UInt64) -> any Optimizer {
    switch self {
    case .rpropPlus: Self.rprop(.plus, seed)
    case .rpropMinus: Self.rprop(.minus, seed)
    case .improvedRpropPlus: Self.rprop(.improvedPlus, seed)
    case .improvedRpropMinus: Self.rprop(.improvedMinus, seed)
    case .sgd: .sgd(learningRate: 0.1)
    case .momentum: .sgd(learningRate: 0.05, momentum: 0.9)
    case .nesterov: .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true)
    case .adagrad: .adagrad()
    case .rmsprop: .rmsprop()
    case .adam: .adam()
    case .adamW: .adamW()
    case .nadam: .nadam()
    case .lion: .lion()
    case .automatic: .automatic
    case .lbfgs: .lbfgs()
    case .scaledConjugateGradient: .scaledConjugateGradient()
    case .levenbergMarquardt: .levenbergMarquardt()
    case .bayesianRegularization: .bayesianRegularization()
    }
  }

  private static func rprop(_ variant: Rprop.Variant, _ seed: UInt64) -> any Optimizer {
    .rprop(
      variant, increase: 1.1, decrease: 0.5, initialStep: .drawn(from: 0.05...0.2, seed: seed), smallestStep: 0,
      largestStep: 50)
  }
}
