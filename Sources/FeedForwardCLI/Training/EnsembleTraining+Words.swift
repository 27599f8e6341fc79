import FeedForward
import FeedForwardSearch

extension EnsembleTraining {
  /// What was chosen, and by what.
  func sentence(rows: Int, inputs: Int) -> String {
    let hidden = layers.dropLast().map { "\($0.units)" }.joined(separator: ", ")
    let network = layers.count == 1 ? "linear" : "hidden layers \(hidden) \(layers[0].activation)"
    let judged = holdsRows ? "each judged by rows that it does not learn from" : "no rows held for validation"
    return """
      \(members) networks, \(network), \(judged)
      \(trainer.epochs) epochs of \(rows) rows, \(trainer.batchSize) a step; \(inputs) inputs
      """
  }
}
