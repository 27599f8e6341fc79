/// Which rows of the data each rank of a training holds in memory.
public enum RowHolding: String, Sendable {
  /// All of them, the same on each rank.
  case all
  /// A share: those of rank 0 come first, then those of rank 1, and so on. Shares are of any sizes, but not empty. Rows
  /// that another rank looks at are sent to it, those of some minibatches at a time.
  case share
}
