/// The engine's optimizers by their canonical texts.
///
/// ```swift
/// let trainer = Trainer(optimizer: try Optimizers.named("sgd(learningRate: 0.05, momentum: 0.9)"))
/// ```
public enum Optimizers {
  private static let rules: [any EngineOptimizer] = [
    Adam(), Nadam(), Lion(), StochasticGradientDescent(), RMSprop(), Adagrad(), Rprop(), LBFGS(),
    ScaledConjugateGradient(), LevenbergMarquardt(), AutomaticOptimizer(),
  ]

  /// Every kind, then other names for it: they stand for the same with other parameters, or are longer.
  private static let kinds: [(key: String, value: any EngineOptimizer)] = rules.flatMap {
    kinds(of: $0)
  }

  private static func kinds<Rule: EngineOptimizer>(
    of rule: Rule
  ) -> [(key: String, value: any EngineOptimizer)] {
    [(rule.kind, rule)] + Rule.otherNames(epochs: nil).map { ($0, $1) }
  }

  /// All names that a text may begin with.
  public static var names: [String] { kinds.map(\.key) }

  /// The optimizer that a text says; see ``CanonicalSetting/init(_:epochs:)``.
  ///
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)``.
  public static func named(_ text: String) throws(FeedForwardError) -> any Optimizer {
    try named(SettingText(parsing: text, as: "optimizer"))
  }

  /// The optimizer that a text says.
  public static func named(_ setting: SettingText) throws(FeedForwardError) -> any Optimizer {
    let rule = try setting.value("optimizer", among: kinds) { (rule, parameters) throws(FeedForwardError) in
      try rule.pass(&parameters)
    }
    try rule.validate()
    return rule
  }
}
