import ArgumentParser
import FeedForward
import FeedForwardData

/// From the columns of a table to inputs and a target.
struct PreprocessingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The column to predict, or several columns of numbers.", valueName: "a,b"),
    transform: OptionValue.names)
  var target: [String]

  @Option(
    help: ArgumentHelp(
      "What the target is. By default texts are classes, and so are whole numbers of few different values.",
      valueName: "classification|regression"))
  var task: LearningTask?

  @Option(
    help: ArgumentHelp("The columns to learn from; all but the target by default.", valueName: "a,b,c"),
    transform: OptionValue.names)
  var features: [String]?

  @Option(help: ArgumentHelp("Columns not to learn from.", valueName: "a,b"), transform: OptionValue.names)
  var exclude: [String]?

  @Flag(
    inversion: .prefixedNo, help: "Shift and scale columns of numbers to mean 0 and deviation 1.")
  var standardize = true

  @Option(
    help: ArgumentHelp(
      "Another way to shift and scale columns of numbers.", valueName: "standard|min-max|robust|quantile|none"))
  var scaling: Preprocessing.Scaling?

  @Option(
    help: ArgumentHelp("Keep numbers that are scaled within ± so much, smoothly.", valueName: "3"),
    transform: OptionValue.number(.smoothClip))
  var smoothClip: Double?

  @Option(
    help: ArgumentHelp(
      "Cut columns of numbers into so many bins of equally many rows, each an input beside the column's own.",
      valueName: "16"),
    transform: OptionValue.count(from: 0))
  var bins: Int?

  @Flag(help: "Predict the logarithm of the numbers, which have to be ≥ 0.")
  var logTarget = false

  @Option(
    help: ArgumentHelp(
      "Keep predicted numbers in the range of the training rows, wider by this share.", valueName: "0.1"),
    transform: OptionValue.number(.clampMargin))
  var clampMargin: Double?

  @Option(
    help: ArgumentHelp(
      "What stands in for missing values, or that they are refused; mean by default.",
      valueName: "mean|median|most-frequent|refuse"))
  var missing: Preprocessing.MissingValues?

  @Option(
    help: ArgumentHelp(
      """
      What becomes of texts that were not trained on; by default they share the input of rare ones, or where there are \
      none are ignored.
      """, valueName: "ignore|refuse"))
  var unknown: Preprocessing.UnknownCategories?

  @Option(
    help: ArgumentHelp(
      "So many texts of a column, the most frequent ones, have an input each; the others share one.", valueName: "32"),
    transform: OptionValue.count(from: 1))
  var mostCategories: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Columns whose texts have an order, and become one input.", valueName: "size=S,M,L"),
    transform: OptionValue.ordinal)
  var ordinal: [Preprocessing.Ordinal] = []

  @Option(
    help: ArgumentHelp("What becomes of rows without a target; they are left out by default.", valueName: "drop|refuse")
  )
  var missingTarget = MissingTarget.drop

  @Option(help: "A column that says how much each row counts; it is no input.")
  var weights: String?

  func validate() throws {
    if features != nil, exclude != nil {
      throw ValidationError("--features and --exclude do not go together; expected one of them.")
    }
    if let scaling, !standardize, scaling != .none {
      throw ValidationError("--no-standardize does not go with --scaling \(scaling.rawValue); expected one of them.")
    }
  }

  /// - Parameters:
  ///   - table: holds the targets: where they are numbers, a loss of numbers says that they are
  ///     to be predicted as such.
  ///   - loss: nil where none is given.
  ///   - scalesTarget: whether numbers to predict are standardized.
  ///   - isTabular: whether what is not said is that of the recipe for tables.
  ///   - isImported: whether each text has an input, as the weights of another library mean it.
  ///   - tried: bins that are to be tried; nil for the usual ones.
  func preprocessing(
    for table: Table, loss: Loss?, scalesTarget: Bool, isTabular: Bool = false, isImported: Bool = false,
    bins tried: Int? = nil
  ) -> Preprocessing {
    var preprocessing = isTabular ? .tabular : Preprocessing()
    preprocessing.signsPairs = !isImported
    preprocessing.columns = features.map { .only($0) } ?? exclude.map { .except($0) } ?? .all
    // Who says how numbers are scaled gets nothing else.
    if scaling != nil || !standardize {
      (preprocessing.scaling, preprocessing.smoothClip, preprocessing.bins) = (scaling ?? .none, nil, 0)
    }
    if let smoothClip { preprocessing.smoothClip = smoothClip }
    if let bins = tried ?? bins { preprocessing.bins = bins }
    if logTarget { preprocessing.takesLogarithm = true }
    if let clampMargin { preprocessing.clampMargin = clampMargin }
    // Other losses predict what may lie beyond all that was seen.
    if !scalesTarget, clampMargin == nil { preprocessing.clampMargin = nil }
    (preprocessing.missing, preprocessing.unknown) = (missing ?? .mean, unknown ?? (isImported ? .refuse : .ignore))
    if let mostCategories { preprocessing.mostCategories = mostCategories }
    preprocessing.ordinal = ordinal
    let areNumbers = targets(in: table).allSatisfy { (try? table.column(named: $0).kind) == .number }
    preprocessing.task = task ?? (loss?.isOfNumbers ?? false && areNumbers ? .regression : nil)
    preprocessing.scalesTarget = scalesTarget
    return preprocessing
  }

  /// Whether the options leave the number of bins open.
  var leavesBins: Bool { bins == nil && scaling == nil && standardize }

  /// Those of the options given that say what becomes of columns.
  var ofColumns: [String] {
    [
      ("--task", task != nil), ("--features", features != nil), ("--exclude", exclude != nil),
      ("--no-standardize", !standardize), ("--scaling", scaling != nil), ("--missing", missing != nil),
      ("--smooth-clip", smoothClip != nil), ("--bins", bins != nil), ("--log-target", logTarget),
      ("--clamp-margin", clampMargin != nil),
      ("--unknown", unknown != nil), ("--most-categories", mostCategories != nil), ("--ordinal", !ordinal.isEmpty),
    ].filter(\.1).map(\.0)
  }

  /// The columns that a training asks for.
  var needed: Preprocessing.Columns {
    features.map { .only($0 + target.possibleTargets + ignored) } ?? exclude.map { .except($0) } ?? .all
  }

  /// The columns to predict.
  func targets(in table: Table) -> [String] { target.targets(in: table) }

  /// Columns that are to be read as texts: those in order, and classes to predict.
  var textNames: [String] { ordinal.map(\.name) + (task == .classification ? [target.asOneTarget] : []) }

  /// Columns that are neither target nor inputs.
  var ignored: [String] { weights.map { [$0] } ?? [] }
}

/// The value of `--target`: a name with commas in it needs no quotes where no columns are called like its parts.
extension [String] {
  var asOneTarget: String { joined(separator: ",") }

  /// What may be meant, before a table is there.
  var possibleTargets: [String] { self + [asOneTarget] }

  /// The columns that are meant.
  func targets(in table: Table) -> [String] {
    let isThere = { (name: String) in (try? table.column(named: name)) != nil }
    return !allSatisfy(isThere) && isThere(asOneTarget) ? [asOneTarget] : self
  }
}

/// What becomes of rows without a target.
enum MissingTarget: String, ExpressibleByArgument, CaseIterable {
  case drop, refuse
}
