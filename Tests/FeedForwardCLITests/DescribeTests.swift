import Foundation
import TestSupport
import Testing

@Suite struct DescribeTests {
  private struct Description: Decodable {
    struct Column: Decodable {
      let name, kind, role, use: String
      let missing, distinct, inputs: Int
    }
    let name: String
    let rows, inputs: Int
    let columns: [Column]
    let notes: [String]
  }

  /// Rentals of bicycles by whom, and how many together.
  private func rentals(in folder: Folder) throws -> String {
    var text = "row,town,casual,registered,note,cnt\n"
    for i in 0..<60 {
      let (casual, registered) = (i * i * 7 % 61, i * i * i * 5 % 97)
      text += "\(i),\(i % 9 == 0 ? "" : "town \(i % 4)"),\(casual),\(registered),note \(i),\(casual + registered)\n"
    }
    try folder.write(text, to: "rentals.csv")
    return folder.path("rentals.csv")
  }

  @Test func aLineForEachColumnAndWhatIsToBeAsked() throws {
    let folder = try Folder()
    let found = try Command("describe", try rentals(in: folder), "--target", "cnt")
    #expect(found.status == 0 && found.words.isEmpty)
    #expect(found.lines.first?.hasPrefix("rentals.csv: 60 rows, 6 columns; train makes ") == true)
    let table = found.lines.dropFirst(2).prefix(7)
    #expect(table.allSatisfy { $0.count <= 80 } && Set(table.map(\.count)).count == 1, "\(table)")
    #expect(
      zip(table.dropFirst(), ["row", "town", "casual", "registered", "note", "cnt"]).allSatisfy { $0.hasPrefix($1) })
    #expect(
      found.lines.suffix(4).map(String.init) == [
        "Column “cnt” is the target: a number.",
        "Column “note” is left out: it has 60 different texts in 60 rows.",
        "Columns “casual” and “registered” together give “cnt” almost exactly: are they known before it is?",
        "Column “row” is a whole number that is different in every row: an identifier? --exclude row leaves it out.",
      ])
  }

  @Test func asJSONItSaysTheSame() throws {
    let folder = try Folder()
    let path = try rentals(in: folder)
    let found: Description = try Command("describe", path, "--target", "cnt", "--json").decoded()
    #expect(
      found.rows == 60 && found.columns.map(\.role) == ["input", "input", "input", "input", "left out", "target"])
    #expect(found.columns[1].missing == 7 && found.columns[1].distinct == 4 && found.columns[1].kind == "text")
    #expect(found.inputs == found.columns.map(\.inputs).reduce(0, +) && found.notes.count == 2)
    // Without a target nothing is given away.
    let alone: Description = try Command("describe", path, "--json").decoded()
    #expect(alone.notes.count == 1 && alone.columns[5].role == "input")
  }

  @Test func thePageHoldsAPictureOfEachColumn() throws {
    let folder = try Folder()
    let path = try rentals(in: folder)
    #expect(try Command("describe", path, "--target", "cnt", "--html", folder.path("page.html")).status == 0)
    let page = try folder.read("page.html")
    #expect(page.components(separatedBy: "<svg ").count == 7 && page.contains("together give"))
    #expect(page.components(separatedBy: "<script").count == 2 && !page.contains("src="))
    #expect(try Command("describe", path, "--html", path).status == 64)
  }

  @Test func oddTablesAreDescribed() throws {
    let folder = try Folder()
    let long = String(repeating: "very long ", count: 30)
    try folder.write("\(long),日本語の列,e\n\(long),東京都千代田区霞が関一丁目,\n\(long),大阪,\n\(long),東京,\n", to: "odd.csv")
    let found = try Command("describe", folder.path("odd.csv"), "--header")
    #expect(found.status == 0)
    // The table is no wider than the screen; letters of East Asia take two places.
    for line in found.lines.dropFirst(2).prefix(4) {
      let wide = line.unicodeScalars.count { (0x3000...0x9FFF).contains($0.value) }
      #expect(line.count + wide <= 80, "\(line)")
    }
    #expect(found.output.contains("is left out: it has no value in the training rows."))
    try folder.write("x\n1\n", to: "one.csv")
    #expect(try Command("describe", folder.path("one.csv"), "--header", "--target", "x").status == 0)
    #expect(try Command("describe", folder.path("one.csv"), "--target", "y").status == 2)
    #expect(try Command("describe", folder.path("none.csv")).status == 2)
  }
}
