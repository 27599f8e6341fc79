import ArgumentParser
import FeedForward

/// An optimizer by its canonical text, beside which `--learning-rate` may be given.
struct NamedOptimizer {
  private let rule: any Optimizer
  /// Whether the text says the learning rate.
  private let saysRate: Bool

  init(_ text: String) throws {
    do {
      let setting = try SettingText(parsing: text, as: "optimizer")
      rule = try Optimizers.named(setting)
      saysRate = setting.arguments.first.map { $0.label == nil } ?? false || setting.hasArgument("learningRate")
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// - Parameter learningRate: nil for that of the text, or the usual one.
  func optimizer(learningRate: Double?) throws -> any Optimizer {
    guard let learningRate else { return rule }
    guard var adjusted = rule as? any AdjustableOptimizer else {
      throw OptionError(
        """
        --learning-rate is \(learningRate), but \(rule.setting?.name ?? "") finds the length of its steps; expected \
        another optimizer.
        """
      )
    }
    guard !saysRate else {
      throw OptionError(
        "--learning-rate is \(learningRate), but --optimizer says \(rule.learningRate); expected one of them.")
    }
    adjusted.learningRate = learningRate
    return adjusted
  }
}
