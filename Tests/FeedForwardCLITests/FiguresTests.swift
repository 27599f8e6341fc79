import Foundation
import TestSupport
import Testing

/// The figures of the lecture: what they claim.
@Suite struct FiguresTests {
  struct Report: Decodable {
    struct Plane: Decodable {
      let training_rows, test_rows: Int
      let bayes_risk, bayes_error: Double
      let networks: [Network]
      let posterior: Network
    }
    struct Network: Decodable {
      let hidden: [Int]
      let l2, training_cross_entropy, test_cross_entropy, distance_to_posterior, test_accuracy: Double
    }
    struct Activations: Decodable {
      let tanh_identity_difference: Double
    }
    struct Gradients: Decodable {
      struct Network: Decodable {
        let activation: String
        let norms: [Double]
        let first_to_last: Double
      }
      let layers: Int
      let networks: [Network]
    }
    let plane: Plane
    let activations: Activations
    let gradients: Gradients
    let files: [String]
  }

  private func report(_ folder: Folder, _ arguments: String...) throws -> Report {
    let command = try Command(["figures", "--json", "--output", folder.path("new")] + arguments)
    try #require(command.status == 0, "\(command.words)")
    return try JSONDecoder().decode(Report.self, from: Data(command.output.utf8))
  }

  /// Not for one lucky seed only.
  @Test(arguments: ["0", "1", "2", "5"])
  func depthOverfitsAndThePenaltyMendsIt(seed: String) throws {
    let folder = try Folder()
    let plane = try report(folder, "--seed", seed).plane
    #expect(plane.networks.map(\.hidden) == [[5], [8, 8], [5], [8, 8]])
    #expect(plane.networks[0].l2 == 0 && plane.networks[1].l2 == 0 && plane.networks[3].l2 > 0)
    let (deep, mended) = (plane.networks[1], plane.networks[3])
    // Overfitted: far below the posterior on the training points, worse than a coin (ln 2) on others.
    #expect(deep.training_cross_entropy < plane.posterior.training_cross_entropy / 2)
    #expect(deep.test_cross_entropy > 0.6931)
    // Mended: on others less than a tenth above what is possible, and less than two thirds as far from the posterior.
    #expect(mended.test_cross_entropy < plane.bayes_risk + 0.1)
    #expect(mended.distance_to_posterior < deep.distance_to_posterior * 2 / 3)
    #expect(mended.test_accuracy > deep.test_accuracy)
    // The Bayes risk is the least there is, and the posterior reaches it: a mean of 20000 terms of deviation below 0.6
    // is within 4 · 0.6 / √20000 < 0.02 of it.
    #expect(abs(plane.posterior.test_cross_entropy - plane.bayes_risk) < 0.02)
    #expect(plane.networks.allSatisfy { $0.test_cross_entropy > plane.bayes_risk })
    #expect(plane.networks.allSatisfy { $0.test_cross_entropy > plane.posterior.test_cross_entropy })
    #expect(plane.posterior.distance_to_posterior == 0)
    #expect(abs(1 - plane.posterior.test_accuracy - plane.bayes_error) < 0.01)
  }

  @Test func tanhIsALogisticAndLogisticGradientsVanish() throws {
    let folder = try Folder()
    let report = try report(folder)
    // Both sides are of size up to 1; each is off by a few units in the last place.
    #expect(report.activations.tanh_identity_difference < 8 * 0x1p-52)
    let gradients = report.gradients
    #expect(gradients.layers == 20 && gradients.networks.allSatisfy { $0.norms.count == 20 })
    let ratios = Dictionary(uniqueKeysWithValues: gradients.networks.map { ($0.activation, $0.first_to_last) })
    let logistic = try #require(ratios["logistic"])
    let tanh = try #require(ratios["tanh"])
    let relu = try #require(ratios["ReLU"])
    // A factor of at most a quarter in each of nineteen layers, times weights of a norm of about 2 at most.
    #expect(logistic < 1e-5)
    #expect(tanh > 1e-2 && relu > 1e-2)
  }

  @Test func theSameSeedGivesTheSameFiles() throws {
    let folders = [try Folder(), try Folder()]
    let names = try folders.map { folder in
      try report(folder).files.map { URL(fileURLWithPath: $0).lastPathComponent }
    }
    #expect(
      names[0] == [
        "plane-5.svg", "plane-8-8.svg", "plane-5-penalty.svg", "plane-8-8-penalty.svg", "plane-posterior.svg",
        "activations.svg", "vanishing-gradients.svg", "training.svg", "remedies.svg", "deep-training.svg",
      ])
    for name in names[0] {
      let contents = try folders.map { try $0.read("new/\(name)") }
      #expect(contents[0] == contents[1])
      #expect(
        contents[0].utf8.count < (name == "training.svg" ? 600_000 : 80_000) && contents[0].hasPrefix("<svg "),
        "\(name)")
    }
  }

  @Test func wordsSayWhatTheFiguresShow() throws {
    let folder = try Folder()
    let command = try Command("figures", "--output", folder.path("new"))
    #expect(command.status == 0)
    #expect(command.output.contains("8-8, λ = 0") && command.output.contains("Bayes risk"))
    #expect(command.output.contains("first : last"))
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let command = try Command("figures", "--output", "/dev/null/figures")
    #expect(command.status != 0 && command.output.isEmpty)
    #expect(!command.words.isEmpty)
  }
}
