import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardSearch

/// How the candidates of a search are trained and compared.
struct CrossValidationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Parts that the rows are divided into; 5 by default.", valueName: "k"),
    transform: OptionValue.count(from: 2))
  var folds = 5

  @Option(
    help: ArgumentHelp("How often every row is visited, at most; 100 by default.", valueName: "E"),
    transform: OptionValue.whole(.epochs))
  var epochs = 100

  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs in which the loss on the rows held did not fall, 0 for never; 15 by default.",
      valueName: "P"),
    transform: OptionValue.count(from: 0))
  var patience = 15

  @Flag(help: "Train all candidates a little and only the better ones for longer.")
  var halving = false

  @Option(
    help: ArgumentHelp(
      "What decides: by default accuracy for classes, r2 for numbers.", valueName: "loss|accuracy|r2"))
  var scoring: Scoring?

  @Option(help: "Decides candidates, folds, first parameters and the orders of the rows.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("Trainings at the same time, at most.", valueName: "N"), transform: OptionValue.count(from: 1))
  var threads: Int?

  @Option(help: ArgumentHelp("What the networks compute in.", valueName: "float|double"))
  var precision = Precision.float

  func search(over space: SearchOptions, for target: TargetColumn) throws -> HyperparameterSearch {
    let loss = Loss.standard(for: target)
    var trainer = Trainer(loss: loss, epochs: epochs, seed: seed)
    if patience > 0 && !halving { trainer.earlyStopping = EarlyStopping(patience: patience) }
    let base = Candidate(trainer, layers: [Layer(64, .relu), try loss.outputLayer(for: target)], seed: seed)
    let isClassification = target.task == .classification
    var search = HyperparameterSearch(
      from: base, over: space.dimensions,
      strategy: .random(space.count, halving: halving ? SuccessiveHalving() : nil),
      folds: isClassification ? .stratified(folds, seed: seed) : .plain(folds, seed: seed),
      scoring: scoring ?? (isClassification ? .accuracy : .r2), seed: seed, threads: threads)
    search.communicator = Ranks.present
    search.isOver = { Interruption.isAskedFor }
    return search
  }
}
