import ArgumentParser
import FeedForward

/// A learning-rate schedule as in `cosine`, `step:30:0.1`: a name and numbers.
struct NamedSchedule {
  private let name: String
  private let numbers: [Double]

  /// For each name the numbers that may follow, each with the line of the table that has its range.
  private static let forms: KeyValuePairs<String, [Hyperparameter]> = [
    "constant": [], "step": [.stepEpochs, .stepFactor], "exponential": [.exponentialFactor],
    "cosine": [.cosinePeriod, .cosineMinimum], "one-cycle": [.oneCyclePeakAt], "warm-up": [.warmUpEpochs],
    "inverse-scaling": [.inverseScalingPower], "plateau": [.plateauFactor, .plateauPatience],
  ]

  static var help: String {
    forms.map { name, numbers in name + numbers.map { "[:\($0.name.replacing(" ", with: "-"))]" }.joined() }
      .joined(separator: ", ")
  }

  init(_ text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let form = Self.forms.first(where: { $0.key == name }) else {
      throw ValidationError("expected one of \(Self.forms.map(\.key).joined(separator: ", ")).")
    }
    guard parts.count - 1 <= form.value.count else {
      throw ValidationError("expected at most \(form.value.count) numbers after \(name).")
    }
    var numbers: [Double] = []
    for (part, hyperparameter) in zip(parts.dropFirst(), form.value) {
      guard let number = Double(part), hyperparameter.range.contains(number) else {
        throw ValidationError("expected \(hyperparameter.range) for the \(hyperparameter.name), not “\(part)”.")
      }
      numbers.append(number)
    }
    (self.name, self.numbers) = (name, numbers)
  }

  /// - Parameter epochs: of the whole training.
  func schedule(epochs: Int) -> LearningRateSchedule {
    let number = { (index: Int, standard: Double) in index < numbers.count ? numbers[index] : standard }
    return switch name {
    case "step": .step(every: Int(number(0, max(1, Double(epochs / 3)))), factor: number(1, 0.1))
    case "exponential": .exponential(factor: number(0, 0.97))
    case "cosine": .cosine(period: number(0, Double(epochs)), minimum: number(1, 0))
    case "one-cycle": .oneCycle(epochs: Double(epochs), peakAt: number(0, 0.3))
    case "warm-up": .warmUp(epochs: number(0, max(1, Double(epochs) / 20)))
    case "inverse-scaling": .inverseScaling(power: number(0, 0.5))
    case "plateau": .reduceOnPlateau(factor: number(0, 0.1), patience: Int(number(1, 10)))
    default: .constant
    }
  }
}
