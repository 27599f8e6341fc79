import Foundation
import TestSupport
import Testing

/// A network that is worked through by hand.
@Suite struct ExplainTests {
  private struct Report: Decodable {
    struct Step: Decodable {
      struct Line: Decodable {
        let symbol: String
        let formula, numbers: String?
        let value: Double
        let central_difference: Double?
      }
      let heading: String
      let lines: [Line]
    }
    let network, loss: String
    let loss_before, loss_after, difference_of_engine, difference_of_central_differences: Double
    let steps: [Step]
  }

  private func report(_ arguments: String...) throws -> Report {
    let command = try Command(["explain", "--json"] + arguments)
    try #require(command.status == 0, "\(command.words)")
    return try JSONDecoder().decode(Report.self, from: Data(command.output.utf8))
  }

  /// Worked out on paper: z = 0.1 + 0.5·2 − 0.3·(−1) = 1.4 with t = z, D = (1.4 − 1)² = 0.16, δ = 0.8.
  @Test func aNeuronByHand() throws {
    let report = try report(
      "--layers", "2,1", "--output-activation", "identity", "--parameters", "0.1,0.5,-0.3", "--input", "2,-1",
      "--target", "1", "--learning-rate", "0.1")
    let lines = Dictionary(
      report.steps.dropLast().flatMap(\.lines).map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
    for (symbol, value) in [
      ("z¹₁", 1.4), ("t₁", 1.4), ("D", 0.16), ("δ¹₁", 0.8), ("∂D/∂θ⁰₁₀", 0.8), ("∂D/∂θ⁰₁₁", 1.6), ("∂D/∂θ⁰₁₂", -0.8),
    ] {
      let line = try #require(lines[symbol], "\(symbol)")
      #expect(abs(line.value - value) < 1e-14, "\(symbol)")
    }
    #expect(lines["z¹₁"]?.formula == "θ⁰₁₀ + θ⁰₁₁·a⁰₁ + θ⁰₁₂·a⁰₂")
    #expect(lines["z¹₁"]?.numbers == "0.1 + 0.5·2 − 0.3·(−1)")
    #expect(lines["δ¹₁"]?.numbers == "2·(1.4 − 1)")
    // θ = (0.02, 0.34, −0.22): z = 0.92, D = 0.08².
    #expect(abs(report.loss_before - 0.16) < 1e-14 && abs(report.loss_after - 0.0064) < 1e-14)
  }

  /// Formulas, engine and central differences agree: rounding of some ten sums, and h² of the differences.
  @Test(arguments: [
    ["--layers", "2,2,1"], ["--layers", "3,4,3", "--activation", "tanh", "--input", "1,-2,0.5", "--target", "2"],
    ["--layers", "2,3,2,2", "--activation", "leaky-relu", "--target", "1", "--seed", "3"],
    ["--layers", "2,3,1", "--activation", "relu", "--output-activation", "tanh", "--target", "0.3"],
    ["--layers", "2,3,3", "--output-activation", "softmax", "--loss", "squared-error", "--target", "0"],
    ["--layers", "2,4,2", "--output-activation", "sigmoid", "--target", "1,0"],
  ])
  func theGradientIsTheEngines(arguments: [String]) throws {
    let command = try Command(["explain", "--json"] + arguments)
    try #require(command.status == 0, "\(command.words)")
    let report = try JSONDecoder().decode(Report.self, from: Data(command.output.utf8))
    #expect(report.difference_of_engine < 1e-14 && report.difference_of_central_differences < 1e-8, "\(arguments)")
    #expect(report.loss_after < report.loss_before, "\(arguments)")
    #expect(report.steps.flatMap(\.lines).allSatisfy { $0.value.isFinite })
  }

  @Test func asWordsLaTeXAndPage() throws {
    let folder = try Folder()
    let words = try Command("explain", "--html", folder.path("page.html")).output
    for part in ["2 → 2 sigmoid → 1 sigmoid", "1 / (1 + e^(", "central difference", "D falls from"] {
      #expect(words.contains(part), "\(part) is not in \(words)")
    }
    let latex = try Command("explain", "--latex").output
    #expect(latex.contains("\\begin{align*}") && latex.contains("\\frac{\\partial D}{\\partial \\theta^{(0)}_{10}}"))
    #expect(latex.components(separatedBy: "{").count == latex.components(separatedBy: "}").count)
    let page = try String(contentsOfFile: folder.path("page.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("central difference"))
  }

  @Test(arguments: [
    (["--layers", "7,2,1"], "at most 6 units"), (["--layers", "2,2,2,2,2,1"], "at most 4 layers"),
    (["--layers", "6,6,6"], "84 parameters"), (["--layers", "1000000,1000000"], "a page has room for 60"),
    (["--layers", "2"], "at least 2"), (["--input", "1"], "expected 2"), (["--target", "1,0"], "expected 1"),
    (["--target", "2"], "0 to 1"), (["--activation", "gelu"], "gelu; expected one of"),
    (["--output-activation", "relu"], "relu"), (["--parameters", "1,2"], "expected 9"),
    (["--input", "a,b"], "numbers"),
    (["--layers", "2,3", "--target", "3"], "a class of 0 to 2"), (["--loss", "cross-entropy"], "cross-entropy"),
  ])
  func whatDoesNotFitIsSaid(arguments: [String], words: String) throws {
    let command = try Command(["explain"] + arguments)
    #expect(command.status == 64 && command.words.contains(words), "\(arguments): \(command.words)")
  }
}

@Suite struct DrawTests {
  @Test func aModelIsDrawn() throws {
    let folder = try Folder()
    let (iris, model) = (try folder.dataset("iris"), folder.path("m"))
    #expect(
      try Command("train", iris, "--target", "species", "--hidden", "20", "--epochs", "3", "--output", model).status
        == 0)
    let picture = try Command("draw", model)
    #expect(picture.status == 0, "\(picture.words)")
    for part in ["<svg", "petal_length", "setosa", "20 relu", "⋮ 8 more"] {
      #expect(picture.output.contains(part), "\(part)")
    }
    // Inputs, 12 drawn units and outputs, and the node 1 of two layers.
    #expect(picture.output.components(separatedBy: "<circle").count - 1 == 4 + 12 + 3 + 2)
    let other = try Command("draw", model, "--member", "2")
    #expect(other.status == 64 && other.words.contains("expected 1 to 1"))
    #expect(try Command("draw", model, "--output", folder.path("no/where.svg")).status == 2)
  }
}

@Suite struct PlaygroundTests {
  @Test(arguments: ["en", "de"]) func thePageHoldsEverything(language: String) throws {
    let folder = try Folder()
    let path = folder.path("play.html")
    #expect(try Command("playground", "--output", path, "--language", language).status == 0)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("<html lang=\"\(language)\">") && page.utf8.count < 400_000)
    // Nothing from elsewhere.
    for address in ["http://", "https://", "src=", "import "] { #expect(!page.contains(address), "\(address)") }
  }
}
