import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardSearch

/// Several networks for a table by the recipe: first what the data have to decide is found out, then all are trained,
/// and in the time that is left better ones are looked for.
struct TableTraining<Scalar: BLASScalar> {
  private let options: TrainingOptions
  private let network: NetworkOptions
  private let columns: PreprocessingOptions
  private let target: TargetColumn
  private let loss: Loss
  private let encodings: EncodedTable<Scalar>
  /// Whether epochs are judged by rows that are held, and recipes.
  var holdsRows = true

  private var recipe: TabularRecipe
  private let start = ContinuousClock.now
  private let limit: TimeLimit

  /// - Parameters:
  ///   - data: in the encoding of the recipe.
  ///   - prepare: the same rows with another number of bins.
  init(
    options: TrainingOptions, network: NetworkOptions, columns: PreprocessingOptions, recipe: TabularRecipe,
    target: TargetColumn, loss: Loss, data: PreparedData<Scalar>,
    prepare: @escaping (_ bins: Int) throws -> PreparedData<Scalar>
  ) {
    (self.options, self.network, self.columns) = (options, network, columns)
    (self.recipe, self.target, self.loss) = (recipe, target, loss)
    // The time is that of the first rank.
    limit = TimeLimit(seconds: (Ranks.present?.rank ?? 0) == 0 ? options.timeBudget : nil)
    encodings = EncodedTable(data, of: recipe, prepare: prepare)
  }

  /// - Parameter narrator: hears what is decided, and of each network.
  mutating func run(_ narrator: Narrator) async throws -> TrainingSession<Scalar> {
    Interruption.listen()
    let questions = try plan()
    if !questions.isEmpty {
      let names = questions.map(\.rawValue.inWords).joined(separator: ", ")
      narrator.say("Found out first, by short trainings on held rows: \(names).")
    }
    var search = RecipeSearch(recipe)
    var found: [String] = []
    try await search.run(asking: questions, onAnswer: { found.append($0) }) { try contestant($0) }
    recipe = search.recipe
    try encodings.keep(for: recipe)
    let first = try contestant(recipe)
    first.training.sentences(rows: first.data.count, inputs: first.data.inputs.columns, found).forEach(narrator.note)
    var race = EnsembleRace(from: first)
    let count = recipe.members
    try await race.train(members: count) { member in
      narrator.say("network \(member.index + 1) of \(count): \(member.history.words)")
      return .proceed
    }
    if options.timeBudget != nil { try await fillTime(&race, &search, narrator) }
    return try TrainingSession(
      try race.result, of: race.winner.training, on: try encodings.data(for: search.recipe),
      seconds: (.now - start) / .seconds(1), reason: try limit.reasonOfAll)
  }
}

// MARK: - What is trained

extension TableTraining {
  /// The ensemble of a recipe, on data in its encoding.
  private func contestant(_ recipe: TabularRecipe) throws -> EnsembleContestant<Scalar> {
    let data = try encodings.data(for: recipe)
    var training = try options.ensemble(of: recipe, target: target, loss: loss)
    training.holdsRows = holdsRows
    training.isOver = { [limit] in limit.reason != nil }
    return EnsembleContestant(training, on: data.training, judge: data.squaredError(by: loss))
  }

  /// What the options and the time leave to the data, and in little time a recipe that fits in.
  private mutating func plan() throws -> [RecipeQuestion] {
    var contestant = try contestant(recipe)
    try contestant.training.requireMemory(members: recipe.members, on: contestant.data)
    holdsRows = holdsRows && contestant.training.canHoldRows(of: contestant.data)
    contestant.training.holdsRows = holdsRows
    let questions = holdsRows ? try open(RecipeQuestion.usual(for: recipe) + [.logarithm]) : []
    guard let timeBudget = options.timeBudget else { return questions }
    let epoch = try Ranks.ofFirst { try contestant.training.secondsOfEpoch(on: contestant.data) }
    let threads = min(try options.threadsOfAllRanks, recipe.members)
    let member = epoch * Double(recipe.epochs)
    let all = member * (Double(recipe.members) / Double(threads)).rounded(.up)
    if timeBudget > 2 * all { return questions }
    if timeBudget > all { return [] }
    if timeBudget > member {
      recipe.members = min(recipe.members, Int(timeBudget / member) * threads)
      return []
    }
    (recipe.members, recipe.epochs) = (threads, Int(timeBudget / epoch))
    guard recipe.epochs >= 1 else {
      throw OptionError(
        "--time-budget is \(timeBudget) s, but to visit all rows once takes about \(decimals(epoch)) s; expected more.")
    }
    return []
  }

  /// Those that neither options nor the data answer.
  private func open(_ questions: [RecipeQuestion]) throws -> [RecipeQuestion] {
    let hasLogarithm = if case .squaredError = loss { try encodings.hasLogarithm(for: recipe) } else { false }
    let hasNoise = try !options.seesAllRows
    return questions.filter { question in
      switch question {
      case .bins: columns.leavesBins && !encodings.areLarge
      case .logarithm: hasLogarithm
      case .weightDecay: options.optimizer == nil
      case .dropout: options.dropout == nil && hasNoise
      case .hidden: network.hidden == nil
      case .learningRate: options.learningRate == nil && options.optimizer == nil
      }
    }
  }

  /// More networks, then better ones, until the time is up.
  private func fillTime(
    _ race: inout EnsembleRace<Scalar>, _ search: inout RecipeSearch, _ narrator: Narrator
  ) async throws {
    while race.members < Self.enough, try limit.reasonOfAll == nil {
      let before = race.members
      try await race.train(members: before + max(1, recipe.members))
      if limit.reason == nil { narrator.say("\(race.members) networks") }
    }
    let questions = try open(RecipeQuestion.allCases)
    var turn = 0
    while !questions.isEmpty, holdsRows, try limit.reasonOfAll == nil {
      let better = try await search.improve(on: &race, asking: questions, turn: turn, seed: options.seed) {
        try contestant($0)
      }
      turn += 1
      if let better {
        narrator.note("\(better): better.")
      } else if limit.reason == nil {
        narrator.say("Search \(turn): nothing better.")
      }
    }
  }

  /// More networks than these bring less than better ones.
  private static var enough: Int { 16 }
}

/// A table in the encodings that recipes ask for, each made once.
private final class EncodedTable<Scalar: BLASScalar> {
  private struct Encoding: Hashable {
    let bins: Int
    let takesLogarithm: Bool

    init(_ recipe: TabularRecipe) { (bins, takesLogarithm) = (recipe.bins, recipe.takesLogarithm) }
  }

  private var made: [Encoding: PreparedData<Scalar>] = [:]
  private let prepare: (_ bins: Int) throws -> PreparedData<Scalar>

  /// - Parameter data: in the encoding of the recipe.
  init(
    _ data: PreparedData<Scalar>, of recipe: TabularRecipe,
    prepare: @escaping (_ bins: Int) throws -> PreparedData<Scalar>
  ) {
    self.prepare = prepare
    made[Encoding(recipe)] = data
  }

  func data(for recipe: TabularRecipe) throws -> PreparedData<Scalar> {
    if let known = made[Encoding(recipe)] { return known }
    var data: PreparedData<Scalar>
    if recipe.takesLogarithm {
      let plain = try self.data(for: recipe.withoutLogarithm)
      data = try plain.byLogarithm() ?? plain
    } else {
      data = try prepare(recipe.bins)
    }
    made[Encoding(recipe)] = data
    return data
  }

  /// Whether one of them takes so much memory that several are not made at the same time.
  var areLarge: Bool { made.values.contains { $0.training.inputs.elements.count > 1 << 28 } }

  /// Lets go of all others.
  func keep(for recipe: TabularRecipe) throws {
    made = [Encoding(recipe): try data(for: recipe)]
  }

  func hasLogarithm(for recipe: TabularRecipe) throws -> Bool {
    try data(for: recipe.withoutLogarithm).byLogarithm() != nil
  }
}

extension TrainingOptions {
  fileprivate var threadsOfAllRanks: Int {
    get throws {
      let own = try Ranks.ofFirst { Double(threads ?? WorkerPool.availableCores) }
      return Int(own) * (Ranks.present?.size ?? 1)
    }
  }
}

extension TabularRecipe {
  fileprivate var withoutLogarithm: TabularRecipe {
    var recipe = self
    recipe.takesLogarithm = false
    return recipe
  }
}

extension PreparedData {
  /// How far members are from the only number to predict, in its unit; nil where there is none.
  fileprivate func squaredError(by loss: Loss) -> (@Sendable (HeldRows<Scalar>) -> Double)? {
    guard case .squaredError = loss, case .values(let targets)? = pipeline.target, targets.count == 1,
      let y = judged.training.values
    else { return nil }
    let weights = training.weights
    return { held in
      guard let actual = try? y.selecting(rows: held.rows) else { return .infinity }
      let target = targets[0].smeared(by: held.outputs.elements.map { Double($0) }, of: actual.elements)
      let predicted = held.outputs.elements.map { target.scaledBack($0) }
      let report = try? RegressionReport(
        outputs: Matrix(rows: actual.rows, columns: 1, elements: predicted), targets: actual,
        weights: weights.map { weights in held.rows.map { weights[$0] } })
      return report.map { $0.average.rmse * $0.average.rmse } ?? .infinity
    }
  }
}
