import FeedForward
import FeedForwardData
import Foundation
import Testing

/// The folder with the files handed over, beside the package, or where FEEDFORWARD_PROBEN1 says.
let proben1Folder: URL = {
  if let path = ProcessInfo.processInfo.environment["FEEDFORWARD_PROBEN1"] { return URL(fileURLWithPath: path) }
  let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return package.deletingLastPathComponent().appendingPathComponent("shared/data/proben1")
}()

/// Whether they are there.
let hasProben1 = FileManager.default.fileExists(atPath: proben1Folder.appendingPathComponent("cancer1.dt").path)

/// Files made up for the purpose, then those of the collection.
@Suite struct Proben1ProblemTests {
  private static let header = [
    "bool_in=1", "real_in=2", "bool_out=2", "real_out=0", "training_examples=3", "validation_examples=1",
    "test_examples=2",
  ]
  private static let examples = [
    "0 0.5 -1.5 1 0", "1 1e-2 2 0 1", "0 0 0 1 0", "1 0.25 0.75 0 1", "0 3 4 0 1", "1 5 6 1 0",
  ]

  private func problem(_ lines: [String]) throws -> Proben1Problem {
    try Proben1Problem(Array(lines.joined(separator: "\n").utf8), file: "made-up.dt")
  }

  @Test func parts() throws {
    let problem = try problem(Self.header + Self.examples)
    #expect(problem.inputs == 3 && problem.outputs == 2 && problem.isClassification && problem.outputRange == 1)
    #expect(
      try problem.training
        == Dataset(
          inputs: Matrix([[0, 0.5, -1.5], [1, 0.01, 2], [0, 0, 0]]), values: Matrix([[1, 0], [0, 1], [1, 0]])))
    #expect(try problem.validation == Dataset(inputs: Matrix([[1, 0.25, 0.75]]), values: Matrix([[0, 1]])))
    #expect(try problem.test == Dataset(inputs: Matrix([[0, 3, 4], [1, 5, 6]]), values: Matrix([[0, 1], [1, 0]])))
  }

  /// Blanks, tabs, carriage returns and empty lines around what counts.
  @Test func blanks() throws {
    let plain = try problem(Self.header + Self.examples)
    let lines = (Self.header + Self.examples).map { "  " + $0.replacingOccurrences(of: " ", with: " \t ") + " \r" }
    let spaced = try problem(["", "\r"] + lines + ["", "  "])
    #expect(spaced.training == plain.training && spaced.test == plain.test)
    #expect(try problem(["bool_in = 1"] + Self.header[1...] + Self.examples).training == plain.training)
  }

  /// Numbers to predict, and their range where it is not 0 … 1.
  @Test func regression() throws {
    func problem(_ outputs: [String]) throws -> Proben1Problem {
      let header = [
        "bool_in=0", "real_in=1", "bool_out=0", "real_out=1", "training_examples=1", "validation_examples=1",
        "test_examples=1",
      ]
      return try self.problem(header + outputs.map { "1 " + $0 })
    }
    let usual = try problem(["0.2", "0.7", "0"])
    #expect(!usual.isClassification && usual.outputRange == 1)
    #expect(try problem(["-1", "1", "0.5"]).outputRange == 2)
    #expect(try problem(["3", "10", "5"]).outputRange == 10)
    // By hand: 100 · 2 / (1 · 1) · (0.5 − 0.25)² = 12.5.
    let wide = try problem(["-1", "1", "0.5"])
    #expect(try wide.errorPercentage(of: Matrix([[0.25]]), on: wide.test) == 12.5)
  }

  /// A row of two ones, or of none, marks no class.
  @Test(arguments: ["1 1", "0 0", "0.5 0.5"]) func noClasses(outputs: String) throws {
    #expect(try !problem(Self.header + Self.examples.dropLast() + ["1 5 6 " + outputs]).isClassification)
  }

  /// Differences ½, ½; ¼, 0: 100 · 1/(2 · 2) · (¼ + ¼ + 1/16) = 14.0625. One of two examples is
  /// taken for the other class.
  @Test func errors() throws {
    let problem = try problem(Self.header + Self.examples)
    let predictions = try Matrix([[0.5, 0.5], [0.75, 0]])
    #expect(try problem.errorPercentage(of: predictions, on: problem.test) == 14.0625)
    // The engine's squared error is Σ/P = 0.5625/2.
    #expect(problem.errorPercentage(ofLoss: 0.28125) == 14.0625)
    // Of two equal ones the first counts: wrong for (0, 1), and right for (1, 0).
    #expect(try problem.misclassification(of: predictions, on: problem.test) == 50)
    #expect(try problem.misclassification(of: Matrix([[0, 1], [1, 0]]), on: problem.test) == 0)
    let error = FeedForwardError.wrongShape(what: "Predictions", found: "1 × 2", expected: "2 × 2, as the targets")
    #expect(throws: error) { try problem.errorPercentage(of: Matrix([[0, 1]]), on: problem.test) }
    #expect(throws: error) { try problem.misclassification(of: Matrix([[0, 1]]), on: problem.test) }
  }

  @Test func mistakes() throws {
    func expect(line: Int, found: String, expected: String, _ lines: [String]) {
      let error = DataError(at: FilePlace(file: "made-up.dt", line: line), found: found, expected: expected)
      #expect(throws: error) { try problem(lines) }
    }
    func changed(_ line: Int, to text: String) -> [String] {
      var lines = Self.header + Self.examples
      lines[line - 1] = text
      return lines
    }
    expect(line: 1, found: "the end of the file", expected: "bool_in=", [])
    expect(line: 1, found: "“0 1 2”", expected: "bool_in= and a count of at least 0", ["0 1 2"])
    expect(line: 2, found: "“reel_in=2”", expected: "real_in= and a count of at least 0", changed(2, to: "reel_in=2"))
    expect(
      line: 3, found: "“bool_out=two”", expected: "bool_out= and a count of at least 0", changed(3, to: "bool_out=two"))
    expect(
      line: 4, found: "“real_out=-1”", expected: "real_out= and a count of at least 0", changed(4, to: "real_out=-1"))
    for (line, name) in [(5, "training"), (6, "validation"), (7, "test")] {
      expect(
        line: line, found: "“\(name)_examples=0”", expected: "\(name)_examples= and a count of at least 1",
        changed(line, to: "\(name)_examples=0"))
    }
    expect(
      line: 4, found: "no inputs", expected: "bool_in + real_in ≥ 1",
      ["bool_in=0", "real_in=0"] + Self.header[2...] + Self.examples)
    expect(
      line: 4, found: "no outputs", expected: "bool_out + real_out ≥ 1",
      Self.header[..<2] + ["bool_out=0", "real_out=0"] + Self.header[4...])
    expect(
      line: 4, found: "\(Int.max) columns", expected: "at most 1073741824", changed(4, to: "real_out=\(Int.max)"))
    expect(line: 9, found: "4 numbers", expected: "5", changed(9, to: "1 1e-2 2 0"))
    expect(line: 9, found: "“x”", expected: "a finite number", changed(9, to: "1 x 2 0 1"))
    expect(line: 10, found: "“nan”", expected: "a finite number", changed(10, to: "1 nan 2 0 1"))
    expect(line: 10, found: "“1e999”", expected: "a finite number", changed(10, to: "1 1e999 2 0 1"))
    expect(line: 12, found: "the end of the file", expected: "5 numbers", (Self.header + Self.examples).dropLast())
    expect(
      line: 14, found: "“1 2 3 4 5”", expected: "the end after 6 examples", Self.header + Self.examples + ["1 2 3 4 5"])
    let error = DataError(at: FilePlace(file: "cancer1.dt", line: 9), found: "10 numbers", expected: "11")
    #expect("\(error)" == "cancer1.dt:9: found 10 numbers, expected 11.")
  }

  // MARK: - The files handed over

  /// Name, inputs, outputs, examples in each part; the linear network's error on the training examples, computed apart
  /// from this package (NumPy 2, LAPACK's gelsd) to three digits, and as the report prints it.
  private static let known: [(String, Int, Int, [Int], linear: Double, printed: Double)] = [
    ("building1", 14, 3, [2104, 1052, 1052], 0.201, 0.21), ("building2", 14, 3, [2104, 1052, 1052], 0.334, 0.34),
    ("building3", 14, 3, [2104, 1052, 1052], 0.345, 0.37), ("cancer1", 9, 2, [350, 175, 174], 4.244, 4.25),
    ("cancer2", 9, 2, [350, 175, 174], 3.658, 3.95), ("cancer3", 9, 2, [350, 175, 174], 3.293, 3.30),
    ("diabetes1", 8, 2, [384, 192, 192], 15.352, 15.39), ("diabetes2", 8, 2, [384, 192, 192], 14.901, 14.93),
    ("diabetes3", 8, 2, [384, 192, 192], 14.754, 14.78), ("glass1", 9, 6, [107, 54, 53], 8.420, 8.83),
    ("glass2", 9, 6, [107, 54, 53], 7.889, 8.71), ("glass3", 9, 6, [107, 54, 53], 8.341, 8.71),
  ]

  private static let absent: Comment = "PROBEN1's files are not beside the package, in ../shared/data/proben1"

  /// The report's linear networks were trained until there was hardly any progress; the exact solution is below them.
  @Test(.enabled(if: hasProben1, absent), arguments: known.indices) func files(index: Int) throws {
    let (name, inputs, outputs, counts, linear, printed) = Self.known[index]
    let text = try Data(contentsOf: proben1Folder.appendingPathComponent(name + ".dt"))
    let problem = try Proben1Problem([UInt8](text), file: name + ".dt")
    #expect(problem.inputs == inputs && problem.outputs == outputs && problem.outputRange == 1)
    #expect([problem.training.count, problem.validation.count, problem.test.count] == counts)
    #expect(problem.isClassification == !name.hasPrefix("building"))
    let network = try FeedForwardNetwork.leastSquares(fitting: problem.training, shortestIfAmbiguous: true)
    let error = try problem.errorPercentage(of: network.predict(problem.training.inputs), on: problem.training)
    #expect(abs(error - linear) <= 0.0005001, "\(name): \(error)")
    #expect(error < printed, "\(name): \(error), above the report's")
  }
}
