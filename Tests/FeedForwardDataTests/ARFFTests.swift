import FeedForward
@testable import FeedForwardData
import Testing

/// ARFF: what the header says, rows, and what is refused.
@Suite struct ARFFTests {
  private static let iris = """
    % A comment
    % of two lines

    @RELATION 'iris plants'
    @ATTRIBUTE sepallength\tREAL
    @attribute "petal \\"width\\"" NUMERIC % in cm
    @attribute 'it''s' integer
    @attribute class {Iris-setosa, 'Iris versicolor' ,"x,y",\tother}
    @Attribute name string
    @attribute when DATE "yyyy-MM-dd HH:mm:ss"
    @data
    5.1,0.2,3,Iris-setosa,'it\\'s','2024-01-01'
    % between
    ?, 1e-3 ,4, 'Iris versicolor' ,"a, b",?

    6,?,5,"x,y",c d,''

    """

  private static func header(_ text: String) throws -> ARFFHeader {
    try ARFFHeader(MemorySource(Array(text.utf8), name: "t"))
  }

  @Test(arguments: ["", "\u{FEFF}"]) func headers(mark: String) throws {
    let text = mark + Self.iris.replacing("'it''s'", with: "'it\\'s'")
    let header = try Self.header(text)
    #expect(header.relation == "iris plants")
    #expect(header.names == ["sepallength", "petal \"width\"", "it's", "class", "name", "when"])
    #expect(header.kinds == [.number, .number, .number, .text, .text, nil])
    #expect(header.values[3] == ["Iris-setosa", "Iris versicolor", "x,y", "other"])
    #expect(header.values.filter { $0 != nil }.count == 1)
    #expect(header.dataLine == 12 && Array(text.utf8)[header.dataOffset...].starts(with: Array("5.1,0.2".utf8)))
    #expect(try Self.header(text.replacing("\n", with: "\r\n")).names == header.names)
  }

  @Test func tables() throws {
    let text = Self.iris.replacing("'it''s'", with: "i")
    for bytes in [Array(text.utf8), GzipTests.gzip(Array(text.replacing("\n", with: "\r\n").utf8))] {
      let table = try ArrayTests.read(bytes)
      let numbers = table.columns[..<3].map { table.numbers(of: $0) ?? [] }
      #expect(numbers[0][0] == 5.1 && numbers[0][1].isNaN && numbers[0][2] == 6)
      #expect(numbers[1][..<2] == [0.2, 1e-3] && numbers[1][2].isNaN && numbers[2] == [3, 4, 5])
      #expect(table.texts(of: table.columns[3]) == ["Iris-setosa", "Iris versicolor", "x,y"])
      #expect(table.texts(of: table.columns[4]) == ["it's", "a, b", "c d"])
      #expect(table.columns[5].kind == .date && table.numbers(of: table.columns[5])?[0] == 19_723)
      #expect((0..<3).map { table.line(ofRow: $0) } == [12, 14, 16])
    }
  }

  /// Longer than what tells formats apart, and than what is read at a time.
  @Test func longHeaders() throws {
    let comments = String(repeating: "% nothing of interest\n", count: 600)
    let columns = (0..<5000).map { "@attribute c\($0) numeric\n" }.joined()
    let row = Array(repeating: "1", count: 5000).joined(separator: ",")
    let table = try ArrayTests.read(Array("\(comments)@relation r\n\(columns)@data\n\(row)".utf8))
    #expect(table.columns.count == 5000 && table.line(ofRow: 0) == 5603)
  }

  @Test func blanksBetweenValues() throws {
    let table = try ArrayTests.read(
      Array("@relation r\n@attribute a real\n@attribute b {x,y}\n@data\n1 x\n2\ty\n".utf8))
    #expect(table.numbers(of: table.columns[0]) == [1, 2] && table.texts(of: table.columns[1]) == ["x", "y"])
  }

  private static let start = "@relation r\n@attribute a real\n@attribute b {x, 'y z'}\n"

  private static let refused: [(String, String)] = [
    ("@relation r\n@attribute a real\n", "t:2: found the end of the text, expected @data and rows."),
    ("@relation r\n@data\n1\n", "t:2: found @data without a column, expected @attribute with a name and a type."),
    ("@relation r\n@attribute\n", "t:2: found @attribute without a name, expected a name and a type."),
    (
      "@relation r\n@attribute a real\n@attribute a real\n",
      "t:3: found the name “a” a second time, as in line 2, expected another name for each column."
    ),
    (
      "@relation r\n@attribute a relational\n",
      """
      t:2: found the type “relational” of “a”, expected numeric, real, integer, string, date, or the values between \
      braces.
      """
    ),
    (
      "@relation r\n@attribute a {x, y\n",
      """
      t:2: found no type of “a” (or a brace that is open), expected numeric, real, integer, string, date, or the \
      values between braces.
      """
    ),
    ("@relation r\n@attribute a {}\n", "t:2: found no value between the braces, expected at least one."),
    ("@relation r\na,b\n", "t:2: found “a,b”, expected @relation, @attribute, @data, or % and a comment."),
    ("\(start)@data\n% none\n", "t:5: found no row, expected a row at least after @data."),
    ("\(start)@data\n1\n", "t:5: found 1 field, expected 2, one for each @attribute."),
    ("\(start)@data\n1,x\n2,q\n", "t:6:2: found “q”, expected one of “x”, “y z” in column “b”."),
    (
      "\(start)@data\nx,x\n",
      "t:5:1: found “x”, expected a number in column “a”"
        + " (--text reads texts, --missing-values what is missing)."
    ),
    (
      "\(start)@data\n1e999,x\n",
      "t:5:1: found “1e999”, expected a finite number in column “a”"
        + " (--text reads texts, --missing-values what is missing)."
    ),
    (
      "\(start)@data\n{0 1, 1 x}\n",
      """
      t:5: found a sparse row, which begins with a brace, expected a value for each column (Weka’s filter \
      SparseToNonSparse writes them).
      """
    ),
    ("\(start)@data\n1,'x\n", "t:5: found a quote that is not closed before a comma, expected a closing quote."),
  ]

  @Test(arguments: refused) func isRefused(_ text: String, _ expected: String) {
    do {
      let table = try ArrayTests.read(Array(text.utf8))
      Issue.record("\(table.count) rows, expected: \(expected)")
    } catch {
      #expect("\(error)" == expected)
    }
  }
}
