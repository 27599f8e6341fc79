import FeedForward

/// How a ``Pipeline`` is to be fitted: which columns it takes, and what becomes of them.
public struct Preprocessing: Sendable, Equatable, Codable {
  /// How columns of numbers are shifted and scaled.
  public enum Scaling: String, CaseIterable, Sendable, Codable {
    /// To mean 0 and standard deviation 1.
    case standard
    /// To 0 … 1.
    case minMax = "min-max"
    /// To median 0 and distance 1 between the quartiles; where that is 0, half of the range.
    case robust
    /// To a normal distribution: Φ⁻¹ of the rank, along lines between at most 256 quantiles.
    case quantile
    /// Not at all.
    case none
  }

  /// What becomes of missing values.
  public enum MissingValues: String, CaseIterable, Sendable, Codable {
    /// The mean of the column stands in, or of texts the most frequent one.
    case mean
    /// The median of the column stands in, or of texts the most frequent one.
    case median
    /// The most frequent value stands in; of several the least.
    case mostFrequent = "most-frequent"
    /// They are refused by row and column.
    case refuse
  }

  /// What becomes of a text that was not among the training rows.
  public enum UnknownCategories: String, CaseIterable, Sendable, Codable {
    /// It shares the input of rare texts, where there are some; else it gives zeros.
    case ignore
    /// It is refused by row and column, and each text of the training rows has an input.
    case refuse
  }

  /// Texts of a column that have an order, and become one input.
  public struct Ordinal: Sendable, Equatable, Codable {
    /// The name of the column.
    public let name: String
    /// Its texts, in their order.
    public let categories: [String]

    /// As in `Ordinal(name: "size", categories: ["S", "M", "L"])`.
    public init(name: String, categories: [String]) {
      self.name = name
      self.categories = categories
    }
  }

  /// Which columns are inputs; the target never is.
  public enum Columns: Sendable, Equatable, Codable {
    /// All, but texts of very many different values.
    case all
    /// These.
    case only([String])
    /// As `all`, but not these.
    case except([String])

    /// For each column whether it is one of them, by the code points of its name. O(names).
    func areNeeded(_ columns: [String]) -> [Bool] {
      let (names, isListed): ([String], Bool) =
        switch self {
        case .all: ([], false)
        case .only(let names): (names, true)
        case .except(let names): (names, false)
        }
      let listed = Set(names.map { CodePoints($0) })
      return columns.map { listed.contains(CodePoints($0)) == isListed }
    }
  }

  /// Which columns are inputs.
  public var columns = Columns.all
  /// How their numbers are shifted and scaled.
  public var scaling = Scaling.standard
  /// Numbers that are shifted and scaled are kept within ± so much, smoothly; > 0, nil for not.
  /// See ``NumberEncoding/Curve/smoothClip(limit:)``.
  public var smoothClip: Double?
  /// Into how many bins of equally many rows columns of numbers are cut, each with an input of its own beside that of
  /// the column; 0 for none. See ``NumberEncoding/Bins``.
  public var bins = 0
  /// Whether two texts become one input, ±1.
  public var signsPairs = true
  /// Columns of texts that have an order.
  public var ordinal: [Ordinal] = []
  /// How many texts of a column have an input of their own, the most frequent ones; those of fewer than
  /// ``leastOfCategory`` rows, and all others, share one. Where new texts are refused, columns of more are left out
  /// unless named.
  public var mostCategories = 100
  /// See ``mostCategories``; at least 1.
  public var leastOfCategory = 1
  /// What becomes of missing values. Where one stands in for them, a further input says where they were missing, if any
  /// training row has one.
  public var missing = MissingValues.mean
  /// What becomes of new texts.
  public var unknown = UnknownCategories.ignore
  /// What is to be predicted; nil says it by the target's values, see ``LearningTask/init(of:in:)``.
  public var task: LearningTask?
  /// Whether numbers to predict are standardized for training.
  public var scalesTarget = true
  /// Whether numbers to predict, ≥ 0, are predicted by their logarithms; where there is a 0, by ln(1 + y).
  public var takesLogarithm = false
  /// Predictions are moved into the range of the training rows, wider on both sides by this share of its length, ≥ 0;
  /// nil for as they are.
  public var clampMargin: Double?

  /// Throws ``/FeedForward/FeedForwardError/invalidSetting(name:value:expected:)`` for a number out of its range.
  func validate() throws(FeedForwardError) {
    if let smoothClip { try Hyperparameter.smoothClip.check(smoothClip) }
    guard bins == 0 || (2...Self.mostBins).contains(bins) else {
      throw .invalidSetting(name: "bins", value: "\(bins)", expected: "0, or 2 to \(Self.mostBins)")
    }
    guard mostCategories >= 1 else {
      throw .invalidSetting(name: "mostCategories", value: "\(mostCategories)", expected: "at least 1")
    }
    guard leastOfCategory >= 1 else {
      throw .invalidSetting(name: "leastOfCategory", value: "\(leastOfCategory)", expected: "at least 1")
    }
    if let clampMargin { try Hyperparameter.clampMargin.check(clampMargin) }
  }

  private static let mostBins = 4096

  /// Whether a column of texts is left out for its number of different values, more than half of the rows.
  func isTooVaried(_ column: Table.Column, of table: Table) -> Bool {
    guard column.kind == .text, categories(ofOrdinal: column) == nil else { return false }
    if case .only = columns { return false }
    let different = table.texts[column.slot].distinct.count
    return unknown == .refuse && different > mostCategories || 2 * different > table.count
  }

  /// Whether a text that was not trained on is a matter.
  func needsEachText(of column: Table.Column, in table: Table) -> Bool {
    unknown == .refuse && !isTooVaried(column, of: table)
  }

  func categories(ofOrdinal column: Table.Column) -> [String]? {
    ordinal.first { CodePoints($0.name) == CodePoints(column.name) }?.categories
  }

  /// All columns standardized, means for missing numbers.
  public init() {}
}

/// A column that is no input, and why.
public struct LeftOutColumn: Sendable, Equatable, Codable, CustomStringConvertible {
  /// Its name.
  public let name: String
  /// Why, as in `it has 891 different texts in 891 rows`.
  public let reason: String

  /// A sentence.
  public var description: String { "Column “\(name)” is left out: \(reason)." }
}

extension Hyperparameter {
  /// ``Preprocessing/smoothClip``.
  public static let smoothClip = Hyperparameter("smoothClip", .above(0))
  /// ``Preprocessing/clampMargin``.
  public static let clampMargin = Hyperparameter("clampMargin", .atLeast(0))
}
