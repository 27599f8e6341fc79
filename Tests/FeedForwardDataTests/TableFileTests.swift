import FeedForward
import FeedForwardData
import Foundation
import TestSupport
import Testing

/// Tables written to files and read from them.
@Suite struct TableFileTests {
  private func withFile(_ name: String, _ body: (String) throws -> Void) throws {
    let folder = try Folder()
    try body(folder.path(name))
  }

  @Test(arguments: ["t.csv", "t.tsv", "t.npy", "t"]) func writtenAndRead(_ name: String) throws {
    try withFile(name) { path in
      let table = try Table(columns: [.numbers("x1", [1, 0.1, -2.5e-7]), .numbers("x2", [3, 4, 1e20])])
      try table.write(to: path)
      let read = try Table(contentsOf: path)
      #expect(read.columnNames == table.columnNames && read.name == path)
      #expect(try read.matrix(Double.self) == table.matrix())
    }
  }

  @Test func textsAndMissingValues() throws {
    try withFile("t.csv") { path in
      let table = try Table(columns: [
        .texts("t,\"", ["a\nb", nil, " c ", "d"]), .numbers("n", [1, .nan, 2, 3]),
      ])
      try table.write(to: path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text == "\"t,\"\"\",n\n\"a\nb\",1\n,\n\" c \",2\nd,3\n")
      let read = try Table(contentsOf: path)
      #expect(read.texts(of: read.columns[0]) == ["a\nb", nil, " c ", "d"])
      let single = try Table(columns: [.numbers("n", [1, .nan, 2])])
      #expect(single.csv() == Array("n\n1\n\"\"\n2\n".utf8))
    }
  }

  @Test func placesThatCannotBeWritten() throws {
    let table = try Table(columns: [.numbers("a", [1])])
    #expect(throws: FileError("/no/such/t.csv", "No such file or directory")) {
      try table.write(to: "/no/such/t.csv")
    }
    #expect(
      throws: FileError("/tmp", "it is a folder; expected a file, -, or a pipe of the shell's such as >(command)")
    ) { try table.write(to: "/tmp") }
    #expect(throws: FileError("/dev/full", "No space left on device")) {
      try table.write(to: "/dev/full")
    }
  }

  /// A pipe can be read only once.
  @Test func pipes() throws {
    try withFile("pipe") { path in
      #expect(mkfifo(path, 0o600) == 0)
      let writer = Thread { try? Data("a,b\n1,2\n3,4\n".utf8).write(to: URL(fileURLWithPath: path)) }
      writer.start()
      let table = try Table(contentsOf: path)
      #expect(try table.matrix() == Matrix([[1, 2], [3, 4]]))
    }
  }

  @Test func streamsOfFiles() throws {
    try withFile("t.csv") { path in
      let table = try Table(Matrix(rows: 1000, columns: 3, elements: (0..<3000).map { Float($0) }))
      try table.write(to: path)
      let stream = try TableStream(contentsOf: path, rowsPerTable: 64)
      #expect(stream.columns.map(\.name) == ["x1", "x2", "x3"])
      var elements: [Float] = []
      while let part = try stream.next() { elements += try part.matrix().elements }
      #expect(elements == (0..<3000).map { Float($0) })
      #expect(throws: FeedForwardError.self) { try TableStream(contentsOf: path, rowsPerTable: 0) }
      var options = TableOptions()
      options.kinds = ["x1": .number, "x2": .number, "x3": .number]
      try Data("x1,x2,x3\n1,2,3\n4,5,six\n".utf8).write(to: URL(fileURLWithPath: path))
      options.skippedFooter = 1
      let shorter = try TableStream(contentsOf: path, rowsPerTable: 5, options: options)
      #expect(try shorter.next()?.count == 1)
      #expect(try shorter.next() == nil)
      options.skippedFooter = nil
      let unread = try TableStream(contentsOf: path, rowsPerTable: 1, options: options)
      #expect(try unread.next()?.count == 1)
      #expect(
        throws: DataError(
          at: FilePlace(file: path, line: 3, column: 3), found: "“six”",
          expected: "a number in column “x3” (--text reads texts, --missing-values what is missing)")
      ) { try unread.next() }
    }
  }

  @Test(arguments: EmbeddedDataset.allCases) func embeddedTables(_ dataset: EmbeddedDataset) throws {
    let (table, examples) = (try dataset.table(), try dataset.load(Double.self))
    #expect(table.columnNames == examples.columnNames + [examples.targetName])
    #expect(try table.dropping(columns: [examples.targetName]).matrix() == examples.dataset.inputs)
    let target = try table.column(named: examples.targetName)
    switch examples.dataset.targets {
    case .classes(let classes): #expect(table.texts(of: target) == classes.map { examples.classNames[$0] })
    case .values(let values): #expect(table.numbers(of: target) == values.elements)
    }
  }
}
