import Foundation
import Testing

@Suite struct DemoTests {
  struct Report: Decodable {
    let test_accuracy, train_accuracy, test_loss, seconds, speedup_over_naive, gradient_difference_to_naive: Double
    let epochs: Int
  }

  private func report(_ command: Command) throws -> Report {
    #expect(command.status == 0, "\(command.words)")
    return try JSONDecoder().decode(Report.self, from: Data(command.output.utf8))
  }

  @Test func digitsAreLearnedWithEverySeed() throws {
    let reports = try (0..<10).map { try report(Command("demo", "--json", "--seed", "\($0)")) }
    let accuracies = reports.map(\.test_accuracy)
    #expect(accuracies.reduce(0, +) / 10 >= 0.975, "accuracies \(accuracies)")
    #expect(reports.allSatisfy { $0.train_accuracy > 0.99 && $0.test_loss < 0.2 && $0.epochs == 200 })
    // Float's gradient beside Double's: 64 · 64 terms of 2⁻²⁴ each, at most, and far fewer in practice.
    #expect(reports.allSatisfy { $0.gradient_difference_to_naive < 4096 * 0x1p-24 })
    #expect(reports.allSatisfy { $0.gradient_difference_to_naive > 0 && $0.speedup_over_naive > 1 && $0.seconds > 0 })
  }

  @Test func theSameSeedGivesTheSameNetwork() throws {
    let runs = try (0..<2).map { _ in try report(Command("demo", "--json", "--seed", "7", "--epochs", "3")) }
    #expect(runs[0].test_loss == runs[1].test_loss)
    #expect(try report(Command("demo", "--json", "--seed", "8", "--epochs", "3")).test_loss != runs[0].test_loss)
  }

  @Test func hiddenLayersAreThoseAskedFor() throws {
    let command = try Command("demo", "--hidden", "16,8", "--epochs", "2")
    #expect(command.status == 0)
    #expect(command.output.contains("64 → 16 relu → 8 relu → 10 softmax, 1266 parameters"))
    #expect(command.output.contains("actual ↓ predicted →"))
    #expect(command.output.contains("Both give the same gradient"))
  }

  @Test func progressGoesToStandardErrorLineByLine() throws {
    let command = try Command("demo", "--epochs", "30", "--json")
    let lines = command.words.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(!command.words.contains("\r"))
    #expect(lines.allSatisfy { $0.contains("loss") && $0.contains("validation accuracy") && $0.contains("left") })
  }

  @Test(arguments: [
    (["demo", "--hidden", "64,x"], "64,x"), (["demo", "--hidden", "0"], "0"), (["demo", "--seed=-1"], "-1"),
    (["demo", "--epochs", "many"], "many"), (["nonsense"], "nonsense"),
  ])
  func aWrongOptionIsAUsageError(arguments: [String], named value: String) throws {
    let command = try Command(arguments)
    #expect(command.status == 64)
    #expect(command.words.contains(value))
    #expect(command.output.isEmpty)
  }

  @Test func zeroEpochsAreRefusedWithASentence() throws {
    let command = try Command("demo", "--epochs", "0")
    #expect(command.status == 64)
    #expect(command.words.contains("epochs is 0; expected at least 1."))
  }
}
