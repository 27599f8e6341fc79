import FeedForward
@testable import FeedForwardData
import Foundation
import Testing

/// NPY, NPZ and IDX as NumPy, zipfile and gzip write them.
@Suite struct ArrayTests {
  static func bytes(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

  static func file(_ name: String) throws -> [UInt8] {
    try bytes(try #require(NumPyFiles.other.first { $0.key == name }?.value))
  }

  static func read(
    _ bytes: [UInt8], named name: String = "t",
    _ change: (inout TableOptions) -> Void = { _ in }
  ) throws -> Table {
    var options = TableOptions()
    change(&options)
    return try Table.read(MemorySource(bytes, name: name), options)
  }

  @Test(arguments: NumPyFiles.table.map(\.key)) func everyTypeAndOrder(_ name: String) throws {
    let bytes = try Self.bytes(try #require(NumPyFiles.table.first { $0.key == name }?.value))
    let table = try Self.read(bytes)
    #expect(try table.matrix() == Matrix([[1, 0, 3], [4, 100, 7]]))
    #expect(table.columnNames == ["x1", "x2", "x3"] && table.line(ofRow: 0) == nil)
    #expect(try Self.read(bytes).matrix(Float.self) == Matrix([[1, 0, 3], [4, 100, 7]]))
  }

  @Test(arguments: NumPyFiles.pair.map(\.key)) func archives(_ name: String) throws {
    let bytes = try Self.bytes(try #require(NumPyFiles.pair.first { $0.key == name }?.value))
    let table = try Self.read(bytes)
    #expect(table.columnNames == ["X1", "X2", "X3", "y"])
    #expect(try table.matrix() == Matrix([[1, 0, 3, 5], [4, 100, 7, 6]]))
    let alone = try Self.read(bytes) { $0.arrays = ["y"] }
    #expect(try alone.columnNames == ["y"] && alone.matrix() == Matrix([[5], [6]]))
    #expect(throws: DataError(at: FilePlace(file: "t"), found: "no column “z”", expected: "one of “X”, “y”")) {
      try Self.read(bytes) { $0.arrays = ["z"] }
    }
  }

  @Test func otherShapesAndValues() throws {
    #expect(try Self.read(Self.file("one dimension")).matrix(Float.self) == Matrix([[5], [6]]))
    #expect(try Self.read(Self.file("booleans")).matrix(Float.self) == Matrix([[1], [0], [1]]))
    let labels = try Self.read(Self.file("labels"))
    #expect(try labels.columnNames == ["label"] && labels.matrix() == Matrix([[5], [6]]))
    let deep = try Self.read(Self.file("three dimensions")).matrix(Float.self)
    #expect(deep.rows == 2 && deep.columns == 6 && deep.elements == (0..<12).map { Float($0) })
    let missing = try Self.read(Self.file("missing")).matrix(Float.self)
    #expect(missing[0, 0] == 1 && missing[0, 1].isNaN && missing[1, 0].isNaN && missing[1, 1] == 2)
    let half = try Self.read(Self.file("half")).matrix(Double.self).elements
    // 6e-8 and 6.1e-5 are rounded to the nearest multiples of 2⁻²⁴.
    #expect(half.prefix(8) == [0, -0.0, 1, -2, 65504, 0x1p-24, 1023 * 0x1p-24, 0.333251953125])
    #expect(half[1].sign == .minus && half[8].isNaN)
    #expect(try Self.read(Self.file("large")).matrix(Double.self)[1, 1] == 1e39)
    let joined = try Self.read(Self.file("three dimensions")).joined(with: labels)
    #expect(joined.columnNames.last == "label" && joined.columns.count == 7)
    #expect(try joined.matrix().elements == [0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 6])
  }

  @Test func gzippedText() throws {
    let table = try Self.read(Self.file("two members"))
    #expect(try table.columnNames == ["a", "b"] && table.matrix() == Matrix([[1, 2], [3, 4]]))
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    let elements = (0..<17 * 3).map { _ in Float(random.normal()) }
    let matrix = try Matrix(rows: 17, columns: 3, elements: elements)
    #expect(try Self.read(matrix.npy()).matrix(Float.self) == matrix, "seed \(seed)")
    let table = try Table(matrix, columnNames: ["a", "b", "c"])
    #expect(try Self.read(table.npy()).matrix(Float.self) == matrix)
    #expect(try Self.read(table.csv()).matrix(Float.self) == matrix)
    #expect(matrix.npy().count == 128 + 4 * 51)
    let texts = try Table(columns: [.texts("t", ["x"])])
    #expect(throws: DataError.self) { try texts.npy() }
  }

  // MARK: - Broken files

  struct Case: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let error: String
    var name = "t"
    var testDescription: String { error }
  }

  private static func npy(_ header: String, numbers: Int = 0, version: [UInt8] = [1, 0]) -> [UInt8] {
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + version + [UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
      + [UInt8](repeating: 0, count: numbers)
  }

  private static func npy(_ type: String, _ shape: String, _ numbers: Int, order: String = "False") -> [UInt8] {
    npy("{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }", numbers: numbers)
  }

  private static let types = "b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 or f8"

  static let arrays = [
    Case(
      bytes: npy("<f4", "(2, 3)", 23),
      error: "t: found 23 bytes of numbers, expected 24 for shape (2, 3) of 4 bytes each."),
    Case(
      bytes: npy("<f4", "(2, 3)", 25),
      error: "t: found 25 bytes of numbers, expected 24 for shape (2, 3) of 4 bytes each."),
    Case(
      bytes: npy("<f8", "(1000000000000, 3)", 8),
      error: "t: found 8 bytes of numbers, expected 24000000000000 for shape (1000000000000, 3) of 8 bytes each."),
    Case(
      bytes: npy("<f8", "(4294967296, 4294967296)", 8),
      error: "t: found an array of shape (4294967296, 4294967296), expected one that fits into memory."),
    Case(
      bytes: npy("<f8", "(99999999999999999999, 3)", 8),
      error: "t: found “99999999999999999999, 3), }” in the header, expected a size."),
    Case(bytes: npy("<f8", "(-1, 3)", 8), error: "t: found “-1, 3), }” in the header, expected a size."),
    Case(
      bytes: npy("<f8", "(0, 3)", 0),
      error: "t: found an array of shape (0, 3), expected rows and columns, at least one each."),
    Case(
      bytes: npy("<f8", "(3, 0)", 0),
      error: "t: found an array of shape (3, 0), expected rows and columns, at least one each."),
    Case(
      bytes: npy("<f8", "()", 8),
      error: "t: found an array of shape (), expected rows and columns, at least one each."),
    Case(
      bytes: npy("<f8", "(1, 1, 1)", 8, order: "True"),
      error: "t: found an array of shape (1, 1, 1) in Fortran's order, expected at most 2 dimensions, or C's order."),
    Case(bytes: npy("<f16", "(1, 1)", 16), error: "t: found numbers of type “<f16”, expected \(types)."),
    Case(bytes: npy("|O", "(1, 1)", 8), error: "t: found numbers of type “|O”, expected \(types)."),
    Case(bytes: npy("<M8[ns]", "(1, 1)", 8), error: "t: found numbers of type “<M8[ns]”, expected \(types)."),
    Case(
      bytes: npy("<f4", "(1, 1)", 4, order: "0"),
      error: "t: found “0, 'shape': (1, 1), }” in the header, expected True or False."),
    Case(
      bytes: npy("{'descr': '<f4', 'shape': (1,), }", numbers: 4),
      error: "t: found one of them missing in the header, expected descr, fortran_order and shape."),
    Case(
      bytes: npy("{'descr': '<f4', 'descr': '<f4', }"),
      error: "t: found “descr” in the header, expected descr, fortran_order and shape, each once."),
    Case(
      bytes: npy("{'a': 1}"), error: "t: found “a” in the header, expected descr, fortran_order and shape, each once."),
    Case(bytes: npy("{'descr': '<f4"), error: "t: found “'<f4” in the header, expected a string."),
    Case(bytes: npy("{}x"), error: "t: found “x” in the header, expected the end."),
    Case(bytes: npy("os.system('x')"), error: "t: found “os.system('x')” in the header, expected “{”."),
    Case(bytes: npy("{'shape': (1,,)}"), error: "t: found “,)}” in the header, expected a size."),
    Case(bytes: npy("", version: [4, 0]), error: "t: found version 4.0 of NPY, expected 1.0, 2.0 or 3.0."),
    Case(
      bytes: npy("", version: [2, 0]), error: "t: found the end of the file in the header, expected the length of it."),
    Case(
      bytes: npy("\u{FF}\u{FF}", version: [2, 0]),
      error: "t: found a header of 3217227780 bytes, expected at most 65536."),
    Case(
      bytes: Array(npy("<f4", "(1, 1)", 0).prefix(30)),
      error: "t: found the end of the file after 20 bytes of the header, expected 59."),
    Case(
      bytes: Array("a,b\n1,2\n".utf8), error: "x.npy: found other data, expected NPY, as the file’s name says.",
      name: "x.npy"),
    Case(bytes: [], error: "x.csv.gz: found an empty file, expected gzip, as the file’s name says.", name: "x.csv.gz"),
    Case(
      bytes: [0, 0, 8, 2, 0, 0, 0, 2, 0, 0], error: "t: found the end of the file in the header, expected 2 sizes."),
    Case(
      bytes: [0, 0, 8, 1, 0, 0, 0, 2, 7],
      error: "t: found 1 bytes of numbers, expected 2 for shape (2) of 1 bytes each."),
    Case(
      bytes: [0, 0, 14, 3] + [UInt8](repeating: 255, count: 12),
      error: "t: found an array of shape (4294967295, 4294967295, 4294967295), expected one that fits into memory."),
    Case(
      bytes: [0, 0, 8, 1, 0, 0, 0, 0],
      error: "t: found an array of shape (0), expected rows and columns, at least one each."),
    Case(
      bytes: Array("PK".utf8) + [3, 4],
      error: "t: found no directory at the end of the archive, expected one (is the file truncated?)."),
  ]

  @Test(arguments: arrays) func isRefused(_ broken: Case) {
    do {
      let table = try Self.read(broken.bytes, named: broken.name)
      Issue.record("read \(table.count) × \(table.columns.count), expected: \(broken.error)")
    } catch {
      #expect("\(error)" == broken.error)
    }
  }

  static let refused: KeyValuePairs<String, String> = [
    "infinite": "t: found -inf in row 1, column 1 of the array, expected a finite number.",
    "texts": "t: found numbers of type “<U2”, expected \(types).",
    "complex": "t: found numbers of type “<c16”, expected \(types).",
    "structured":
      "t: found “[('a', '<i4'), ('b', '<f4')], 'fortran_order': False, 'shape…” in the header, expected a string.",
    "scalar": "t: found an array of shape (), expected rows and columns, at least one each.",
    "no rows": "t: found an array of shape (0, 3), expected rows and columns, at least one each.",
    "different rows": "t: found 3 rows of “y” in the archive, expected 2 as of “X” (or say which arrays are wanted).",
  ]

  @Test(arguments: refused.map(\.key)) func arraysThatAreNoTables(_ name: String) throws {
    let bytes = try Self.file(name)
    let error = #expect(throws: DataError.self) { try Self.read(bytes) }
    #expect(error?.description == Self.refused.first { $0.key == name }?.value)
  }

  @Test func truncatedFilesAreRefusedAtEveryLength() throws {
    let files = try (NumPyFiles.table.map(\.value) + NumPyFiles.pair.map(\.value)).map { try Self.bytes($0) }
    for bytes in files {
      for length in 0..<bytes.count {
        #expect(throws: DataError.self) { try Self.read(Array(bytes[..<length])) }
      }
    }
  }

  /// Whatever the bytes are, reading gives a table or an error.
  @Test func changedBytesNeverTrap() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Philox(seed: seed, purpose: .test)
    let text = Array("a,b,c\n1,\"x\"\"y\",2e5\n3,z,\n\"4\",\"u\nv\",-.5\n".utf8)
    let files = try [text] + (NumPyFiles.table.map(\.value) + NumPyFiles.pair.map(\.value)).map { try Self.bytes($0) }
    var refusals = 0
    for trial in 0..<6000 {
      var bytes = files[trial % files.count]
      for _ in 0...random.below(3) {
        let offset = Int(random.below(UInt64(bytes.count)))
        bytes[offset] =
          random.below(2) == 0 ? UInt8(random.below(256)) : [0, 255, 44, 34, 10, 48][Int(random.below(6))]
      }
      do { _ = try Self.read(bytes) } catch { refusals += 1 }
    }
    #expect(refusals > 1000 && refusals < 6000, "seed \(seed)")
  }
}
