import FeedForward
import FeedForwardData
import FeedForwardModels

/// The readers of files, as the fuzzer and the tests that replay its seeds call them: whatever the bytes, a value or a typed
/// error comes of them. What was read is looked at, too.
struct Readers: Sendable {
  let name: String
  let read: @Sendable ([UInt8]) -> Void

  static let all = [
    Readers(name: "csv") { bytes in
      look(at: try? Table<Float>(csv: bytes, named: "fuzz"))
      // The last two bytes are settings, too.
      guard let last = bytes.last, bytes.count > 1 else { return }
      var options = TableOptions()
      (options.delimiter, options.comment) = (last, bytes[bytes.count - 2])
      (options.hasHeader, options.trimsBlanks, options.missing) = (last & 1 == 0, last & 2 == 0, ["0", "", "ä"])
      options.quote = last & 4 == 0 ? last : bytes[0]
      look(at: try? Table<Double>(csv: bytes, named: "fuzz", options: options))
    },
    Readers(name: "proben1") { bytes in
      guard let problem = try? Proben1Problem(bytes, file: "fuzz") else { return }
      _ = problem.errorPercentage(ofLoss: 1)
    },
  ]

  /// Reads everything that a table offers.
  private static func look<Scalar: BLASScalar>(at table: Table<Scalar>?) {
    guard let table else { return }
    for column in table.columns { _ = (table.numbers(of: column), table.texts(of: column)) }
    for row in 0..<table.count { _ = table.line(ofRow: row) }
    _ = try? table.selecting(rows: [table.count - 1, 0])
  }
}
