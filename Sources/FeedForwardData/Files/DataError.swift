import FeedForward

/// What was wrong with a file or a table. Every text names the place, what was found and what was expected.
public enum DataError: Error, Equatable, Sendable {
  /// A file that cannot be opened, read or written, and the system's reason.
  case inaccessible(file: String, reason: String)
  /// A place in a file that is not as its format says.
  case format(FileFormatError)
  /// A column that is asked for and not there.
  case missingColumn(name: String, table: String, present: [String])
  /// A column of another type than is needed, or with a value that makes no sense: the row counts from 0.
  case invalidColumn(name: String, table: String, row: Int?, found: String, expected: String)
  /// Numbers or settings that the engine refuses.
  case engine(FeedForwardError)
}

extension DataError: DescribedError {
  /// A sentence or two with the place, the value found and what was expected.
  public var description: String {
    switch self {
    case .inaccessible(let file, let reason): "\(file.isEmpty ? "“”" : file): \(reason)."
    case .format(let error): error.description
    case .missingColumn(let name, let table, let present):
      """
      \(table) has no column “\(name)”; expected one of \(present.prefix(50).map { "“\($0)”" }.joined(separator: ", "))\
      \(present.count > 50 ? ", … (\(present.count) in all)" : "").
      """
    case .invalidColumn(let name, let table, let row, let found, let expected):
      "\(table), column “\(name)”\(row.map { ", row \($0)" } ?? ""): found \(found), expected \(expected)."
    case .engine(let error): error.description
    }
  }
}

extension DataError {
  /// What the body returns, an error of the engine as one of data.
  static func wrapping<Result>(_ body: () throws(FeedForwardError) -> Result) throws(DataError) -> Result {
    do throws(FeedForwardError) {
      return try body()
    } catch {
      throw .engine(error)
    }
  }
}
