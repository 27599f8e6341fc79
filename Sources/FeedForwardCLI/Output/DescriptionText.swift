import FeedForward
import FeedForwardData

/// A described table for a screen: a line for each column, no wider than the screen, then sentences.
struct DescriptionText {
  private let table: DescribedTable
  /// Places of a line; of a file as many as are wanted.
  private let lineWidth: Int
  /// Those of the table.
  private var width: Int { lineWidth == .max ? 80 : lineWidth }
  private var description: TableDescription { table.description }

  init(_ table: DescribedTable, width: Int) { (self.table, lineWidth) = (table, width) }

  var text: String {
    var parts = [
      "\(description.heading); train makes \(description.inputs) input\(description.inputs == 1 ? "" : "s") of them."
        .linesWrapped(to: lineWidth),
      lines,
    ]
    let sentences = description.exceptions + table.notes
    if !sentences.isEmpty {
      parts.append(sentences.map(\.shown).joined(separator: "\n").linesWrapped(to: lineWidth))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The fields of a line but for the values, which get the room that is left.
  private struct Field {
    let head: String
    let isRight: Bool
    let cells: [String]
    var width: Int { ([head] + cells).map(\.places).max() ?? 0 }
  }

  private static let longestName = 24
  private static let leastName = 12
  /// Values in fewer places say little; those of the widest line are cut beyond.
  private static let leastValues = 17
  private static let mostValues = 48

  private var lines: String {
    let columns = description.columns
    let hasMissing = columns.contains { $0.missing > 0 }
    let front: [Field] =
      [Field(head: "kind", isRight: false, cells: columns.map(\.kind.rawValue))]
      + (hasMissing
        ? [
          Field(
            head: "missing", isRight: true,
            cells: columns.map { ColumnDescription.percent($0.missing, of: description.rows) })
        ] : []) + [Field(head: "differ", isRight: true, cells: columns.map { "\($0.distinct)" })]
    let back = [
      Field(head: "", isRight: false, cells: columns.map(\.picture)),
      Field(head: "inputs", isRight: true, cells: columns.map(\.place)),
    ]
    let taken = (front + back).reduce(0) { $0 + $1.width + 2 }
    let longest = (["column"] + columns.map(\.name.shown)).map(\.places).max() ?? 0
    let name = min(longest, max(Self.leastName, min(Self.longestName, width - taken - 2 - Self.leastValues)))
    let room = min(Self.mostValues, max(Self.leastValues, width - taken - 2 - name))
    let values = columns.map { $0.values(in: room, rows: description.rows) }
    let fields =
      [Field(head: "column", isRight: false, cells: columns.map { $0.name.shown.cut(to: name) })] + front
      + [Field(head: "least…median…most", isRight: false, cells: values)] + back
    return textTable(
      (-1..<columns.count).map { row in fields.map { row < 0 ? $0.head : $0.cells[row] } }, width: width,
      areNumbers: fields.map(\.isRight))
  }
}

extension ColumnDescription {
  /// How the rows are spread, in eight letters at most: over the range of numbers, or over the most frequent texts.
  fileprivate var picture: String {
    let counts = numbers.map { $0.histogram.bars } ?? texts.prefix(8).map(\.count)
    // Texts that are all different have no most frequent ones.
    guard let most = counts.max(), distinct > 1, numbers != nil || most > 1 else { return "" }
    let blocks = Array("▁▂▃▄▅▆▇█")
    // No letter for no row, and one for a single one among many.
    return String(counts.map { $0 == 0 ? " " : blocks[min($0 * blocks.count / most, blocks.count - 1)] })
  }

  /// Where numbers lie, or the most frequent texts with their shares, in so many places.
  fileprivate func values(in room: Int, rows: Int) -> String {
    guard let numbers else {
      let parts = texts.map { text in
        text.text.shown + (text.count > 1 ? " \(Self.percent(text.count, of: rows))" : "")
      }
      return parts.joined(separator: ", ").cut(to: room)
    }
    let ends = [numbers.least, numbers.median, numbers.most]
    if distinct == 1 { return text(numbers.least, digits: 8).cut(to: room) }
    for digits in [4, 3] {
      let parts = ends.map { text($0, digits: digits) }
      let all = parts.joined(separator: " … ")
      if all.places <= room { return all }
      let outer = "\(parts[0]) … \(parts[2])"
      if outer.places <= room { return outer }
    }
    let parts = [ends[0], ends[2]].map { text($0, digits: 2).cut(to: (room - 3) / 2) }
    return parts.joined(separator: " … ")
  }

  /// A number, or the date that it stands for.
  func text(_ number: Double, digits: Int) -> String {
    guard isDate else { return number.text(digits: digits) }
    let date = text(ofDays: number)
    return digits < 4 ? String(date.prefix(7)) : date
  }
}
