/// Where the rows of a table stand in the files that it was read from.
struct RowPlaces: Sendable {
  /// The line of each row in its file, from 1; nil where row r stands in line `firstLine + r`.
  private var lines: [Int]?
  private var firstLine = 1
  /// Where there are several files, their names and that of each row.
  private var files: (names: [String], ofRows: [Int32])?

  /// Rows one line after the other.
  init(firstLine: Int) { self.firstLine = firstLine }

  init(lines: [Int]) { self.lines = lines }

  /// - Parameters:
  ///   - lines: of each row; nil where they follow each other from `firstLine` on.
  ///   - names: of all files.
  ///   - ends: for each file, how many rows stand in it and in those before.
  init(lines: [Int]?, firstLine: Int, files names: [String], ends: [Int]) {
    (self.lines, self.firstLine) = (lines, firstLine)
    guard names.count > 1 else { return }
    var ofRows: [Int32] = []
    for (file, end) in ends.enumerated() {
      ofRows.append(contentsOf: repeatElement(Int32(file), count: end - ofRows.count))
    }
    files = (names, ofRows)
  }

  /// The line in which a row begins.
  func line(ofRow row: Int) -> Int { lines?[row] ?? firstLine + row }

  /// The name of its file; nil where there is one for all.
  func file(ofRow row: Int) -> String? { files.map { $0.names[Int($0.ofRows[row])] } }

  /// Those of some rows.
  func selecting(_ rows: [Int]) -> RowPlaces {
    var places = RowPlaces(lines: rows.map(line))
    places.files = files.map { files in (files.names, rows.map { files.ofRows[$0] }) }
    return places
  }
}
