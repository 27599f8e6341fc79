import FeedForward
@testable import FeedForwardData
import Testing

/// Files that are no table, though people give them for one: each is named, and what to do.
@Suite struct WrongTableTests {
  private static func error(_ bytes: [UInt8], named name: String = "t") -> String {
    do {
      return "\(try ArrayTests.read(bytes, named: name).count) rows"
    } catch {
      return "\(error)"
    }
  }

  private static let zeros = [UInt8](repeating: 0, count: 300)

  private static let tar: [UInt8] = ascii("data.csv") + zeros[..<249] + ascii("ustar") + zeros
  private static let sas: [UInt8] = zeros[..<12] + [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11]
  private static let r: [UInt8] = ascii("RDX3\nX\n") + zeros

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// The first bytes, what they are said to be, and a word of what to do.
  static let files: [(bytes: [UInt8], name: String, advice: String)] = [
    (ascii("BZh91AY&SY"), "data compressed by bzip2", "bunzip2 t expands it"),
    ([0xFD] + ascii("7zXZ\0"), "data compressed by xz", "xz -d t"),
    ([0x28, 0xB5, 0x2F, 0xFD, 4, 0], "data compressed by zstd", "zstd -d t"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "7z x t"),
    (ascii("Rar!") + [0x1A, 7, 0], "a RAR archive", "unrar x t"),
    (tar, "a tar archive", "tar -xf t"),
    (ascii("PAR1") + [0x15, 4, 0x15], "a Parquet file", "pandas.read_parquet('t').to_csv('table.csv'"),
    (ascii("ARROW1") + [0, 0], "an Arrow file", "read_feather('t')"),
    (ascii("FEA1") + [0, 0], "a Feather file", "read_feather('t')"),
    ([0x89] + ascii("HDF\r\n") + [0x1A, 10], "an HDF5 file", "h5py"),
    (ascii("SQLite format 3\0"), "a database of SQLite", "sqlite3 -header -csv t"),
    (ascii("<stata_dta><header>"), "a table of Stata", "read_stata"),
    ([114, 2, 1, 0, 5, 0], "a table of Stata", "read_stata"),
    (ascii("$FL2@(#) SPSS"), "a table of SPSS", "read_spss"),
    (sas, "a table of SAS", "read_sas"),
    (r, "data of R", "write.csv"),
    (GzipTests.gzip(r), "data of R", "write.csv"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "an old file of Excel", "as CSV"),
    ([0x80, 4, 0x95], "a pickle of Python", "CSV or NPY"),
    (ascii("%PDF-1.7\n"), "a PDF file", "as CSV"), ([0x89] + ascii("PNG\r\n"), "a picture", "a table"),
    (ascii("GIF89a"), "a picture", "a table"), ([0x7F] + ascii("ELF"), "a program", "a table"),
    (ascii("\u{FEFF}\n <!DOCTYPE html>\n<html>"), "a web page, not the file itself", "download the raw file"),
    (ascii("<HTML lang=\"de\">"), "a web page", "raw file"), (ascii("<table><tr>"), "a web page", "as CSV"),
    (ascii("<?xml version=\"1.0\"?>"), "XML, such as a web page", "download the raw file"),
    (ascii("version https://git-lfs.github.com/spec/v1\noid"), "a pointer of Git LFS", "git lfs pull"),
    (ascii("[[1, 2], [3, 4]]"), "JSON, a list of lists", "one object a row"),
    (ascii("1 1:0.5 7:-2 12:1e3\n-1 2:1\n"), "text in the format of libsvm", "load_svmlight_file"),
    (ascii("0 qid:3 1:0.5 2:1\n"), "text in the format of libsvm", "as CSV"),
    ([5, 0, 0, 0, 0, 0, 0, 0, 0x7B], "a safetensors file, such as a model", "a table: CSV"),
    ([8, 7, 0x12, 3], "an ONNX model", "a table: CSV"),
    (
      StoredArchive.bytes([("[Content_Types].xml", []), ("xl/workbook.xml", [60])]), "a spreadsheet of Excel", "as CSV"
    ),
    (
      StoredArchive.bytes([("mimetype", [60]), ("content.xml", [60])]), "a spreadsheet or document of OpenDocument",
      "CSV"
    ),
    (StoredArchive.bytes([("net/data.pkl", [60]), ("net/version", [51])]), "a file of PyTorch", "CSV or NPY"),
  ]

  @Test(arguments: files.indices) func isNamed(_ index: Int) {
    let (bytes, name, advice) = Self.files[index]
    let error = Self.error(bytes)
    #expect(
      error.hasPrefix("t: found \(name)") && error.contains("expected a table") && error.contains(advice), "\(error)")
  }

  /// The first names and values of tables that look like the beginning of something else.
  @Test(arguments: [
    "<id>,name\n1,a\n", "<table>,<html>\n1,2\n", "<DATE>\t<OPEN>\n1\t2\n", "{id};n\n1;2\n", "{\"a\"},b\n1,2\n",
    "[a],b\n1,2\n",
    "PAR1,PAR2\n1,2\n", "BMI,BZh\n20,1\n", "GGUF,b\n1,2\n", "MZ,b\n1,2\n", "Obj,b\n1,2\n", "ORC\n1\n",
    "version,b\n1,2\n",
    "@id,b\n1,2\n", "%,b\n1,2\n", "time 12:30 b\n1 2 3\n", "rank,12:30\n1,2\n", "A\n2\n3\n", "RDX2\n1\n", "7z,b\n1,2\n",
  ]) func isATable(_ text: String) throws {
    _ = try ArrayTests.read(Array(text.utf8))
  }

  @Test func promisesOfNames() {
    #expect(
      Self.error(Array("a,b\n1,2\n".utf8), named: "t.csv.gz")
        == "t.csv.gz: found other data, expected gzip, as the file’s name says.")
    #expect(Self.error(Array("<html>".utf8), named: "t.csv.gz").contains("a web page"))
  }

  // MARK: - Archives

  @Test func archivesOfOneTable() throws {
    let rubbish: [(name: String, bytes: [UInt8])] = [("t/", []), ("__MACOSX/t/._a.csv", [0]), ("t/.DS_Store", [0])]
    let csv = Array("a,b\n1,ä\n3,x\n".utf8)
    var table = try ArrayTests.read(StoredArchive.bytes(rubbish + [("t/a.csv", csv)]), named: "t.zip")
    #expect(table.columnNames == ["a", "b"] && table.name == "t.zip/t/a.csv" && table.count == 2)
    table = try ArrayTests.read(StoredArchive.bytes([("a.csv", Array("a\n".utf8) + [0xE4, 10, 0x78, 10])]))
    #expect(table.texts(of: table.columns[0]) == ["ä", "x"] && table.notes.count == 1)
    table = try ArrayTests.read(StoredArchive.bytes([("a.csv.gz", GzipTests.gzip(csv))]))
    #expect(table.count == 2)
  }

  @Test func archivesOfSeveral() {
    let csv = Array("a,b\n1,2\n".utf8)
    #expect(
      Self.error(StoredArchive.bytes([("a.csv", csv), ("b.csv", csv)])) == """
        t: found an archive of 2 files, “a.csv”, “b.csv”, expected one table in it, or arrays whose names end in .npy \
        (unzip t unpacks them).
        """)
    let nested = StoredArchive.bytes([("a.csv", csv)])
    #expect(
      Self.error(StoredArchive.bytes([("a.zip", nested)]))
        == "t/a.zip: found an archive within an archive, expected a table in it.")
    #expect(Self.error(StoredArchive.bytes([("t/", [])])) == "t: found an empty archive, expected an array at least.")
  }
}
