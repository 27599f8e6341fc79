import FeedForward

/// Everything between the columns of a table and the numbers of a network, fitted on training rows only: it is saved
/// and loaded with the network, and checks by name and type the columns that it is given.
public struct Pipeline: Sendable, Equatable, Codable {
  /// One for each column that the network learns from, in the order of the table it was fitted to.
  public let inputs: [InputColumn]
  /// What is predicted; nil for inputs alone.
  public var target: TargetColumn?
  /// How the table was read that it was fitted to.
  public var reading: TableReading

  /// A pipeline as it was fitted elsewhere.
  public init(inputs: [InputColumn], target: TargetColumn?, reading: TableReading = TableReading()) {
    self.inputs = inputs
    self.target = target
    self.reading = reading
  }
}

/// What has to be known of a table beside what its columns hold, so that other rows are read alike.
public struct TableReading: Sendable, Equatable, Codable {
  /// The texts that stand for a missing value.
  public var missing: [String]
  /// How columns are spelled, where that is not as usual.
  public var columns: [Column]

  /// A column and how it is spelled.
  public struct Column: Sendable, Equatable, Codable {
    /// Its name in the table.
    public let name: String
    /// What its fields do not tell one by one.
    public let spelling: ColumnSpelling

    /// A column by its name.
    public init(name: String, spelling: ColumnSpelling) {
      self.name = name
      self.spelling = spelling
    }
  }

  /// As usual, unless told otherwise.
  public init(missing: [String] = TableOptions.usualMissing, columns: [Column] = []) {
    self.missing = missing
    self.columns = columns
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
    /// A number becomes one or more numbers; see ``NumberEncoding``.
    case number(NumberEncoding)
    /// A text becomes as many numbers as there are categories, or one; see ``CategoryEncoding``.
    case category(CategoryEncoding)
  }

  /// A column by its name.
  public init(name: String, encoding: Encoding) {
    self.name = name
    self.encoding = encoding
  }
}

/// What a network predicts.
public enum TargetColumn: Sendable, Equatable, Codable {
  /// One of some classes. With two classes and one output, the output is the probability of the second.
  case classes(name: String, classes: [String])
  /// Numbers, one output each: the network is trained on scaled ones, and predictions are scaled back.
  case values([ValueTarget])
}
