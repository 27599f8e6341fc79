import FeedForward

/// Finds out by held rows what a ``TabularRecipe`` cannot know: how many bins, how much regularization, which sizes.
///
/// ```swift
/// var search = RecipeSearch(recipe)
/// try await search.run(asking: RecipeQuestion.usual(for: recipe)) { recipe in
///   EnsembleContestant(recipe.training(output: output, seed: 1), on: try data(recipe.bins))
/// }
/// let ensemble = try await search.recipe.training(output: output, seed: 1).run(on: data(search.recipe.bins)).ensemble
/// ```
///
/// One question after the other: a network for each answer, trained for a quarter of the epochs on the same rows, up to
/// four where rows are few, and twice as many for `best`; the answer that does best by the rows held stands, and the
/// next question is asked of that. Coordinate descent with successive halving's cheap first round; what it brings is in
/// `Benchmarks/TABLES.md`.
public struct RecipeSearch: Sendable {
  /// The best one so far.
  public private(set) var recipe: TabularRecipe

  /// - Parameter recipe: where to begin.
  public init(_ recipe: TabularRecipe) { self.recipe = recipe }

  /// Asks questions.
  ///
  /// - Parameters:
  ///   - questions: asked in this order, until the time of the training is over.
  ///   - onAnswer: sees what has been found better than what the recipe said, as in `8 bins`.
  ///   - contestant: the ensemble of a recipe, on data in its encoding. Throws what is then thrown here.
  /// - Throws: ``/FeedForward/FeedForwardError`` for settings or data that do not fit.
  /// - Complexity: O(answers · epochs / 4 · rows · parameters), four times that for fewer than 1000 rows.
  public nonisolated(nonsending) mutating func run<Scalar: BLASScalar>(
    asking questions: [RecipeQuestion], onAnswer: (String) -> Void = { _ in },
    _ contestant: (TabularRecipe) throws -> EnsembleContestant<Scalar>
  ) async throws {
    func scout(_ answer: RecipeAnswer) throws -> EnsembleContestant<Scalar> {
      var short = answer.recipe
      (short.epochs, short.members) = (max(1, short.epochs / Self.shortening), Self.folds)
      var scout = try contestant(short)
      scout.training.membersOfFold = recipe.scoutsOfFold
      (scout.name, scout.handicap) = (answer.name, answer.handicap)
      return scout
    }
    var race = EnsembleRace(from: try scout(RecipeAnswer("", recipe) { _ in }))
    let members = recipe.scoutsOfFold * min(Self.folds, max(1, Self.folds * 1000 / max(recipe.rows, 1)))
    for question in questions {
      if try race.winner.training.isOverAnywhere { break }
      let answers = question.answers(for: recipe, isThorough: recipe.effort == .best)
      let others = try answers.map(scout)
      let before = race.winner.name
      try await race.run(against: others, rounds: [members])
      guard race.winner.name != before, let answer = answers.first(where: { $0.name == race.winner.name }) else {
        continue
      }
      recipe = answer.recipe
      onAnswer(answer.name)
    }
  }

  /// Tries some recipes of other answers to one or two questions, trained whole: each against the best one of a race,
  /// member by member, as long as it is better.
  ///
  /// - Parameters:
  ///   - race: of ensembles of this recipe and its like; its winner's data are those of ``recipe``.
  ///   - questions: at least one, of which answers are drawn.
  ///   - turn: another one draws other recipes.
  ///   - seed: decides what is drawn, together with the turn.
  ///   - contestant: the ensemble of a recipe, on data in its encoding. Throws what is then thrown here.
  /// - Returns: what the better one answers otherwise; nil if there was none.
  /// - Throws: as ``run(asking:onAnswer:_:)``.
  @discardableResult
  public nonisolated(nonsending) mutating func improve<Scalar: BLASScalar>(
    on race: inout EnsembleRace<Scalar>, asking questions: [RecipeQuestion], turn: Int, seed: UInt64,
    _ contestant: (TabularRecipe) throws -> EnsembleContestant<Scalar>
  ) async throws -> String? {
    var generator = Philox(seed: seed, purpose: .candidates, stream: UInt32(truncatingIfNeeded: turn))
    var drawn: [String: (recipe: TabularRecipe, handicap: Double)] = [:]
    for _ in 0..<Self.drawn {
      var (names, other, handicap) = ([String](), recipe, 1.0)
      let first = Int(generator.below(UInt64(questions.count)))
      let second = Int(generator.below(UInt64(questions.count)))
      for question in first == second ? [first] : [first, second] {
        let answers = questions[question].answers(for: other, isThorough: true)
        if answers.isEmpty { continue }
        let answer = answers[Int(generator.below(UInt64(answers.count)))]
        names.append(answer.name)
        other = answer.recipe
        handicap *= answer.handicap
      }
      if !names.isEmpty { drawn[names.joined(separator: ", ")] = (other, handicap) }
    }
    let others = try drawn.sorted { $0.key < $1.key }.map { name, answer in
      var other = try contestant(answer.recipe)
      (other.name, other.handicap) = (name, answer.handicap)
      return other
    }
    let rounds = sequence(first: 1) { $0 * 2 }.prefix { $0 < race.members } + [race.members]
    let before = race.winner.name
    try await race.run(against: others, rounds: Array(rounds))
    guard race.winner.name != before, let better = drawn[race.winner.name] else { return nil }
    recipe = better.recipe
    return race.winner.name
  }

  private static let drawn = 4
  private static let shortening = 4
  private static let folds = 4
}

/// What a ``RecipeSearch`` may ask.
public enum RecipeQuestion: String, Sendable, CaseIterable {
  /// How many bins.
  case bins
  /// Whether the logarithm is predicted.
  case logarithm
  /// λ of the decay.
  case weightDecay
  /// p of the hidden units.
  case dropout
  /// Sizes of the hidden layers.
  case hidden
  /// η.
  case learningRate

  /// Those worth their time.
  public static func usual(for recipe: TabularRecipe) -> [RecipeQuestion] {
    switch recipe.effort {
    case .default: [.bins, .weightDecay] + (recipe.isClassification ? [] : [.dropout])
    case .best: [.bins, .weightDecay, .dropout, .hidden, .learningRate]
    }
  }

  /// Recipes that answer otherwise than this one.
  func answers(for recipe: TabularRecipe, isThorough: Bool) -> [RecipeAnswer] {
    switch self {
    case .bins:
      (isThorough ? [0, 8, 16, 32] : [0, 8, 16]).filter { $0 != recipe.bins }.map { bins in
        RecipeAnswer(
          bins == 0 ? "no bins" : "\(bins) bins", recipe, handicap: bins < recipe.bins ? RecipeAnswer.ofFewerInputs : 1
        ) {
          $0.bins = bins
        }
      }
    case .logarithm:
      recipe.takesLogarithm ? [] : [RecipeAnswer("by the logarithm", recipe) { $0.takesLogarithm = true }]
    case .weightDecay:
      [(recipe.weightDecay * 3, RecipeAnswer.ofRegularization), (recipe.weightDecay / 3, 1)].map { decay, handicap in
        RecipeAnswer("weight decay \(decay.text(digits: 2))", recipe, handicap: handicap) { $0.weightDecay = decay }
      }
    case .dropout:
      [0, 0.15, 0.3].filter { $0 != recipe.dropout && !recipe.hidden.isEmpty }.map { share in
        let handicap = share > recipe.dropout ? RecipeAnswer.ofRegularization : 1
        return RecipeAnswer("dropout \(share.text(digits: 2))", recipe, handicap: handicap) { $0.dropout = share }
      }
    case .hidden:
      [[64, 64], [128, 128], [256, 256]].filter { $0 != recipe.hidden }.map { sizes in
        RecipeAnswer("hidden layers \(sizes.map(String.init).joined(separator: ", "))", recipe) { $0.hidden = sizes }
      }
    case .learningRate:
      [recipe.learningRate / 2].map { rate in
        RecipeAnswer("learning rate \(rate.text(digits: 2))", recipe) { $0.learningRate = rate }
      }
    }
  }
}

extension TabularRecipe {
  /// Short networks that answer together when a recipe is tried.
  fileprivate var scoutsOfFold: Int { effort == .best ? 2 : 1 }
}

/// What a ``RecipeQuestion`` may be answered with.
struct RecipeAnswer {
  let name: String
  let recipe: TabularRecipe
  /// What its loss is multiplied with: networks that are regularized more are better by themselves, but gain less by
  /// being averaged.
  let handicap: Double

  static let ofRegularization = 1.04
  static let ofFewerInputs = 1.02

  init(_ name: String, _ recipe: TabularRecipe, handicap: Double = 1, change: (inout TabularRecipe) -> Void) {
    // Where two answer together, half of it is in their loss.
    (self.name, self.handicap) = (name, 1 + (handicap - 1) / Double(recipe.scoutsOfFold))
    var other = recipe
    change(&other)
    self.recipe = other
  }
}
