import FeedForward
import FeedForwardData
import Testing

/// Calls with a row or a column that a table does not have.
@Suite struct BadTableCallTests {
  private func table(_ text: String) throws -> Table { try Table(csv: Array(text.utf8), named: "t") }

  @Test func columnsOfAnotherTable() throws {
    let narrow = try table("a,town\n1,Ulm\n2,Bonn\n")
    let wide = try table("town,b,a,c,name\nUlm,1,2,3,x\nBonn,4,5,6,y\n")
    for column in wide.columns {
      #expect(narrow.numbers(of: column) == nil && narrow.texts(of: column) == nil || column.name == "town")
    }
    #expect(try narrow.texts(of: wide.column(named: "town")) == ["Ulm", "Bonn"], "the same name, kind and place")
    #expect(try wide.numbers(of: narrow.column(named: "a")) == nil)
  }

  @Test func linesOfNoRow() throws {
    let plain = try table("a,b\n1,2\n3,4\n")
    let gaps = try table("a,b\n\n1,2\n\n3,4\n")
    for row in [-1, 2, .min, .max] {
      #expect(plain.line(ofRow: row) == nil && gaps.line(ofRow: row) == nil, "row \(row)")
    }
    #expect(plain.line(ofRow: 1) == 3 && gaps.line(ofRow: 1) == 5)
  }
}
