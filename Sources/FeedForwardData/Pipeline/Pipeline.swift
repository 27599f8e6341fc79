import FeedForward

/// Everything between the columns of a table and the numbers of a network, fitted on training rows only: it is saved
/// and loaded with the network, and checks by name and type the columns that it is given.
public struct Pipeline: Sendable, Equatable, Codable {
  /// One for each column that the network learns from, in the order of the table it was fitted to.
  public let inputs: [InputColumn]
  /// What is predicted; nil for inputs alone.
  public let target: TargetColumn?

  /// A pipeline as it was fitted elsewhere.
  public init(inputs: [InputColumn], target: TargetColumn?) {
    self.inputs = inputs
    self.target = target
  }
}

/// How a column of a table becomes inputs of the network.
public struct InputColumn: Sendable, Equatable, Codable {
  /// Its name in the table.
  public let name: String
  /// What becomes of its values.
  public let encoding: Encoding

  /// What becomes of a value.
  public enum Encoding: Sendable, Equatable, Codable {
    /// A number becomes (x − shift) / scale, then, if there is an indicator, 1 where it was missing, else 0.
    case number(NumberEncoding)
    /// A text becomes as many numbers as there are categories, 1 for its own, 0 for all others.
    case category(CategoryEncoding)
  }

  /// A column by its name.
  public init(name: String, encoding: Encoding) {
    self.name = name
    self.encoding = encoding
  }
}

/// How a column of numbers becomes one or two inputs.
public struct NumberEncoding: Sendable, Equatable, Codable {
  /// What is subtracted.
  public var shift = 0.0
  /// What the difference is divided by; above 0.
  public var scale = 1.0
  /// What stands in for a missing value, before shift and scale; nil: a missing value is refused by row and column.
  public var fill: Double?
  /// Whether a second input says where values were missing.
  public var hasIndicator = false
  /// The least and the largest value of the training rows.
  public var range: ClosedRange<Double>

  /// Numbers as they stand, unless told otherwise.
  public init(
    shift: Double = 0, scale: Double = 1, fill: Double? = nil, hasIndicator: Bool = false, range: ClosedRange<Double>
  ) {
    self.shift = shift
    self.scale = scale
    self.fill = fill
    self.hasIndicator = hasIndicator
    self.range = range
  }
}

/// How a column of texts becomes inputs: one for each category, and none for what is not one of them.
public struct CategoryEncoding: Sendable, Equatable, Codable {
  /// The texts, sorted.
  public var categories: [String]
  /// The category of a missing value: one of `categories`; nil: a missing value is refused by row and column.
  public var fill: String?
  /// Whether a further input says where values were missing.
  public var hasIndicator = false
  /// Whether a text that is no category gives zeros throughout; else it is refused by row and column.
  public var ignoresUnknown = false

  /// Categories, of which none stands in for what is missing unless told so.
  public init(categories: [String], fill: String? = nil, hasIndicator: Bool = false, ignoresUnknown: Bool = false) {
    self.categories = categories
    self.fill = fill
    self.hasIndicator = hasIndicator
    self.ignoresUnknown = ignoresUnknown
  }
}

/// What a network predicts.
public enum TargetColumn: Sendable, Equatable, Codable {
  /// One of some classes. With two classes and one output, the output is the probability of the second.
  case classes(name: String, classes: [String])
  /// Numbers, one output each: the network is trained on (y − shift) / scale, and predictions are scaled back.
  case values([ValueTarget])
}

/// A number to predict.
public struct ValueTarget: Sendable, Equatable, Codable {
  /// The name of its column.
  public var name: String
  /// What is subtracted for training and added to predictions.
  public var shift = 0.0
  /// What training values are divided by and predictions multiplied with; above 0.
  public var scale = 1.0

  /// A number that is predicted as it stands, unless told otherwise.
  public init(name: String, shift: Double = 0, scale: Double = 1) {
    self.name = name
    self.shift = shift
    self.scale = scale
  }
}
