import FeedForward

/// What a careful colleague would ask about a table before a network is trained on it: columns that look like
/// identifiers, that give the target away, that say nothing or the same as another, and classes of very few rows.
///
/// ```swift
/// let (pipeline, _) = try Pipeline.fitted(to: table, target: "price")
/// for note in DataReview.notes(table: table, pipeline: pipeline) { print(note) }
/// ```
///
/// Nothing is an error: each finding is a question that only who knows the data can answer. Columns are looked at that
/// the pipeline takes, and its target. What asks for a number of rows is not said of fewer than 20.
public struct DataReview: Sendable, Equatable {
  /// Something to ask.
  public struct Finding: Sendable, Equatable, Codable, CustomStringConvertible {
    /// What it is about.
    public enum Kind: String, Sendable, Codable {
      /// Whole numbers that are different in every row.
      case identifier
      /// What gives the target almost exactly.
      case leak
      /// The same value in every row.
      case constant
      /// The values of another column.
      case equal
      /// Classes of fewer than five rows.
      case rareClass = "rare class"
    }

    /// What it is about.
    public let kind: Kind
    /// The columns that it is about, in the order of the pipeline; of rare classes the target.
    public let columns: [String]
    /// A sentence or two.
    public let description: String
  }

  /// What was found; empty where there is nothing to ask.
  public let findings: [Finding]

  /// Looks at rows of a table as a pipeline sees them.
  ///
  /// A column that is missing from the table, or holds something else than the pipeline takes, is passed over.
  ///
  /// - Parameters:
  ///   - table: what the network is to learn from.
  ///   - rows: those to be trained on; nil for all.
  ///   - pipeline: says which columns are looked at, and how.
  /// - Complexity: O(rows · columns), and for what several numbers give together O(columns³ + columns² · 10 000): of
  ///   more rows, 10 000 at equal distances are taken, and of more than 100 columns of numbers no more than one is put
  ///   to the test at a time.
  public init(_ table: Table, rows: [Int]? = nil, pipeline: Pipeline) {
    let rows = rows.map(RowList.some) ?? .all(table.count)
    var survey = ReviewedTable(table, rows: rows, pipeline: Self.suspects(in: table, rows, pipeline))
    survey.read()
    findings = survey.leaks + survey.identifiers + survey.constants + survey.equalColumns + survey.rareClasses
  }

  /// A sentence or two for each finding; see ``init(_:rows:pipeline:)``.
  public static func notes(table: Table, rows: [Int]? = nil, pipeline: Pipeline) -> [String] {
    DataReview(table, rows: rows, pipeline: pipeline).findings.map(\.description)
  }

  /// The pipeline with those columns only of which something may be to be asked: what is true of all rows is true of
  /// some, and of a large table these are looked at first.
  private static func suspects(in table: Table, _ rows: RowList, _ pipeline: Pipeline) -> Pipeline {
    guard rows.count > 2 * screenedRows, rows.count * pipeline.inputs.count > 1 << 24 else { return pipeline }
    let step = rows.count / screenedRows
    let some = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    var screen = ReviewedTable(table, rows: .some(some), pipeline: pipeline)
    screen.read()
    var names = screen.columns.filter { $0.isConstant || $0.isIdentifier || $0.givesClass || !$0.given.isEmpty }
      .map(\.name)
    names += screen.groupsOfEqualColumns.flatMap(\.self)
    names += screen.targets.flatMap { screen.sample.shares(in: $0.name) }
    let suspects = Set(names.map { CodePoints($0) })
    return Pipeline(inputs: pipeline.inputs.filter { suspects.contains(CodePoints($0.name)) }, target: pipeline.target)
  }

  private static let screenedRows = 8192

  /// Rows below which nothing is asked that chance could have made.
  static let leastRows = 20
}

extension ReviewedTable {
  /// Columns that alone, or together, give the target away.
  var leaks: [DataReview.Finding] {
    var found: [DataReview.Finding] = []
    func add(_ columns: [String], _ target: String, _ how: String) {
      guard !columns.isEmpty else { return }
      let isOne = columns.count == 1
      found.append(
        .init(
          kind: .leak, columns: columns,
          description: """
            \(isOne ? "Column" : "Columns") \(columns.asNames()) \(how) “\(target)” almost exactly: \
            \(isOne ? "is it" : "are they") known before it is?
            """))
    }
    if let classes {
      let names = columns.filter { $0.givesClass }.map(\.name)
      add(names, classes.name, names.count == 1 ? "alone gives" : "give, each alone,")
    }
    for (index, target) in targets.enumerated() {
      let single = columns.filter { $0.given.contains(index) }.map(\.name)
      add(single, target.name, single.count == 1 ? "alone gives" : "give, each alone,")
      if single.isEmpty { add(sample.shares(in: target.name), target.name, "together give") }
    }
    return found
  }

  var identifiers: [DataReview.Finding] {
    let names = columns.filter(\.isIdentifier).map(\.name)
    guard let first = names.first else { return [] }
    let text =
      names.count == 1
      ? "Column “\(first)” is a whole number that is different in every row: an identifier? --exclude \(first) leaves "
        + "it out."
      : "Columns \(names.asNames()) are whole numbers that are different in every row: identifiers? --exclude leaves "
        + "them out."
    return [.init(kind: .identifier, columns: names, description: text)]
  }

  var constants: [DataReview.Finding] {
    let names = columns.filter(\.isConstant).map(\.name)
    guard !names.isEmpty, rows.count > 1 else { return [] }
    let subject = names.count == 1 ? "Column \(names.asNames()) has" : "Columns \(names.asNames()) have"
    return [
      .init(
        kind: .constant, columns: names,
        description:
          "\(subject) the same value in every row: nothing can be learned from \(names.count == 1 ? "it" : "them").")
    ]
  }

  /// One line for each group of columns that are equal.
  var equalColumns: [DataReview.Finding] {
    let groups = groupsOfEqualColumns
    let most = 5
    guard groups.count > most else {
      return groups.map { names in
        .init(
          kind: .equal, columns: names,
          description: "Columns \(names.asNames()) are equal in every row: one of them would do.")
      }
    }
    let pairs = groups.prefix(3).map { "\($0.asNames())" }.joined(separator: "; ")
    return [
      .init(
        kind: .equal, columns: groups.flatMap(\.self),
        description: "Columns are equal in every row, of which one would do: \(pairs); and \(groups.count - 3) more.")
    ]
  }

  var rareClasses: [DataReview.Finding] {
    guard let classes, rows.count >= DataReview.leastRows else { return [] }
    let rare = zip(classes.names, classes.counts).filter { $0.1 > 0 && $0.1 < 5 }
    guard !rare.isEmpty else { return [] }
    let most = 5
    var list = rare.prefix(rare.count > most ? 3 : most).map { "“\($0.0)” (\($0.1))" }
    if rare.count > most { list.append("\(rare.count - 3) more") }
    return [
      .init(
        kind: .rareClass, columns: [classes.name],
        description: """
          \(rare.count == 1 ? "A class" : "\(rare.count) classes") of “\(classes.name)” \
          \(rare.count == 1 ? "has" : "have") fewer than 5 rows, too few to learn from and to judge by: \(list.asList).
          """)
    ]
  }
}
