import FeedForward
@testable import FeedForwardData
import Foundation
import Testing

@Suite struct GeneratedDatasetTests {
  @Test(arguments: GeneratedDataset.examples) func sizesNamesAndSeeds(_ dataset: GeneratedDataset) throws {
    let one = try dataset.load(Double.self, seed: 3)
    #expect(one.dataset.count == dataset.standardCount && one.dataset.inputs.columns == one.columnNames.count)
    #expect(try dataset.load(Double.self, seed: 3).dataset == one.dataset)
    let isRandom = dataset != .parity(bits: 4)
    #expect(try (dataset.load(Double.self, seed: 4).dataset != one.dataset) == isRandom)
    #expect(GeneratedDataset(named: dataset.name) == dataset)
    let table = try dataset.table(seed: 3)
    #expect(table.columnNames == one.columnNames + [one.targetName] && table.count == one.dataset.count)
    #expect(table.columns.last?.kind == (dataset.isClassification ? .text : .number))
    let inputs = try table.dropping(columns: [one.targetName]).matrix(Double.self)
    #expect(inputs == one.dataset.inputs)
    if case .classes(let classes) = one.dataset.targets {
      #expect(table.texts(of: table.columns[table.columns.count - 1]) == classes.map { one.classNames[$0] })
    }
    #expect(try dataset.load(Float.self, count: 33, seed: 1).dataset.count == 33)
    #expect(throws: FeedForwardError.self) { try dataset.load(Float.self, count: 0) }
    #expect(throws: FeedForwardError.self) { try dataset.load(Float.self, noise: -1) }
  }

  @Test func namesThatAreNone() {
    for name in ["", "moon", "parity-", "parity-0", "parity-21", "parity-x"] {
      #expect(GeneratedDataset(named: name) == nil)
    }
    #expect(GeneratedDataset(named: "parity-7") == .parity(bits: 7))
    #expect(throws: FeedForwardError.self) { try GeneratedDataset.parity(bits: 64).load(Float.self) }
  }

  private func points(_ dataset: GeneratedDataset) throws -> [(x: Double, y: Double, label: Int)] {
    let data = try dataset.load(Double.self, count: 101, noise: 0, seed: 5).dataset
    guard case .classes(let classes) = data.targets else { return [] }
    return classes.enumerated().map { (data.inputs[$0, 0], data.inputs[$0, 1], $1) }
  }

  /// Without noise, points lie where the formulas say; the functions here are exact to a few units in the last place.
  @Test func formulas() throws {
    for (x, y, label) in try points(.moons) {
      let (u, v) = label == 0 ? (x, y) : (1 - x, 0.5 - y)
      #expect(abs(u * u + v * v - 1) < 1e-14 && v > -1e-14)
    }
    for (x, y, label) in try points(.circles) {
      #expect(abs((x * x + y * y).squareRoot() - (label == 0 ? 1 : 0.5)) < 1e-15)
    }
    for (x, y, label) in try points(.spirals) {
      let radius = (x * x + y * y).squareRoot()
      let angle = 3 * .pi * radius + .pi * Double(label)
      #expect(abs(radius * cos(angle) - x) < 1e-13 && abs(radius * sin(angle) - y) < 1e-13 && radius <= 1)
    }
    for (x, y, label) in try points(.xor) { #expect(abs(x) == 1 && abs(y) == 1 && (x != y) == (label == 1)) }
    let sine = try GeneratedDataset.sine.load(Double.self, count: 51, noise: 0).dataset
    guard case .values(let values) = sine.targets else { return }
    for row in 0..<51 { #expect(values[row, 0] == sin(sine.inputs[row, 0]) && abs(sine.inputs[row, 0]) <= .pi) }
  }

  @Test func parityIsThatOfAllPatterns() throws {
    let data = try GeneratedDataset.parity(bits: 3).load(Float.self).dataset
    #expect(data.inputs.elements == [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1])
    #expect(data.targets == .classes([0, 1, 1, 0, 1, 0, 0, 1]))
  }

  // MARK: - The mixture

  /// Two Gaussians of equal weight and unit deviation at ±1: the posterior is a logistic function, the error is Φ(−1).
  @Test func twoGaussians() throws {
    let mixture = try GaussianMixture([
      .init(label: 0, weight: 5, mean: [-1, 0], deviations: [1, 1]),
      .init(label: 1, weight: 5, mean: [1, 0], deviations: [1, 1]),
    ])
    for x in stride(from: -30.0, through: 30, by: 0.7) {
      let expected = 1 / (1 + exp(-2 * x))
      #expect(abs(mixture.posterior(at: [x, 3]) - expected) <= 1e-13 * expected)
    }
    #expect(mixture.posterior(at: [1e6, 0]) == 1 && mixture.posterior(at: [-1e6, 1e6]) == 0)
    let phi = erfc(1 / 2.0.squareRoot()) / 2
    #expect(abs(mixture.bayesError - phi) < 1e-5, "\(mixture.bayesError) for \(phi)")
    // −E ln P(c | x) = E ln(1 + e^(−2u)), u ~ N(1, 1), by Simpson's rule.
    let h = 1e-3
    let risk = (0...20_000).reduce(0.0) { sum, i in
      let u = -9 + Double(i) * h
      let weight = i == 0 || i == 20_000 ? 1.0 : i % 2 == 1 ? 4 : 2
      return sum + weight * h / 3 * exp(-(u - 1) * (u - 1) / 2) / (2 * .pi).squareRoot() * log1p(exp(-2 * u))
    }
    #expect(abs(mixture.bayesRisk - risk) < 1e-9, "\(mixture.bayesRisk) for \(risk)")
  }

  @Test func densityHasTheWeightsOfTheClasses() {
    let mixture = GaussianMixture.lecture
    let (zero, one) = (mixture.integral { p0, _ in p0 }, mixture.integral { _, p1 in p1 })
    #expect(abs(zero - 0.5) < 1e-12 && abs(one - 0.5) < 1e-12, "\(zero), \(one)")
  }

  /// What is measured on drawn points agrees with what is integrated, within five standard errors.
  @Test func sampleIsDrawnFromTheDensity() throws {
    let (mixture, m) = (GaussianMixture.lecture, 200_000)
    let data = try mixture.sample(count: m, seed: 11, Double.self).dataset
    guard case .classes(let classes) = data.targets else { return }
    var (losses, errors): ([Double], Int) = ([], 0)
    for row in 0..<m {
      let p = mixture.posterior(at: [data.inputs[row, 0], data.inputs[row, 1]])
      losses.append(-log(classes[row] == 1 ? p : 1 - p))
      if (p > 0.5) != (classes[row] == 1) { errors += 1 }
    }
    let mean = losses.reduce(0, +) / Double(m)
    let deviation = (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(m)).squareRoot()
    let (risk, error) = (mixture.bayesRisk, mixture.bayesError)
    #expect(abs(mean - risk) < 5 * deviation / Double(m).squareRoot(), "\(mean) for \(risk)")
    let rate = Double(errors) / Double(m)
    #expect(abs(rate - error) < 5 * (error * (1 - error) / Double(m)).squareRoot(), "\(rate) for \(error)")
  }

  /// What the lecture shows: two hidden layers of 8 learn 200 points by heart, unless a penalty holds the weights
  /// small. When this was written, the losses were 0.05 (test 1.68) and 0.28 (test 0.43), the Bayes risk 0.342
  /// and the Bayes error 15 %.
  @Test func theLectureOverfits() throws {
    let mixture = GaussianMixture.lecture
    let training = try mixture.sample(count: 200, seed: 1, Double.self).dataset
    let test = try mixture.sample(count: 5000, seed: 2, Double.self).dataset
    func losses(_ l2: Double) throws -> (training: Double, test: Double) {
      var network = try FeedForwardNetwork<Double>(
        inputs: 2, layers: [Layer(8, .tanh), Layer(8, .tanh), Layer(1, .logistic)], seed: 1)
      try Trainer(optimizer: .adam(learningRate: 0.01), l2: l2, batchSize: 200, epochs: 4000).fit(
        &network, to: training)
      return (try network.evaluate(on: training).loss, try network.evaluate(on: test).loss)
    }
    let (free, held) = (try losses(0), try losses(0.3))
    #expect(free.training < held.training && free.test > 1.5 * held.test && held.test < mixture.bayesRisk + 0.1)
  }

  @Test func mixturesThatAreNone() {
    let one = GaussianMixture.Component(label: 0, mean: [0, 0], deviations: [1, 1])
    func refused(_ change: (inout GaussianMixture.Component) -> Void) {
      var other = GaussianMixture.Component(label: 1, mean: [0, 0], deviations: [1, 1])
      change(&other)
      #expect(throws: FeedForwardError.self) { try GaussianMixture([one, other]) }
    }
    refused { $0.label = 0 }
    refused { $0.label = 2 }
    refused { $0.weight = 0 }
    refused { $0.deviations = [1, 0] }
    refused { $0.correlation = 1 }
    refused { $0.mean = [.nan, 0] }
  }
}
