import FeedForward
import FeedForwardSearch

extension EnsembleTraining {
  /// What was chosen, and by what.
  ///
  /// - Parameter found: what held rows have said.
  func sentences(rows: Int, inputs: Int, _ found: [String]) -> [String] {
    let hidden = layers.dropLast().map { "\($0.units)" }.joined(separator: ", ")
    let network = layers.count == 1 ? "linear" : "hidden layers \(hidden) \(layers[0].activation)"
    let judged =
      holdsRows
      ? "\(members == 1 ? "" : "each ")judged by rows that it does not learn from" : "no rows held for validation"
    let regularization = "dropout \((trainer.noise.dropout.hidden.first ?? 0).text(digits: 2))"
    let search = found.isEmpty ? "" : " Better on held rows: \(found.joined(separator: ", "))."
    let steps =
      trainer.optimizer.scope == .allRows
      ? "all rows a step" : "\(trainer.batchSize) rows a step: fewer rows are visited more often"
    return [
      "\(members) network\(members == 1 ? "" : "s"), \(network): \(judged).",
      "\(trainer.epochs) epochs for \(rows) rows, \(steps).",
      "\(inputs) inputs, \(regularization), and the epoch of the lowest validation loss is kept.\(search)",
    ]
  }
}
