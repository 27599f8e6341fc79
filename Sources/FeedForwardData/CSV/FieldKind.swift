/// What a field may be, looked at by itself.
enum FieldKind {
  case number, missing, other
  /// A number with marks in it or around it, and a date.
  case decorated, date

  var isNumber: Bool { self == .number || self == .decorated }

  init(_ text: [UInt8], _ dialect: Dialect) {
    self = text.withUnsafeBufferPointer { bytes in
      if dialect.missing.contain(bytes) { return .missing }
      if NumberScanner.scan(bytes, 0, bytes.count) != .noNumber { return .number }
      if DecoratedNumber(bytes) != nil { return .decorated }
      return DateScanner(bytes) == nil ? .other : .date
    }
  }
}

/// A record of the beginning of a text.
struct SampleRecord {
  struct Cell {
    let text: [UInt8]
    let kind: FieldKind
  }

  let cells: [Cell]
  /// The line in which it begins.
  let line: Int

  var width: Int { cells.count }
}

extension [SampleRecord] {
  /// The cells of a column.
  func column(_ index: Int) -> [SampleRecord.Cell] { compactMap { index < $0.width ? $0.cells[index] : nil } }

  /// Whether a column has numbers and nothing else.
  func areNumbers(_ index: Int) -> Bool {
    let present = column(index).filter { $0.kind != .missing }
    return !present.isEmpty && present.allSatisfy(\.kind.isNumber)
  }
}
