import FeedForward

/// What tells whether two tables have the same rows, in any order: how many there are, and a sum of hashes of what a
/// pipeline takes of each, inputs and target.
///
/// It is kept with a model, so that whoever judges it later is told that these are the rows it was trained on:
///
/// ```swift
/// model.provenance["training table"] = "\(try TableFingerprint(of: table, for: pipeline))"
/// …
/// let isKnown = try model.provenance["training table"].flatMap(TableFingerprint.init)
///   == TableFingerprint(of: other, for: pipeline)
/// ```
///
/// No row can be recovered from it. It is the same for the same values on every machine: numbers count by their value,
/// texts by their code points, classes by their place among those of the pipeline. Two tables that differ have the same
/// one by chance about once in 2⁶⁴ times; it is no protection against who wants that.
public struct TableFingerprint: Sendable, Equatable {
  /// How many rows.
  public let rows: Int
  private let sum: UInt64

  private init(rows: Int, sum: UInt64) { (self.rows, self.sum) = (rows, sum) }

  /// Of some rows of a table.
  ///
  /// - Parameters:
  ///   - table: has the columns of the pipeline.
  ///   - rows: which rows; nil for all.
  ///   - pipeline: whose inputs and target are looked at.
  /// - Throws: ``DataError`` for a column of the pipeline that the table has not.
  /// - Complexity: O(rows · columns).
  public init(of table: Table, rows: [Int]? = nil, for pipeline: Pipeline) throws {
    let hashes = try pipeline.rowHashes(of: table, rows: rows)
    self.init(rows: hashes.count, sum: hashes.reduce(0, &+))
  }

  /// Of the rows of both: that of a table which was split is that of its parts together.
  public static func + (left: Self, right: Self) -> Self {
    Self(rows: left.rows + right.rows, sum: left.sum &+ right.sum)
  }
}

extension TableFingerprint: LosslessStringConvertible {
  /// As in `150 rows 9f86d081884c7d65`.
  public var description: String {
    let digits = String(sum, radix: 16)
    return "\(rows) rows \(String(repeating: "0", count: 16 - digits.count))\(digits)"
  }

  /// What ``description`` has written; nil for any other text.
  public init?(_ description: String) {
    let words = description.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[1] == "rows", let rows = Int(words[0]), rows >= 0,
      let sum = UInt64(words[2], radix: 16)
    else { return nil }
    self.init(rows: rows, sum: sum)
    guard self.description == description else { return nil }
  }
}

extension DataReview {
  /// `120 of 150 rows to judge by are rows that the model is trained on: …`, where some are; nil where none is.
  ///
  /// Rows are the same if all is that the pipeline takes, inputs and target. Where rows of the training table are found
  /// twice among themselves as often as that, nothing is said: few columns of few values make rows that are equal.
  ///
  /// - Parameters:
  ///   - judged: the table to judge by.
  ///   - rows: those of `judged`; nil for all.
  ///   - training: the table that the pipeline's network is trained on.
  ///   - trainingRows: those of `training`; nil for all.
  ///   - pipeline: whose inputs and target are compared.
  /// - Throws: ``DataError`` for a column of the pipeline that a table has not.
  /// - Complexity: O(rows · columns).
  public static func testRowsNote(
    judged: Table, rows: [Int]? = nil, training: Table, trainingRows: [Int]? = nil, pipeline: Pipeline
  ) throws -> String? {
    let known = try pipeline.rowHashes(of: training, rows: trainingRows)
    let asked = try pipeline.rowHashes(of: judged, rows: rows)
    let different = Set(known)
    let shared = asked.count { different.contains($0) }
    // The share of rows that chance alone makes equal.
    let usual = 1 - Double(different.count) / Double(max(known.count, 1))
    guard shared > 0, Double(shared) > 2 * usual * Double(asked.count) else { return nil }
    return """
      \(shared) of \(asked.count) rows to judge by are rows that the model is trained on: it knows them, and figures \
      of them say little of new rows.
      """
  }

  /// The same of a model that holds the fingerprints of its rows: nil where they are others.
  ///
  /// - Parameters:
  ///   - judged: of the rows to judge by.
  ///   - training: of all rows of the table that the model was trained on, those among them that were held to judge
  ///     epochs by.
  public static func testRowsNote(judged: TableFingerprint, training: TableFingerprint) -> String? {
    guard judged == training else { return nil }
    return """
      These are the \(judged.rows) rows that the model was trained on: it knows them, and figures of them say little \
      of new rows.
      """
  }
}

extension Pipeline {
  /// A hash of what the pipeline takes of each row, inputs and target.
  fileprivate func rowHashes(of table: Table, rows: [Int]?) throws -> [UInt64] {
    let rows = rows.map(RowList.some) ?? .all(table.count)
    var hashes = [UInt64](repeating: 0, count: rows.count)
    func join(_ values: some Sequence<UInt64>) {
      for (i, value) in values.enumerated() { hashes[i] = StableHash.joined(hashes[i], value) }
    }
    for input in inputs {
      let column = try table.column(named: input.name)
      let isText = if case .category = input.encoding { true } else { false }
      if column.kind == .text || isText {
        join(table.textHashes(of: column, rows: rows))
      } else {
        join(table.numbers.column(column.slot, rows: rows).lazy.map { StableHash.of($0) })
      }
    }
    switch target {
    case nil: break
    case .classes(let name, let classes):
      let column = try table.column(named: name)
      let indices = table.indices(of: column, in: Vocabulary(classes), rows: rows)
      join(indices.lazy.map { UInt64(bitPattern: Int64($0)) })
    case .values(let values):
      for value in values {
        let column = try table.column(named: value.name)
        if column.kind == .text {
          join(table.textHashes(of: column, rows: rows))
        } else {
          join(table.numbers.column(column.slot, rows: rows).lazy.map { StableHash.of($0) })
        }
      }
    }
    return hashes.map { StableHash.mixed($0) }
  }
}

extension Table {
  /// Of the texts of a column; of numbers those of their names.
  fileprivate func textHashes(of column: Column, rows: RowList) -> [UInt64] {
    guard let slot = column.textSlot else {
      return numbers.column(column.slot, rows: rows).map { number in
        number.isNaN ? StableHash.missing : StableHash.of(column.name(of: number))
      }
    }
    let known = texts[slot].distinct.map { StableHash.of($0) }
    return rows.map { row in
      let code = texts[slot].codes[row]
      return code < 0 ? StableHash.missing : known[Int(code)]
    }
  }
}
