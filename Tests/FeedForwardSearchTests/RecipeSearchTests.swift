import FeedForward
import FeedForwardSearch
import TestSupport
import Testing

/// What the data decide of a recipe.
@Suite struct RecipeSearchTests {
  /// Inputs that tell the class only in the encoding with 8 bins.
  private func data(bins: Int) throws -> Dataset<Float> {
    var samples = Samples(seed: 223)
    let x: Matrix<Float> = try samples.matrix(120, 3)
    let noise: Matrix<Float> = try samples.matrix(120, 3)
    return try Dataset(inputs: bins == 8 ? x : noise, classes: (0..<120).map { x[$0, 0] > 0 ? 1 : 0 })
  }

  private var recipe: TabularRecipe {
    var recipe = TabularRecipe(.default, rows: 120, isClassification: true)
    (recipe.hidden, recipe.epochs) = ([8], 40)
    return recipe
  }

  private func contestant(_ recipe: TabularRecipe) throws -> EnsembleContestant<Float> {
    EnsembleContestant(recipe.training(output: Layer(2, .softmax), seed: 3), on: try data(bins: recipe.bins))
  }

  @Test func findsTheEncoding() async throws {
    var search = RecipeSearch(recipe)
    var answers: [String] = []
    try await search.run(asking: [.bins, .dropout], onAnswer: { answers.append($0) }, contestant)
    #expect(search.recipe.bins == 8 && answers.first == "8 bins")
    #expect(search.recipe.epochs == 40 && search.recipe.members == 4)
    var again = RecipeSearch(recipe)
    try await again.run(asking: [.bins, .dropout], contestant)
    #expect(again.recipe.bins == 8 && again.recipe.dropout == search.recipe.dropout)
  }

  /// Nothing is asked where nothing is open.
  @Test func keepsWhatIsNotAsked() async throws {
    var search = RecipeSearch(recipe)
    try await search.run(asking: [], contestant)
    #expect(search.recipe.bins == recipe.bins && search.recipe.weightDecay == recipe.weightDecay)
    var linear = recipe
    linear.hidden = []
    var other = RecipeSearch(linear)
    try await other.run(asking: [.dropout, .learningRate], contestant)
    #expect(other.recipe.hidden.isEmpty && other.recipe.dropout == linear.dropout)
  }

  /// Whole ensembles: the better one takes the place of the first, with as many members.
  @Test func improves() async throws {
    var search = RecipeSearch(recipe)
    var race = EnsembleRace(from: try contestant(recipe))
    try await race.train(members: 2)
    for turn in 0..<6 where search.recipe.bins != 8 {
      try await search.improve(on: &race, asking: [.bins, .weightDecay], turn: turn, seed: 1, contestant)
    }
    #expect(search.recipe.bins == 8 && race.members == 2)
    #expect(race.winner.data == (try data(bins: 8)))
  }
}
