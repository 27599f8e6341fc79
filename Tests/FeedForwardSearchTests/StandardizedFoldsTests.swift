import FeedForward
import FeedForwardData
import FeedForwardSearch
import Testing

/// Each fold is standardized by its own training rows.
@Suite struct StandardizedFoldsTests {
  @Test func inputsOfBothParts() async throws {
    let data = try EmbeddedDataset.wine.load(Double.self).dataset
    let candidate = Candidate(
      Trainer(optimizer: .adam(learningRate: 0.01), epochs: 20), layers: [Layer(8, .tanh), Layer(3, .softmax)], seed: 1)
    let folds = Folds.stratified(5, seed: 1)
    let raw = try await CrossValidation(folds).run(candidate, on: data)
    let found = try await CrossValidation(folds).run(candidate, on: data, preparing: .standardization)

    // The same with folds of tables that were standardized before.
    for (index, fold) in try folds.folds(of: data).enumerated() {
      let own = try Standardization(fittedTo: data.selecting(rows: fold.training).inputs)
      let whole = try Dataset(inputs: own.apply(to: data.inputs), targets: data.targets)
      let all = try await CrossValidation(folds).run(candidate, on: whole)
      #expect(found.folds[index].validation == all.folds[index].validation)
      #expect(found.folds[index].training == all.folds[index].training)
    }
    let (before, after) = (raw.scores(by: .accuracy)?.mean ?? 1, found.scores(by: .accuracy)?.mean ?? 0)
    #expect(after > 0.95 && before < 0.9, "\(before), \(after)")
  }

  /// A search that standardizes its folds standardizes all rows for the network it ends with, and hands back how.
  @Test func refit() async throws {
    let data = try EmbeddedDataset.wine.load(Double.self).dataset
    let base = Candidate(
      Trainer(optimizer: .adam(learningRate: 0.01), epochs: 20), layers: [Layer(8, .tanh), Layer(3, .softmax)], seed: 1)
    let search = HyperparameterSearch(from: base, over: [.l2([0, 0.01])], folds: .stratified(5), scoring: .accuracy)
    let result = try await search.run(on: data, preparing: .standardization)
    let refit = try result.refit(on: data)
    let standardization = try Standardization(fittedTo: data.inputs)
    let candidate = try #require(result.bestCandidate)
    let own = try candidate.fit(Dataset(inputs: standardization.apply(to: data.inputs), targets: data.targets))
    #expect(refit.network.parameters == own.network.parameters)
    let outputs = try refit.predict(data.inputs)
    #expect(outputs == (try own.network.predict(standardization.apply(to: data.inputs))))
    let prepared = try #require(refit.preparation)
    #expect(try #require(refit.network.evaluate(on: prepared(data)).metrics.accuracy) > 0.95)
    // The folds were of another precision: these rows cannot be prepared alike.
    let floats = try data.converted(to: Float.self)
    let error = #expect(throws: FeedForwardError.self) { try result.refit(on: floats) }
    #expect(error?.description.contains("precision") ?? false)
  }
}
