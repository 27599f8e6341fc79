import FeedForward

/// What training makes of a column, whatever it holds.
struct ColumnUse {
  var role = ColumnDescription.Role.leftOut
  var inputs = 0
  var sentence: String

  /// A column that is no input.
  init(leftOut reason: String) { sentence = "left out: \(reason)" }

  init(_ input: InputColumn) {
    (role, inputs) = (.input, input.width)
    sentence = "\(counted(inputs, "input")): \(input.parts.asList)"
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
      for name in targets { uses[CodePoints(name)] = ColumnUse(target: reason(error)) }
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
      return ColumnUse(leftOut: "it cannot be an input: \(reason(error))")
    }
  }
}

extension InputColumn {
  /// What its inputs are.
  fileprivate var parts: [String] {
    var parts: [String]
    switch encoding {
    case .number(let encoding):
      let (bins, indicators) = (encoding.bins?.means.count ?? 0, encoding.hasIndicator ? 1 : 0)
      parts = ["its value"]
      if bins > 0 { parts.append(counted(bins, "bin")) }
      let others = encoding.width - 1 - bins - indicators
      if others > 0 { parts.append("\(others) of the calendar") }
      if indicators > 0 { parts.append("whether it is missing") }
    case .category(let encoding):
      let texts = counted(encoding.categories.count, "text")
      if !encoding.isSigned {
        parts = ["one for each of \(texts)"]
      } else {
        parts = [encoding.categories.count == 2 ? "1 or −1 for two texts" : "the place of a text among \(texts)"]
      }
      if encoding.hasRest { parts.append("one for all others") }
      if encoding.hasIndicator { parts.append("whether it is missing") }
    }
    return parts
  }
}

/// What is wrong, without the full stop of a sentence.
private func reason(_ error: any Error) -> String {
  let text = "\(error)"
  return text.hasSuffix(".") ? String(text.dropLast()) : text
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
