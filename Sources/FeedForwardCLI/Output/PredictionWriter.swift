import FeedForward
import FeedForwardData
import FeedForwardModels

/// Predictions as text: the bits that the library gives, each number in the shortest decimals that give them back.
struct PredictionWriter<Scalar: BLASScalar> {
  private let predictions: Predictions<Scalar>
  private let withProbabilities: Bool
  private let spread: Matrix<Double>?
  private static var rowsAtOnce: Int { 4096 }

  /// - Parameter spread: of each probability or number; nil for none to write.
  init(_ predictions: Predictions<Scalar>, withProbabilities: Bool, spread: Matrix<Double>? = nil) {
    self.spread = spread
    self.predictions = predictions
    self.withProbabilities = withProbabilities
  }

  func writeCSV(to output: Output) throws {
    switch predictions {
    case .classes(let classes, let names, let probabilities):
      let fields = names.map { Self.field($0) }
      let head = ["prediction"] + (withProbabilities ? fields : []) + (spread == nil ? [] : ["spread"])
      try output.write(head.joined(separator: ",") + "\n")
      try write(classes.count, to: output) { r in
        let numbers = withProbabilities ? probabilities.row(r).map { ",\($0)" }.joined() : ""
        return fields[classes[r]] + numbers + (spread.map { ",\($0[r, classes[r]])" } ?? "") + "\n"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      let head = names + (spread == nil ? [] : names.map { "\($0)_spread" })
      try output.write(head.map { Self.field($0) }.joined(separator: ",") + "\n")
      try write(numbers.rows, to: output) { r in
        (Array(numbers.row(r)) + (spread.map { Array($0.row(r)) } ?? [])).map { "\($0)" }.joined(separator: ",") + "\n"
      }
    }
  }

  func writeJSON(to output: Output) throws {
    try output.write("[")
    switch predictions {
    case .classes(let classes, let names, let probabilities):
      let names = names.map { JSON.string($0).text }
      try write(classes.count, to: output) { r in
        let pairs = zip(names, probabilities.row(r)).map { "\($0): \($1)" }.joined(separator: ", ")
        let more = withProbabilities ? ", \"probabilities\": {\(pairs)}" : ""
        let apart = spread.map { ", \"spread\": \($0[r, classes[r]])" } ?? ""
        return "\(r == 0 ? "" : ",")\n{\"prediction\": \(names[classes[r]])\(more)\(apart)}"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      let texts = names.map { JSON.string($0).text }
      try write(numbers.rows, to: output) { r in
        var pairs = zip(texts, numbers.row(r)).map { "\($0): \($1)" }.joined(separator: ", ")
        for (name, value) in zip(names, spread.map { Array($0.row(r)) } ?? []) {
          pairs += ", \(JSON.string("\(name)_spread").text): \(value)"
        }
        return "\(r == 0 ? "" : ",")\n{\(pairs)}"
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

  private func write(_ rows: Int, to output: Output, _ line: (Int) -> String) throws {
    for first in stride(from: 0, to: rows, by: Self.rowsAtOnce) {
      try output.write((first..<min(rows, first + Self.rowsAtOnce)).map(line).joined())
    }
  }

  /// A name as a field of a record.
  private static func field(_ text: String) -> String {
    var writer = CSVWriter()
    writer.append(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
