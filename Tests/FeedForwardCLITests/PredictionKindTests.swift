import FeedForward
import Foundation
import TestSupport
import Testing

/// What the outputs of a network mean, from the table to the predictions: they are judged by what they are, in the
/// target's unit, beside the best constant for their loss.
@Suite struct PredictionKindTests {
  /// y = 1000 + 3x + (1 + |x|) ε, with the share of a distribution that ε is drawn from told by the row.
  private func noisy(_ rows: Int) -> String {
    var random = Philox(seed: 3, purpose: .test)
    let lines = (0..<rows).map { _ -> String in
      let x = 4 * random.uniform() - 2
      return "\(x),\(1000 + 3 * x + (1 + abs(x)) * random.normal())\n"
    }
    return "x,y\n" + lines.joined()
  }

  private struct Scores: Decodable {
    struct Coverage: Decodable {
      let level: Double
      let coverage: Double
    }
    let rows: Int
    let r2: Double?
    let rmse: Double?
    let pinball_loss: Double?
    let coverage: [Coverage]?
    let interval_coverage: Double?
    let log_likelihood: Double?
    let within_one_sd: Double?
    let deviance: Double?
    let explained_deviance: Double?
  }

  private struct Summary: Decodable {
    let validation: Scores
    let baseline: Scores
  }

  private func train(_ text: String, _ options: String...) throws -> (folder: Folder, summary: Summary) {
    let folder = try Folder()
    let data = try folder.write(text, to: "data.csv")
    let command = try Command(
      ["train", data, "--target", "y", "--output", folder.path("m"), "--json", "--threads", "1"] + options)
    #expect(command.status == 0, "\(command.words)")
    return (folder, try command.decoded())
  }

  @Test func quantiles() throws {
    let (folder, summary) = try train(noisy(2000), "--loss", "quantile:0.1,0.5,0.9")
    let own = summary.validation
    #expect(own.r2 == nil && own.rmse == nil)
    // A share p of 400 rows has the deviation √(p (1 − p) / 400), at most 0.025; four of them, and as
    // much for what was learned.
    for level in try #require(own.coverage) { #expect(abs(level.coverage - level.level) < 0.2, "\(level)") }
    #expect(abs(try #require(own.interval_coverage) - 0.8) < 0.2)
    #expect(try #require(own.pinball_loss) < 0.7 * (try #require(summary.baseline.pinball_loss)))
    let predicted = try Command("predict", folder.path("m"), folder.path("data.csv"))
    #expect(predicted.lines[0] == "y_q0.1,y_q0.5,y_q0.9")
    for line in predicted.lines.dropFirst() {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(numbers.count == 3 && numbers == numbers.sorted() && numbers.allSatisfy { abs($0 - 1000) < 30 })
    }
    let json = try Command("predict", folder.path("m"), folder.path("data.csv"), "--json")
    #expect(json.lines[1].hasPrefix("{\"y_q0.1\": 9") || json.lines[1].hasPrefix("{\"y_q0.1\": 1"), "\(json.lines[1])")
    let evaluated = try Command("evaluate", folder.path("m"), folder.path("data.csv"))
    #expect(evaluated.status == 0 && evaluated.output.contains("pinball loss") && !evaluated.output.contains("R²"))
  }

  @Test func normalDistributions() throws {
    let (folder, summary) = try train(noisy(2000), "--loss", "gaussian")
    let own = summary.validation
    #expect(own.r2 == nil)
    #expect(abs(try #require(own.within_one_sd) - 0.6827) < 0.2)
    #expect(try #require(own.log_likelihood) > (try #require(summary.baseline.log_likelihood)) + 0.4)
    let predicted = try Command("predict", folder.path("m"), folder.path("data.csv"))
    #expect(predicted.lines[0] == "y,y_sd")
    // The deviation is 1 + |x|, in the unit of the target.
    for line in predicted.lines.dropFirst() {
      let numbers = line.split(separator: ",").compactMap { Double($0) }
      #expect(numbers.count == 2 && abs(numbers[0] - 1000) < 30 && numbers[1] > 0.2 && numbers[1] < 10, "\(line)")
    }
  }

  @Test func counts() throws {
    var random = Philox(seed: 5, purpose: .test)
    let lines = (0..<1000).map { _ -> String in
      let x = 2 * random.uniform() - 1
      let y = (0..<60).count { _ in random.uniform() < exp(1 + x) / 60 }
      return "\(x),\(y)\n"
    }
    // Counts are whole numbers of few different values: the loss says what they are.
    let (folder, summary) = try train("x,y\n" + lines.joined(), "--loss", "poisson")
    #expect(try #require(summary.validation.explained_deviance) > 0.2)
    #expect(try #require(summary.validation.deviance) < (try #require(summary.baseline.deviance)))
    let predicted = try Command("predict", folder.path("m"), folder.path("data.csv"))
    #expect(predicted.lines[0] == "prediction")
    #expect(predicted.lines.dropFirst().allSatisfy { (Double($0) ?? -1) > 0 })
  }

  @Test func severalTargets() throws {
    let folder = try Folder()
    let lines = (0..<300).map { i in "\(i % 17),\(i % 5),\(1e9 + Double(i % 17)),\(100 * (i % 5) - i % 17)\n" }
    let data = try folder.write("x,z,a,\"b, c\"\n" + lines.joined(), to: "data.csv")
    let trained = try Command(
      "train", data, "--target", "a,\"b, c\"", "--output", folder.path("m"), "--report", folder.path("r.html"))
    #expect(trained.status == 0, "\(trained.words)")
    #expect(trained.output.contains("RMSE(a)") && trained.output.contains("RMSE(b, c)"))
    let predicted = try Command("predict", folder.path("m"), data)
    #expect(predicted.lines[0] == "a,\"b, c\"")
    let first = predicted.lines[1].split(separator: ",").compactMap { Double($0) }
    #expect(first.count == 2 && abs(first[0] - 1e9) < 5 && abs(first[1]) < 100, "\(first)")
    #expect(try Command("evaluate", folder.path("m"), data).status == 0)
    // A name with a comma needs no quotes where it can only be meant as one.
    #expect(try Command("train", data, "--target", "b, c", "--epochs", "2").status == 0)
    let twice = try Command("train", data, "--target", "a,a", "--epochs", "2")
    #expect(twice.status == 2 && twice.words.contains("twice"), "\(twice.words)")
  }

  /// The constant that the weights ask for; without them it would be judged by other weights than it was made with.
  @Test func theConstantKnowsTheWeights() throws {
    let folder = try Folder()
    let lines = (0..<200).map { "\(Double($0 * 37 % 100) / 100),\($0 % 2 == 0 ? 0.1 : 10),\($0 % 2 == 0 ? 100 : 1)\n" }
    let data = try folder.write("a,w,y\n" + lines.joined(), to: "data.csv")
    let command = try Command(
      "train", data, "--target", "y", "--task", "regression", "--weights", "w", "--validation", "none", "--hidden",
      "none", "--json")
    struct Baseline: Decodable { let baseline: Scores }
    // The weighted mean has R² 0 by definition, up to the rounding of sums of 200 terms.
    #expect(abs(try #require(try command.decoded(Baseline.self).baseline.r2)) < 1e-12)
  }

  @Test func twoClassesSayWhichIsPositive() throws {
    let folder = try Folder()
    let lines = (0..<400).map {
      "\(Double($0 * 37 % 100) / 100 + ($0 % 4 == 0 ? 1 : 0)),\($0 % 4 == 0 ? "yes" : "no")\n"
    }
    let data = try folder.write("a,y\n" + lines.joined(), to: "data.csv")
    let trained = try Command("train", data, "--target", "y", "--output", folder.path("m"))
    for name in ["balanced accuracy", "precision(yes)", "recall(yes)", "F1(yes)"] {
      #expect(trained.output.contains(name), "\(name) in \(trained.output)")
    }
    let evaluated = try Command("evaluate", folder.path("m"), data).output
    #expect(
      evaluated.components(separatedBy: "ROC-AUC").count == 2
        && evaluated.components(separatedBy: "log-loss").count == 2)
  }
}
