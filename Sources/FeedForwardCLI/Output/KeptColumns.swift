import FeedForward
import FeedForwardData
import FeedForwardModels

/// Columns of a table as they stand there, in front of what is written for each of its rows.
struct KeptColumns {
  private enum Values {
    case numbers([Double])
    case texts([String?])
  }

  let names: [String]
  private let columns: [Values]

  /// - Parameter others: the names of what is written behind them.
  /// - Throws: ``OptionError`` for a name that is given twice, or is one of the others.
  init(_ names: [String], of table: Table, beside others: [String]) throws {
    var taken = Set(others.map { CodePoints($0) })
    for name in names where !taken.insert(CodePoints(name)).inserted {
      throw OptionError(
        "--keep names “\(name)”, but another column of the result is called so; expected each name once.")
    }
    self.names = names
    columns = try names.map { name in
      let column = try table.column(named: name)
      guard let numbers = table.numbers(of: column) else { return .texts(table.texts(of: column) ?? []) }
      return column.kind == .date
        ? .texts(numbers.map { $0.isNaN ? nil : column.text(ofDays: $0) }) : .numbers(numbers)
    }
  }

  /// The fields of a row in a line.
  func fields(row: Int) -> [String] {
    columns.map { column in
      switch column {
      case .numbers(let numbers): numbers[row].field
      case .texts(let texts): texts[row]?.field ?? ""
      }
    }
  }

  /// The members of a row in an object, null where missing.
  func members(row: Int) -> [String] {
    zip(names, columns).map { name, column in
      let value =
        switch column {
        case .numbers(let numbers): numbers[row].isNaN ? "null" : numbers[row].field
        case .texts(let texts): texts[row].map { JSON.string($0).text } ?? "null"
        }
      return "\(JSON.string(name).text): \(value)"
    }
  }
}

extension String {
  /// As a field of a line of CSV.
  var field: String {
    var writer = CSVWriter()
    writer.append(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension BLASScalar {
  /// As a field of a line of CSV, empty where missing.
  var field: String {
    var writer = CSVWriter()
    writer.append(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension DataOptions {
  /// A table for a pipeline, and the columns of it that are to be kept: what the pipeline does not need is text, as it
  /// stands in the file.
  func table(_ paths: [String], for pipeline: Pipeline, keeping kept: [String]) throws -> Table {
    let known = Set(pipeline.columnNames.map { CodePoints($0) })
    return try table(
      paths, needing: .only(pipeline.inputs.map(\.name) + kept),
      texts: kept.filter { !known.contains(CodePoints($0)) }, for: pipeline)
  }
}
