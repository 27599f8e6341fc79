import FeedForward
import FeedForwardData
import Testing

@Suite struct TargetTests {
  private func task(_ values: [String?]) throws -> LearningTask {
    let table = try table(["y": values])
    return LearningTask(of: table.columns[0], in: table)
  }

  @Test func theTaskIsSaidByTheTarget() throws {
    #expect(try task(["a", "b", "a"]) == .classification)
    #expect(try task(["0", "1", "1"]) == .classification)
    #expect(try task(["-1", "1"]) == .classification)
    #expect(try task(["0", "1", "2"]) == .regression)
    #expect(try task((0..<60).map { "\($0 % 3)" }) == .classification)
    #expect(try task((0..<59).map { "\($0 % 3)" }) == .regression)
    #expect(try task((0..<400).map { "\($0 % 20)" }) == .classification)
    #expect(try task((0..<4000).map { "\($0 % 21)" }) == .regression)
    #expect(try task((0..<100).map { "\($0 % 2).5" }) == .regression)
  }

  @Test func classesAreSortedNumbersByValue() throws {
    let numbers = try table(["x": ["1", "2", "3", "4"], "y": ["10", "9", "10", "9"]])
    let (pipeline, _) = try Pipeline.fitted(to: numbers, target: "y")
    #expect(pipeline.target == .classes(name: "y", classes: ["9", "10"]))
    #expect(try pipeline.targets(of: numbers, as: Double.self) == .classes([1, 0, 1, 0]))
    let texts = try table(["x": ["1", "2", "3", "4"], "y": ["no", "yes", "no", "maybe"]])
    #expect(
      try Pipeline.fitted(to: texts, target: "y").pipeline.target
        == .classes(name: "y", classes: ["maybe", "no", "yes"]))
  }

  @Test func aClassThatWasNotTrainedIsNamed() throws {
    let training = try table(["x": ["1", "2", "3", "4"], "y": ["a", "b", "a", "b"]])
    let (pipeline, _) = try Pipeline.fitted(to: training, target: "y")
    let test = try table(named: "test.csv", lines: 2, ["x": ["1", "2"], "y": ["a", "c"]])
    let error = #expect(throws: DataError.self) { try pipeline.dataset(of: test, as: Double.self) }
    #expect(error.map { "\($0)" } == "test.csv:3:2: found “c”, expected one of the classes “a”, “b” in column “y”.")
  }

  @Test func valuesAreScaledAndScaledBack() throws {
    let numbers = try table(["x": ["1", "2", "3"], "y": ["10.5", "20", "29.5"]])
    let (pipeline, _) = try Pipeline.fitted(to: numbers, target: "y")
    guard case .values(let scaled) = try pipeline.targets(of: numbers, as: Double.self) else {
      Issue.record("no values"); return
    }
    #expect(abs(scaled.elements.reduce(0, +)) < 1e-15)
    #expect(abs(scaled.elements.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-15)
    guard case .values(let back, let names) = try pipeline.predictions(from: scaled) else {
      Issue.record("no values"); return
    }
    #expect(names == ["y"])
    for (a, b) in zip(back.elements, [10.5, 20, 29.5]) { #expect(abs(a - b) <= 2 * a.ulp) }
  }

  @Test func oneOutputIsTheProbabilityOfTheSecondClass() throws {
    let training = try table(["x": ["1", "2", "3", "4"], "y": ["a", "b", "a", "b"]])
    let (pipeline, _) = try Pipeline.fitted(to: training, target: "y")
    let outputs = try Matrix(rows: 3, columns: 1, elements: [0.25, 0.75, 0.5])
    guard case .classes(let classes, let names, let probabilities) = try pipeline.predictions(from: outputs) else {
      Issue.record("no classes"); return
    }
    #expect(classes == [0, 1, 0] && names == ["a", "b"])
    #expect(probabilities.elements == [0.75, 0.25, 0.25, 0.75, 0.5, 0.5])
    let wrong = try Matrix(rows: 1, columns: 3, elements: [0.25, 0.5, 0.25])
    #expect(throws: FeedForwardError.self) { try pipeline.predictions(from: wrong) }
  }

  @Test(arguments: [
    (["a", "a", "a", "a"], "found one class only, “a”, expected at least two."),
    (["a", "b", nil, "a"], "found a missing value, expected a class."),
    (["1.5", "2", nil, "4"], "found a missing value, expected a number."),
  ])
  func targetsThatSayNothingAreRefused(values: [String?], text: String) throws {
    let training = try table(["x": ["1", "2", "3", "4"], "y": values])
    let error = #expect(throws: DataError.self) { try Pipeline.fitted(to: training, target: "y") }
    #expect(error.map { "\($0)".hasSuffix(text) } ?? false, "\(String(describing: error))")
  }

  @Test func weightsAreChecked() throws {
    let rows = try table(["w": ["1", "0", "2"], "v": ["1", "-1", "2"], "u": ["0", "0", "0"], "t": ["a", "b", "a"]])
    #expect(try rows.weights(named: "w") == [1, 0, 2])
    for name in ["v", "u", "t", "s"] {
      #expect(throws: DataError.self) { try rows.weights(named: name) }
    }
  }

  @Test func aSplitKeepsTheMixtureOfClassesAndEveryRowOnce() throws {
    let classes = (0..<90).map { $0 % 9 == 0 ? "rare" : "common" }
    let rows = try table(["x": (0..<90).map { "\($0)" }, "y": classes])
    for seed in 0..<20 {
      let (training, held) = try rows.split(fraction: 0.2, target: "y", seed: UInt64(seed))
      #expect((training + held).sorted() == Array(0..<90) && held.count == 18, "seed \(seed)")
      #expect(held.count { classes[$0] == "rare" } == 2, "seed \(seed)")
    }
  }

  /// New texts are refused, and two texts have two inputs.
  private static let strict: Preprocessing = {
    var preprocessing = Preprocessing()
    preprocessing.unknown = .refuse
    return preprocessing
  }()

  @Test func aRowOfATextOrClassOfItsOwnIsTrainedOn() throws {
    let city = (0..<40).map { $0 == 7 ? "Rome" : $0 % 2 == 0 ? "Oslo" : "Bonn" }
    let kind = (0..<40).map { $0 == 11 ? "c" : $0 % 3 == 0 ? "a" : "b" }
    let rows = try table(["city": city, "id": (0..<40).map { "p\($0)" }, "y": kind])
    for seed in 0..<50 {
      let (training, held) = try rows.split(fraction: 0.25, target: "y", Self.strict, seed: UInt64(seed))
      #expect(training.contains(7) && training.contains(11) && held.count >= 8, "seed \(seed)")
      #expect((training + held).sorted() == Array(0..<40), "seed \(seed)")
    }
  }

  /// A text of its own in every other row, and another in most of the rest: what can be spared is
  /// held, whatever the seed.
  @Test(arguments: 0..<40) func aSmallTableOfManyTexts(seed: UInt64) throws {
    let names = { (first: Int, step: Int, count: Int, rows: Int) -> [String?] in
      (0..<rows).map { $0 % step == first && $0 < count ? "t\($0)" : "common" }
    }
    let rows = try table([
      "a": names(0, 2, 22, 26), "b": names(1, 2, 22, 26), "y": (0..<26).map { $0 % 2 == 0 ? "p" : "q" },
    ])
    let (training, held) = try rows.split(fraction: 0.2, target: "y", Self.strict, seed: seed)
    #expect(!held.isEmpty && (training + held).sorted() == Array(0..<26), "seed \(seed)")
    let (pipeline, leftOut) = try Pipeline.fitted(to: rows, rows: training, target: "y", Self.strict)
    #expect(
      try leftOut.isEmpty && pipeline.dataset(of: rows, rows: held, as: Float.self).count == held.count, "seed \(seed)")
    // Where every row has a text of its own, none can be spared.
    let none = try table(
      ["a": names(0, 3, 24, 24), "b": names(1, 3, 24, 24), "c": names(2, 3, 24, 24), "y": (0..<24).map { "\($0).5" }])
    #expect(try none.split(fraction: 0.2, target: "y", Self.strict, seed: seed).held.isEmpty, "seed \(seed)")
  }
}
