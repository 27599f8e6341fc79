import FeedForward

/// What training makes of a column.
struct ColumnUse {
  var role = ColumnDescription.Role.leftOut
  var inputs = 0
  var sentence: String

  /// A column that is no input.
  init(leftOut reason: String) { sentence = "left out: \(reason)" }

  init(_ input: InputColumn) {
    (role, inputs) = (.input, input.width)
    let (kind, parts) = input.parts
    sentence = "\(kind), \(counted(inputs, "input")): \(parts)"
  }

  init(targetOf target: TargetColumn) {
    role = .target
    switch target {
    case .classes(_, let classes):
      sentence = "the target: \(classes.count) classes, \(classes.asNames())"
    case .values: sentence = "the target: a number"
    }
  }

  init(target reason: String) {
    role = .target
    sentence = "the target, but \(reason)"
  }
}

/// What training makes of each column of a table.
struct ColumnUses {
  private var uses: [CodePoints: ColumnUse] = [:]

  subscript(name: String) -> ColumnUse { uses[CodePoints(name)] ?? ColumnUse(leftOut: "nobody asked for it") }

  init(_ pipeline: Pipeline, leftOut: [LeftOutColumn]) {
    for input in pipeline.inputs { uses[CodePoints(input.name)] = ColumnUse(input) }
    for column in leftOut { uses[CodePoints(column.name)] = ColumnUse(leftOut: column.reason) }
    guard let target = pipeline.target else { return }
    for name in target.names { uses[CodePoints(name)] = ColumnUse(targetOf: target) }
  }

  /// - Parameter targets: columns of the table.
  init(of table: Table, targets: [String], _ preprocessing: Preprocessing) {
    if let fitted = try? Pipeline.fitted(to: table, targets: targets, preprocessing) {
      self.init(fitted.pipeline, leftOut: fitted.leftOut)
    } else {
      self.init(eachOf: table, targets: targets, preprocessing)
    }
  }

  /// Where a column cannot be what it should: each is asked by itself.
  private init(eachOf table: Table, targets: [String], _ preprocessing: Preprocessing) {
    let fitting = PipelineFitting(table: table, rows: .all(table.count), preprocessing: preprocessing)
    let areTargets = Set(targets.map { CodePoints($0) })
    for (column, isWanted) in zip(table.columns, preprocessing.columns.areNeeded(table.columnNames)) {
      guard isWanted, !areTargets.contains(CodePoints(column.name)) else { continue }
      uses[CodePoints(column.name)] = fitting.use(of: column)
    }
    do {
      let target = try TargetColumn.fitted(
        to: table, rows: fitting.rows, names: targets, preprocessing, fitting.summaries)
      for name in targets { uses[CodePoints(name)] = ColumnUse(targetOf: target) }
    } catch {
      for name in targets { uses[CodePoints(name)] = ColumnUse(target: "\(error)") }
    }
  }
}

extension PipelineFitting {
  /// Of a column by itself.
  fileprivate func use(of column: Table.Column) -> ColumnUse {
    if let reason = reasonToLeaveOut(column) { return ColumnUse(leftOut: reason) }
    do {
      return ColumnUse(InputColumn(name: column.name, encoding: try encoding(of: column)))
    } catch {
      return ColumnUse(leftOut: "it cannot be an input: \(error)")
    }
  }
}

extension InputColumn {
  /// What it holds, and what its inputs are.
  fileprivate var parts: (kind: String, inputs: String) {
    var parts: [String]
    switch encoding {
    case .number(let encoding):
      parts = ["its value"]
      if let bins = encoding.bins { parts.append(counted(bins.means.count, "bin")) }
      if encoding.hasIndicator { parts.append("whether it is missing") }
      return ("number", parts.asList)
    case .category(let encoding):
      let texts = encoding.categories.count
      parts = [encoding.isSigned ? "1 or −1 for two texts" : "one for each of \(counted(texts, "text"))"]
      if encoding.hasRest { parts.append("one for all others") }
      if encoding.hasIndicator { parts.append("whether it is missing") }
      return ("text", parts.asList)
    }
  }
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension [String] {
  /// `a`, `a and b`, `a, b and c`.
  var asList: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + self[count - 1]
  }

  /// The same of names in quotes; of very many the first ones, and how many more there are.
  func asNames(first most: Int = 5) -> String {
    let names = map { "“\($0)”" }
    return (count > most ? names.prefix(3) + ["\(count - 3) more"] : names[...]).map { $0 }.asList
  }
}
