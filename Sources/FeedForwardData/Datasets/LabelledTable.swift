import FeedForward

/// Examples for training together with the names of what they hold.
public struct LabelledTable<Scalar: BLASScalar>: Sendable, Equatable {
  /// Inputs, m × `columnNames.count`, and their targets.
  public let dataset: Dataset<Scalar>
  /// One name an input column.
  public let columnNames: [String]
  /// The name of the target.
  public let targetName: String
  /// The name of each class, by class index; empty if the targets are numbers.
  public let classNames: [String]
}

extension LabelledTable {
  /// Inputs and then the target as columns of a table: the names of classes as texts, values as numbers. O(size).
  func table(named name: String) -> Table {
    let (inputs, n) = (dataset.inputs, columnNames.count)
    let names = columnNames.map { Table.Form($0, .number) }
    switch dataset.targets {
    case .classes(let classes):
      let texts = Table.Texts(distinct: classNames, codes: classes.map { Int32($0) })
      return Table(
        name: name, columns: names + [Table.Form(targetName, .text)], count: dataset.count,
        numbers: PackedNumbers(inputs.elements, width: n, count: dataset.count), texts: [texts])
    case .values(let values):
      precondition(values.columns == 1, "The target of a table is one column, not \(values.columns).")
      let numbers = (0..<dataset.count).flatMap { inputs.elements[$0 * n..<($0 + 1) * n] + [values.elements[$0]] }
      return Table(
        name: name, columns: names + [Table.Form(targetName, .number)], count: dataset.count,
        numbers: PackedNumbers(numbers, width: n + 1, count: dataset.count), texts: [])
    }
  }
}
