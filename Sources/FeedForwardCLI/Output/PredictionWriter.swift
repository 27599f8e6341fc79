import FeedForward
import FeedForwardData
import FeedForwardModels

/// Predictions as text: the bits that the library gives, each number in the shortest decimals that give them back.
struct PredictionWriter<Scalar: BLASScalar> {
  private let predictions: Predictions<Scalar>
  private let withProbabilities: Bool
  private static var rowsAtOnce: Int { 4096 }

  init(_ predictions: Predictions<Scalar>, withProbabilities: Bool) {
    self.predictions = predictions
    self.withProbabilities = withProbabilities
  }

  func writeCSV(to output: Output) throws {
    switch predictions {
    case .classes(let classes, let names, let probabilities):
      let fields = names.map { Self.field($0) }
      try output.write((["prediction"] + (withProbabilities ? fields : [])).joined(separator: ",") + "\n")
      try write(classes.count, to: output) { r in
        let numbers = withProbabilities ? probabilities.row(r).map { ",\($0)" }.joined() : ""
        return fields[classes[r]] + numbers + "\n"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      try output.write(names.map { Self.field($0) }.joined(separator: ",") + "\n")
      try write(numbers.rows, to: output) { r in numbers.row(r).map { "\($0)" }.joined(separator: ",") + "\n" }
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
        return "\(r == 0 ? "" : ",")\n{\"prediction\": \(names[classes[r]])\(more)}"
      }
    case .values, .quantiles, .normal:
      guard let (names, numbers) = numbers else { return }
      let texts = names.map { JSON.string($0).text }
      try write(numbers.rows, to: output) { r in
        let pairs = zip(texts, numbers.row(r)).map { "\($0): \($1)" }.joined(separator: ", ")
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
