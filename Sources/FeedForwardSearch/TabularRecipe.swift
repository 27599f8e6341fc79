import FeedForward

/// Networks for tables that need no tuning: sizes, rates and lengths by the number of rows and the task.
///
/// ```swift
/// let recipe = TabularRecipe(.default, rows: data.count, isClassification: true)
/// let training = recipe.training(loss: .crossEntropy, output: Layer(3, .softmax), seed: 1)
/// let ensemble = try await training.run(on: data).ensemble
/// ```
///
/// Inputs are to be scaled robustly, clipped smoothly and cut into bins, as the command line does. What depends on the
/// data more than on their number, a ``RecipeSearch`` finds out. In its parts the recipe is RealMLP's (Holzmüller,
/// Grinsztajn, Steinwart, arXiv 2407.04491); what was tried to choose its numbers is in `Benchmarks/TABLES.md`.
public struct TabularRecipe: Sendable {
  /// How much work is done.
  public enum Effort: String, CaseIterable, Sendable {
    case `default`, best
  }

  /// How much work is done.
  public let effort: Effort
  /// Rows to learn from.
  public let rows: Int
  /// Whether classes are predicted, or values.
  public let isClassification: Bool

  /// Into how many bins columns of numbers are to be cut, 0 for none; to be done where the data are made.
  public var bins = 16
  /// Whether the logarithm of a number is to be predicted; to be done where the data are made.
  public var takesLogarithm = false
  /// Sizes of the hidden layers.
  public var hidden = [128, 128]
  /// Of the hidden layers.
  public var activation = Activation.mish
  /// η of Adam.
  public var learningRate: Double
  /// λ of its decoupled decay, of all weights.
  public var weightDecay: Double
  /// p of the hidden units.
  public var dropout = 0.15
  /// How often every row is visited.
  public var epochs: Int
  /// Rows a step.
  public var batchSize: Int
  /// Networks that answer together.
  public var members: Int

  /// - Parameters:
  ///   - effort: how much work is done.
  ///   - rows: to learn from, at least 1.
  ///   - isClassification: whether classes are predicted, or values.
  public init(_ effort: Effort, rows: Int, isClassification: Bool) {
    (self.effort, self.rows, self.isClassification) = (effort, rows, isClassification)
    (learningRate, weightDecay) =
      isClassification ? (0.04, min(0.5, max(0.05, 300 / Double(max(rows, 1))))) : (0.1, 0.02)
    members = effort == .best ? 12 : 4
    batchSize =
      switch rows {
      case ..<300: 16
      case ..<1024: 32
      case ..<3000: 64
      case ..<6000: 128
      case ..<50_000: isClassification ? 256 : 128
      case ..<200_000: 512
      default: 1024
      }
    // Very few rows are visited more often, many less: some hundred steps at least, some ten thousand at most.
    let usual = effort == .best && !isClassification ? 128 : 64
    let steps = max(1, rows / batchSize)
    epochs = min(max(usual, min(600 / steps, 4 * usual)), max(16, 40_000 / steps))
  }

  /// The training of all members.
  ///
  /// - Parameters:
  ///   - loss: nil for the one that belongs to the output activation.
  ///   - output: the last layer; its weights begin at 0.
  ///   - seed: of all that is random.
  public func training(loss: Loss? = nil, output: Layer, seed: UInt64) -> EnsembleTraining {
    let length = Double(epochs)
    let trainer = Trainer(
      optimizer: .adamW(learningRate: learningRate, weightDecay: weightDecay, beta2: 0.95),
      schedule: .coslog(epochs: length), decaySchedule: .flatCosine(epochs: length),
      partRates: PartRates(biases: 0.1, isPerRootOfInputs: true, inputScales: 6, biasesDecay: false), loss: loss,
      noise: Noise(dropout: hidden.isEmpty ? .none : Dropout(dropout)), dropoutSchedule: .flatCosine(epochs: length),
      batchSize: batchSize, epochs: epochs, seed: seed, earlyStopping: EarlyStopping(.never, ties: .later))
    let layers = hidden.map { Layer($0, activation, initializer: .lecunNormal) }
    return EnsembleTraining(
      trainer, layers: layers + [Layer(output.units, output.activation, initializer: .zeros)], members: members,
      startsAtData: true)
  }
}
