import FeedForwardData
import Testing

/// Where a table begins and ends in a file, what separates its fields, and what its columns are called.
@Suite struct LayoutTests {
  @Test(arguments: [
    "region,2019,2020,2021\nA,1.5,2,3\nB,3,4,5\n", "country,1990\nA,1.5\nB,3\n", "a,b,c\n1,2,3\n4,5,6\n",
    "0,1,2,3\n0.5,7,2,9\n0.25,3,4,5\n", ",0,1,2\na,5,7,9\nb,4,4,4\n", "country,1/22/20,1/23/20\nA,1,2\nB,3,4\n",
  ]) func hasNames(_ text: String) throws {
    let names = text.prefix { $0 != "\n" }.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(try ReadTable(text).table.columnNames.map { $0 == "x1" ? "" : $0 } == names)
  }

  @Test(arguments: [
    "A,2019,2020\nB,2020,2021\nC,2021,2022\n", "A,7,2\nB,8,3\nC,9,5\n", "1,2,3\n2,3,4\n3,4,5\n", "1.5,2\n3,4\n",
    "2024-01-01,5\n2024-01-02,6\n", "\"1,5\";2\n\"2,5\";3\n", "A,10,20,30\nB,5,6,7\n",
    "A,1,2,3\nB,5,6,7\nC,1,1,9\n",
  ]) func hasNoNames(_ text: String) throws {
    #expect(try ReadTable(text).table.columnNames.first == "x1")
  }

  @Test func titlesUnitsAndFooters() throws {
    let text = "Weather in Ulm\nmeasured by hand\n\nday,rain,wind\n,mm,m/s\n1,2.5,3\n2,0,4\n3,1,5\n4,1,1\nTotal\n"
    let read = try ReadTable(text)
    #expect(read.table.columnNames == ["day", "rain", "wind"] && read.table.count == 4)
    #expect(try read.numbers("rain") == [2.5, 0, 1, 1] && read.table.line(ofRow: 0) == 6)
    #expect(read.notes("3 lines", "--skip-lines") && read.notes("Line 5", "units") && read.notes("Line 10", "footer"))
    let given = try ReadTable("x\ny\na,b\n1,2\n3,4\nsum,6\n") { ($0.skippedLines, $0.skippedFooter) = (2, 1) }
    #expect(given.table.columnNames == ["a", "b"] && given.table.count == 2 && given.table.notes.isEmpty)
    // What is passed over is neither counted nor looked at.
    let ragged = try ReadTable("a,b\n1,2\n3,4\nsum,6,7\nby hand\n") { $0.skippedFooter = 2 }
    #expect(try ragged.numbers("a") == [1, 3] && ragged.numbers("b") == [2, 4])
    #expect(throws: DataError.self) { try ReadTable("a,b\n1,2\n3,4\n") { $0.skippedFooter = 2 } }
    let error = #expect(throws: DataError.self) { try ReadTable("x\na,b,c\n1,2,3\n4,5,6\n") { $0.skippedLines = 0 } }
    #expect("\(try #require(error))".contains("--skip-lines"))
  }

  @Test func aTitleAboveTwoColumns() throws {
    #expect(try ReadTable("Sales\nyear,amount\n2019,5\n2020,6.5\n").table.columnNames == ["year", "amount"])
    #expect(try ReadTable("\"mpg\"\n\"Fiat\",5\n\"Mazda\",6.5\n").table.columnNames == ["row", "mpg"])
  }

  @Test func headingsOfGroups() throws {
    let read = try ReadTable(",,2019,,,\n,,spring,,autumn,\ntown,id,n,m,n,m\nUlm,1,2,3,4,5\nBonn,2,3,4,5,6\n")
    #expect(read.table.columnNames == ["town", "id", "n", "m", "n.1", "m.1"] && read.notes("2 lines"))
    let texts = try ReadTable(",,spring,,autumn,\ntown,id,n,m,n,m\nUlm,1,2,3,4,5\nBonn,2,3,4,5,6\n")
    #expect(texts.table.columnNames == ["town", "id", "n", "m", "n.1", "m.1"] && texts.table.count == 2)
    #expect(texts.notes("The first line", "--skip-lines"))
    // Columns without names are no heading, nor are names over answers.
    #expect(try ReadTable(",text\na,one\nb,two\nc,three\n").table.columnNames == ["x1", "text"])
    #expect(try ReadTable("id,,,\n,no,yes,no\n1,1,0,0\n2,0,1,1\n3,1,1,1\n").table.columnNames[0] == "id")
    #expect(try ReadTable(",,,a\n1,2,3,4\n5,6,7,8\n").table.columnNames == ["x1", "x2", "x3", "a"])
  }

  @Test func aDelimiterThatTheFirstLineSays() throws {
    #expect(try ReadTable("sep=;\na;b\n1,5;2\n2,5;3\n").numbers("a") == [1.5, 2.5])
  }

  @Test func comments() throws {
    let read = try ReadTable("# made, by hand\n# in 1900\na,b\n1,2\n# 9,9\n3,4\n")
    #expect(read.table.columnNames == ["a", "b"] && read.table.count == 2 && read.notes("#", "--skip-lines"))
    // Names after a mark are names.
    #expect(try ReadTable("#a,b\n1,2\n3,4\n").table.columnNames == ["#a", "b"])
  }

  @Test func runsOfBlanks() throws {
    let read = try ReadTable("  0.5   1  \"a b\"  \n 10.25\t2   c\n1 3 d\n")
    #expect(try read.numbers("x1") == [0.5, 10.25, 1] && read.texts("x3") == ["a b", "c", "d"])
    let given = try ReadTable("n   t\n1  x\n2 y\n") { $0.delimiter = UInt8(ascii: " ") }
    #expect(given.table.columnNames == ["n", "t"])
    // Texts with blanks in them are no table of words.
    #expect(try ReadTable("name\nJohn Smith\nJane Doe\n").table.columnNames == ["name"])
  }

  @Test func escapesAndOtherQuotes() throws {
    let escaped = try ReadTable("a,b\n1,x\\,y\n2,\"say \\\"so\\\"\"\n3,z\\\\\n") { $0.escape = UInt8(ascii: "\\") }
    #expect(try escaped.texts("b") == ["x,y", "say \"so\"", "z\\"])
    let quoted = try ReadTable("a,b\n1,'x,y'\n2,'it''s'\n") { $0.quote = UInt8(ascii: "'") }
    #expect(try quoted.texts("b") == ["x,y", "it's"])
  }

  @Test func namesThatAreThereTwice() throws {
    let read = try ReadTable("a,b,a,a.1,a\n1,2,3,4,5\n")
    #expect(read.table.columnNames == ["a", "b", "a.2", "a.1", "a.3"])
    #expect(read.notes("2 names", "“a” becomes “a.2”"))
  }

  @Test func namesOfRows() throws {
    let read = try ReadTable("mpg,cyl\n\"Mazda RX4\",21,6\n\"Fiat 128\",32.4,4\n\"Datsun 710\",22.8,4\n")
    #expect(read.table.columnNames == ["row", "mpg", "cyl"] && read.notes("names of rows"))
    let (pipeline, leftOut) = try Pipeline.fitted(to: read.table, target: "mpg")
    #expect(pipeline.inputs.map(\.name) == ["cyl"] && leftOut.map(\.reason) == ["it names the rows"])
    // A delimiter at the end of each row makes no column.
    #expect(try ReadTable("a,b\n1,2,\n3,4,\n").table.columnNames == ["a", "b"])
    let counted = try ReadTable(",a,b\n0,5,1\n1,7,2\n2,9,1\n").table
    #expect(
      try Pipeline.fitted(to: counted, target: "b").leftOut.map(\.reason) == ["it has no name and counts the rows"])
  }

  @Test func missingValues() throws {
    let pandas = [
      "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
      "NULL", "NaN", "None", "n/a", "nan", "null", "?", "\" \"",
    ]
    let read = try ReadTable("a,b\n" + pandas.map { "\($0),x\n" }.joined() + "1,y\n")
    #expect(try read.numbers("a") == pandas.map { _ in nil } + [1])
    let more = try ReadTable("a,b\n-999,x\n-999.0,unknown\n5,y\n") { $0.missing += ["-999", "unknown"] }
    #expect(try more.numbers("a") == [nil, nil, 5] && more.texts("b") == ["x", nil, "y"])
    let none = try ReadTable("a,b\n1,None\n2,NA\n") { $0.missing = [] }
    #expect(try none.texts("b") == ["None", "NA"])
  }

  @Test func rowsWithoutATarget() throws {
    let table = try ReadTable("a,y\n1,p\n2,\n3,q\n4,NA\n").table.droppingRows(without: ["y"])
    #expect(table.count == 2 && table.notes.contains { $0.contains("2 rows have no value in “y”") })
    #expect(throws: DataError.self) { try ReadTable("a,y\n1,\n2,\n").table.droppingRows(without: ["y"]) }
  }
}
