import FeedForward
import FeedForwardData
import FeedForwardPlots

/// A described table as a page with a picture of each column.
struct DescriptionPage {
  private let table: DescribedTable
  private var description: TableDescription { table.description }
  /// Of a table with more columns the first ones are drawn.
  private static let mostPictures = 200

  init(_ table: DescribedTable) { self.table = table }

  var report: HTMLReport {
    get throws {
      let columns = description.columns
      let missing = columns.reduce(0) { $0 + $1.missing }
      let share = ColumnDescription.percent(missing, of: description.rows * columns.count)
      let sentences = description.exceptions + table.notes
      let pictures = try columns.prefix(Self.mostPictures).compactMap { try $0.picture(of: description.rows) }
      return HTMLReport(
        title: description.heading,
        summary: [
          .init("rows", "\(description.rows)"), .init("columns", "\(columns.count)"),
          .init("inputs of a network", "\(description.inputs)"), .init("missing values", share),
        ],
        sections: (sentences.isEmpty ? [] : [.init("Notes", sentences.map { .text($0) })]) + [
          .init("Columns", [.table(.init(head: Self.head, rows: columns.map { $0.cells(of: description.rows) }))])
        ] + (pictures.isEmpty ? [] : [.init("How the rows are spread", [.pictures(pictures)])]))
    }
  }

  private static let head = [
    "column", "kind", "missing", "differ", "least", "median", "most", "mean", "deviation", "what train makes of it",
  ]
}

extension ColumnDescription {
  fileprivate func cells(of rows: Int) -> [String] {
    let figures =
      numbers.map { numbers in
        [numbers.least, numbers.median, numbers.most, numbers.mean].map { text($0, digits: 5) }
          + [numbers.deviation.text(digits: 4)]
      } ?? ["", "", "", "", ""]
    return [name, kind.rawValue, Self.percent(missing, of: rows), "\(distinct)"] + figures + [use]
  }

  /// nil for a column of one value.
  fileprivate func picture(of rows: Int) throws -> SVG? {
    guard distinct > 1 else { return nil }
    let lacking = missing > 0 ? "; \(Self.percent(missing, of: rows)) missing" : ""
    let note = "\(distinct) different values\(lacking)"
    guard let numbers else {
      return try BarChart(
        name, note: note, label: "rows", categories: texts.map(\.text),
        series: [.init("", values: texts.map { Double($0.count) })]
      ).svg()
    }
    let histogram = numbers.histogram
    guard histogram.width > 0, numbers.least.magnitude < 1e290, numbers.most.magnitude < 1e290 else { return nil }
    guard isDate else {
      return try HistogramChart(
        name, note: note, label: name, start: histogram.start, step: histogram.width, counts: histogram.counts
      ).svg()
    }
    let begins = histogram.counts.indices.map { text(histogram.start + Double($0) * histogram.width, digits: 5) }
    return try BarChart(
      name, note: note, label: "rows from this day on", categories: begins,
      series: [.init("", values: histogram.counts.map(Double.init))]
    ).svg()
  }
}
