/// What was wrong with data, a setting or a call. Every text names the value found and what was expected.
///
/// Layers, epochs and steps count from 1; rows and columns of data from 0.
public enum FeedForwardError: Error, Equatable, Sendable {
  /// A hyperparameter out of its range.
  case invalidSetting(name: String, value: String, expected: String)
  /// A layer that no network can have.
  case invalidLayer(layer: Int, found: String, expected: String)
  /// Rows, columns or counts that do not fit together.
  case wrongShape(what: String, found: String, expected: String)
  /// Data without a row or without a column.
  case emptyData(what: String)
  /// A NaN or an infinity in data.
  case nonFinite(what: String, row: Int, column: Int, value: String)
  /// A class index that is not in 0 ..< `classes`.
  case classOutOfRange(row: Int, found: Int, classes: Int)
  /// A target value that the loss has no meaning for.
  case invalidTarget(row: Int, column: Int, value: String, expected: String)
  /// A pair of loss and output activation, or of loss and task, that makes no sense.
  case incompatibleLoss(loss: String, with: String, reason: String)
  /// Training produced a number that is not finite; see ``Divergence``.
  case diverged(Divergence)
  /// Memory for the data could not be had.
  case outOfMemory(bytes: Int)
  /// Least squares without a single solution: the columns of the inputs and the constant depend on each other.
  case rankDeficient(rank: Int, unknowns: Int)
  /// A LAPACK routine reported failure.
  case numericalFailure(routine: String, info: Int)
  /// Another rank of a training ended, or cannot be understood.
  case lostRank(rank: Int, reason: String)
}

/// Where training left the finite numbers.
///
/// The network given to `fit` then holds the best parameters of the run so far, always finite: those at the end of the
/// epoch of the lowest validation loss, or without validation data of the lowest training loss. The latter is the mean
/// over the steps of the epoch: where a single step went astray at its end, only validation data would tell.
public struct Divergence: Equatable, Sendable, Codable, BitwiseCopyable {
  /// Epoch, from 1.
  public let epoch: Int
  /// Step within the epoch, from 1.
  public let step: Int
  /// First layer, from 1, whose parameters, activations or loss are not finite.
  public let layer: Int
  /// The epoch at whose end the network had the parameters that were kept; 0 means the initial ones.
  public let retainedEpoch: Int
  /// The row of the training data, from 0, whose activations are the first not finite; nil if
  /// parameters are, or the loss.
  public var row: Int?
  /// Where that is in the first layer, the row's largest input, from 0: the one that is most likely to blame.
  public var column: Int?
  /// The largest magnitude of an input or activation in the layers before.
  public var largestActivation = 0.0
}

extension Divergence {
  fileprivate var cause: String {
    let origin = row.map { row in
      ", first for row \(row)" + (column.map { ", whose largest input is column \($0)" } ?? "")
    }
    return (origin ?? "") + "; the largest activation before was \(largestActivation.text(digits: 4))"
  }
}

extension FeedForwardError: DescribedError {
  /// A sentence or two with the value found and what was expected.
  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)."
    case .invalidLayer(let layer, let found, let expected):
      "Layer \(layer) has \(found); expected \(expected)."
    case .wrongShape(let what, let found, let expected):
      "\(what): found \(found), expected \(expected)."
    case .emptyData(let what):
      "\(what) is empty; expected at least one row and one column."
    case .nonFinite(let what, let row, let column, let value):
      "\(what), row \(row), column \(column) is \(value); expected a finite number."
    case .classOutOfRange(let row, let found, let classes):
      "The class of row \(row) is \(found); expected 0 to \(classes - 1)."
    case .invalidTarget(let row, let column, let value, let expected):
      "The target in row \(row), column \(column) is \(value); expected \(expected)."
    case .incompatibleLoss(let loss, let other, let reason):
      "The loss \(loss) does not go with \(other): \(reason)"
    case .diverged(let where_):
      """
      Training diverged in epoch \(where_.epoch), step \(where_.step): layer \(where_.layer) holds numbers that are \
      not finite\(where_.cause). The network keeps its parameters of epoch \(where_.retainedEpoch). A smaller learning \
      rate, standardized inputs or a smaller initializer usually help.
      """
    case .outOfMemory(let bytes):
      "\(bytes) bytes of memory could not be allocated."
    case .rankDeficient(let rank, let unknowns):
      """
      The inputs and the constant have rank \(rank); expected \(unknowns) for a single solution. Leave out columns \
      that depend on others, give an l2 > 0, or ask for the shortest solution.
      """
    case .lostRank(let rank, let reason):
      "Rank \(rank) \(reason)."
    case .numericalFailure(let routine, let info):
      "LAPACK's \(routine) failed with info = \(info)."
    }
  }
}
