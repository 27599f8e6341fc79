import FeedForward
import FeedForwardData
import FeedForwardModels

/// Predictions as text: the bits that the library gives, each number in the shortest decimals that give them back.
struct PredictionWriter<Scalar: BLASScalar> {
  private let predictions: Predictions<Scalar>
  private let withProbabilities: Bool
  private let spread: Matrix<Double>?
  private let kept: KeptColumns

  /// - Parameters:
  ///   - spread: of each probability or number; nil for none to write.
  ///   - keep: columns of the table that the predictions are for.
  init(
    _ predictions: Predictions<Scalar>, withProbabilities: Bool, spread: Matrix<Double>? = nil, keep: [String] = [],
    of table: Table
  ) throws {
    self.spread = spread
    self.predictions = predictions
    self.withProbabilities = withProbabilities
    let classes = if case .classes(_, let names, _) = predictions { names } else { [String]() }
    let all = (predictions.columns?.names ?? []) + (withProbabilities ? classes + ["probabilities"] : [])
    kept = try KeptColumns(
      keep, of: table, beside: ["prediction", "spread"] + Set(all + all.map { "\($0)_spread" }).sorted())
  }

  func writeCSV(to output: Output) throws {
    switch predictions {
    case .classes(let classes, let names, let probabilities):
      let fields = names.map(\.field)
      let head =
        kept.names.map(\.field) + ["prediction"] + (withProbabilities ? fields : []) + (spread == nil ? [] : ["spread"])
      try output.write(head.joined(separator: ",") + "\n")
      try output.write(rows: classes.count) { r in
        let numbers = withProbabilities ? probabilities.row(r).map { ",\($0)" }.joined() : ""
        return kept.fields(row: r).map { $0 + "," }.joined() + fields[classes[r]] + numbers
          + (spread.map { ",\($0[r, classes[r]])" } ?? "") + "\n"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      let head = kept.names + names + (spread == nil ? [] : names.map { "\($0)_spread" })
      try output.write(head.map(\.field).joined(separator: ",") + "\n")
      try output.write(rows: numbers.rows) { r in
        let all = Array(numbers.row(r)) + (spread.map { Array($0.row(r)) } ?? [])
        return (kept.fields(row: r) + all.map { "\($0)" }).joined(separator: ",") + "\n"
      }
    }
  }

  func writeJSON(to output: Output) throws {
    try output.write("[")
    switch predictions {
    case .classes(let classes, let names, let probabilities):
      let names = names.map { JSON.string($0).text }
      try output.write(rows: classes.count) { r in
        let pairs = zip(names, probabilities.row(r)).map { "\($0): \($1)" }.joined(separator: ", ")
        let more = withProbabilities ? ", \"probabilities\": {\(pairs)}" : ""
        let apart = spread.map { ", \"spread\": \($0[r, classes[r]])" } ?? ""
        return "\(r == 0 ? "" : ",")\n{\(keptMembers(r))\"prediction\": \(names[classes[r]])\(more)\(apart)}"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      let texts = names.map { JSON.string($0).text }
      try output.write(rows: numbers.rows) { r in
        var pairs = zip(texts, numbers.row(r)).map { "\($0): \($1)" }.joined(separator: ", ")
        for (name, value) in zip(names, spread.map { Array($0.row(r)) } ?? []) {
          pairs += ", \(JSON.string("\(name)_spread").text): \(value)"
        }
        return "\(r == 0 ? "" : ",")\n{\(keptMembers(r))\(pairs)}"
      }
    }
    try output.write("\n]\n")
  }

  /// The columns of numbers; a single one is the prediction, whatever the target is called.
  private var numbers: (names: [String], numbers: Matrix<Double>)? {
    guard let (names, numbers) = predictions.columns else { return nil }
    if case .values = predictions, names.count == 1 { return (["prediction"], numbers) }
    return (names, numbers)
  }

  private func keptMembers(_ row: Int) -> String { kept.members(row: row).map { $0 + ", " }.joined() }
}
