/// The plainest CSV: a header line, commas, no quotes. The embedded tables are of this form; files of users may not be.
struct PlainCSV {
  /// One name a column.
  let header: [String]
  /// `header.count` fields each.
  let records: [[String]]

  init(_ text: [UInt8]) {
    let lines = text.split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    let width = lines.first?.count ?? 0
    precondition(
      lines.count > 1 && lines.allSatisfy { $0.count == width },
      "An embedded table has a header line, and as many fields in every other line.")
    header = lines[0]
    records = Array(lines.dropFirst())
  }

  static func number(_ field: String) -> Double {
    guard let number = Double(field) else { preconditionFailure("An embedded table has “\(field)” for a number.") }
    return number
  }
}
