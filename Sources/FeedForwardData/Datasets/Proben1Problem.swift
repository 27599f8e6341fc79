import FeedForward

/// A problem of PROBEN1: examples in three parts, whose outputs are coded as numbers in 0 … 1.
///
/// Prechelt, *PROBEN1 — a set of neural network benchmark problems and benchmarking rules*, Technical Report 21/94,
/// Universität Karlsruhe, 1994. A file (`cancer1.dt`) has seven lines with counts, then one example a line, its inputs
/// before its outputs; training examples come first, then those for validation, then those for the test:
///
///     bool_in=0
///     real_in=9
///     bool_out=2
///     real_out=0
///     training_examples=350
///     validation_examples=175
///     test_examples=174
///     0.2 0.1 0.1 0.1 0.2 0.1 0.2 0.1 0.1 1 0
///
/// Numbers are separated by blanks; a carriage return before the line break, and empty lines, do not count.
public struct Proben1Problem: Sendable, Equatable {
  /// Inputs n.
  public let inputs: Int
  /// Outputs K.
  public let outputs: Int
  /// Whether each row of outputs marks one of K ≥ 2 classes: one output is 1, all others are 0.
  public let isClassification: Bool
  /// o_max − o_min, the range in which outputs are coded: 1, unless one of them lies outside 0 … 1.
  public let outputRange: Double
  /// To fit.
  public let training: Dataset<Double>
  /// To choose by.
  public let validation: Dataset<Double>
  /// To judge by, once.
  public let test: Dataset<Double>

  /// Reads a file. O(its size).
  ///
  /// - Parameters:
  ///   - text: its bytes.
  ///   - file: what errors call it.
  /// - Throws: ``DataError`` at the first line that is not as it should be.
  public init(_ text: [UInt8], file: String) throws {
    var lines = NumberedLines(text, file: file)
    let header = try Header(&lines)
    let width = header.inputs + header.outputs
    var parts: [(inputs: [Double], outputs: [Double])] = []
    for count in header.examples {
      var part: (inputs: [Double], outputs: [Double]) = ([], [])
      for _ in 0..<count {
        let numbers = try lines.numbers(count: width)
        part.inputs += numbers[..<header.inputs]
        part.outputs += numbers[header.inputs...]
      }
      parts.append(part)
    }
    if let line = lines.next() {
      throw lines.error(
        found: String(line).quoted, expected: "the end after \(header.examples.reduce(0, +)) examples")
    }
    let all = parts.flatMap(\.outputs)
    let (least, most) = (min(0, all.min() ?? 0), max(1, all.max() ?? 1))
    (inputs, outputs, outputRange) = (header.inputs, header.outputs, most - least)
    isClassification = Self.marksClasses(all, columns: header.outputs)
    func dataset(_ part: Int) throws -> Dataset<Double> {
      do {
        let rows = header.examples[part]
        return try Dataset(
          inputs: Matrix(rows: rows, columns: header.inputs, elements: parts[part].inputs),
          values: Matrix(rows: rows, columns: header.outputs, elements: parts[part].outputs))
      } catch {
        // The counts fit and the numbers are finite; what is left is memory.
        throw lines.error(found: "\(error)", expected: "examples that fit into memory")
      }
    }
    (training, validation, test) = (try dataset(0), try dataset(1), try dataset(2))
  }

  private static func marksClasses(_ outputs: [Double], columns: Int) -> Bool {
    guard columns > 1 else { return false }
    return stride(from: 0, to: outputs.count, by: columns).allSatisfy { start in
      let row = outputs[start..<start + columns]
      return row.allSatisfy { $0 == 0 || $0 == 1 } && row.reduce(0, +) == 1
    }
  }
}

extension Proben1Problem {
  /// The squared error percentage, 100 · (o_max − o_min) / (N · P) Σ_p Σ_i (o_pi − t_pi)², N outputs and P examples.
  ///
  /// - Parameters:
  ///   - predictions: `o`, P × N.
  ///   - data: `t`.
  /// - Throws: ``/FeedForward/FeedForwardError/wrongShape(what:found:expected:)`` if the two do not fit.
  public func errorPercentage(
    of predictions: Matrix<Double>, on data: Dataset<Double>
  ) throws -> Double {
    let targets = try targets(of: data, beside: predictions)
    let sum = zip(predictions.elements, targets.elements).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return errorPercentage(ofLoss: sum / Double(targets.rows))
  }

  /// The squared error percentage that belongs to a squared error as the engine reports it, a mean over the examples
  /// and a sum over the outputs.
  public func errorPercentage(ofLoss squaredError: Double) -> Double {
    100 * outputRange / Double(outputs) * squaredError
  }

  /// The share, in %, of examples whose largest prediction is not that of their class; the first of several that
  /// are equally large counts.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/wrongShape(what:found:expected:)`` if the two do not fit.
  public func misclassification(
    of predictions: Matrix<Double>, on data: Dataset<Double>
  ) throws -> Double {
    let targets = try targets(of: data, beside: predictions)
    let wrong = (0..<targets.rows).filter { largest(predictions.row($0)) != largest(targets.row($0)) }
    return 100 * Double(wrong.count) / Double(targets.rows)
  }

  private func largest(_ row: ArraySlice<Double>) -> Int? { row.firstIndex(of: row.max() ?? .nan) }

  private func targets(
    of data: Dataset<Double>, beside predictions: Matrix<Double>
  ) throws -> Matrix<Double> {
    guard case .values(let targets) = data.targets, targets.rows == predictions.rows,
      targets.columns == predictions.columns
    else {
      throw FeedForwardError.wrongShape(
        what: "Predictions", found: "\(predictions.rows) × \(predictions.columns)",
        expected: "\(data.count) × \(outputs), as the targets")
    }
    return targets
  }
}

/// The counts at the beginning of a file.
private struct Header {
  let inputs: Int
  let outputs: Int
  /// Training, validation, test.
  let examples: [Int]

  init(_ lines: inout NumberedLines) throws {
    func count(_ name: String, least: Int) throws -> Int {
      guard let line = lines.next() else { throw lines.error(found: "the end of the file", expected: "\(name)=") }
      let parts = line.split(separator: "=", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
      guard parts.count == 2, parts[0] == name, let count = Int(parts[1]), count >= least else {
        throw lines.error(found: String(line).quoted, expected: "\(name)= and a count of at least \(least)")
      }
      return count
    }
    let columns = [
      try count("bool_in", least: 0), try count("real_in", least: 0), try count("bool_out", least: 0),
      try count("real_out", least: 0),
    ]
    // Beyond this a line could not be read, and sums would overflow.
    guard columns.allSatisfy({ $0 <= 1 << 30 }) else {
      throw lines.error(found: "\(columns.max() ?? 0) columns", expected: "at most \(1 << 30)")
    }
    (inputs, outputs) = (columns[0] + columns[1], columns[2] + columns[3])
    guard inputs > 0 else { throw lines.error(found: "no inputs", expected: "bool_in + real_in ≥ 1") }
    guard outputs > 0 else { throw lines.error(found: "no outputs", expected: "bool_out + real_out ≥ 1") }
    examples = [
      try count("training_examples", least: 1), try count("validation_examples", least: 1),
      try count("test_examples", least: 1),
    ]
  }
}
