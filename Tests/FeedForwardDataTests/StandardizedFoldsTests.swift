import FeedForward
import FeedForwardData
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
}
