import FeedForward

/// Examples for training together with the names of what they hold.
public struct LabelledTable<Scalar: BLASScalar>: Sendable {
  /// Inputs, m × `columnNames.count`, and their targets.
  public let dataset: Dataset<Scalar>
  /// One name an input column.
  public let columnNames: [String]
  /// The name of the target.
  public let targetName: String
  /// The name of each class, by class index; empty if the targets are numbers.
  public let classNames: [String]
}
