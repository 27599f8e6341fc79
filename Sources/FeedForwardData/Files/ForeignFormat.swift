/// A kind of file that holds no table and no network for us, and what makes one of it.
package struct ForeignFormat: Equatable, Sendable {
  /// With its article.
  package let name: String
  /// The rest of a sentence about a table; `FILE` stands for the name of the file.
  private let remedy: String?
  /// The same about a model.
  private let modelRemedy: String?

  init(_ name: String, _ remedy: String? = nil, model: String? = nil) {
    self.name = name
    self.remedy = remedy
    modelRemedy = model
  }

  /// About a file that is a table or a model in a wrapping.
  private static func wrapped(_ name: String, _ remedy: String) -> ForeignFormat {
    ForeignFormat(name, remedy, model: remedy)
  }

  /// What is expected instead of a table, and what to do.
  func expected(file: String) -> String {
    guard let remedy else { return FileFormat.table }
    return "a table: \(Self.naming(file, remedy))"
  }

  /// What makes a model of it; nil for nothing.
  package func modelRemedy(file: String) -> String? { modelRemedy.map { Self.naming(file, $0) } }

  private static func naming(_ file: String, _ remedy: String) -> String {
    remedy.split(separator: "FILE", omittingEmptySubsequences: false).joined(separator: file)
  }

  private static func pandas(_ reader: String) -> String {
    "pandas writes one, pandas.\(reader)('FILE').to_csv('table.csv', index=False)"
  }

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let stateDict =
    "a state_dict of PyTorch saved by safetensors.torch.save_file is where a training may begin"

  private static let stata = pandas("read_stata")

  /// The first bytes, or those at an offset. Whatever might begin a text goes on to a byte that is in none.
  private static let signatures: [(offset: Int, bytes: [UInt8], format: ForeignFormat)] =
    compressed + tables + documents + programs

  private static let compressed: [(offset: Int, bytes: [UInt8], format: ForeignFormat)] =
    (1...9).map { (0, ascii("BZh\($0)1AY&SY"), .wrapped("data compressed by bzip2", "bunzip2 FILE expands it")) }
    + [
      (0, [0xFD] + ascii("7zXZ"), .wrapped("data compressed by xz", "xz -d FILE expands it")),
      (0, [0x28, 0xB5, 0x2F, 0xFD], .wrapped("data compressed by zstd", "zstd -d FILE expands it")),
      (0, [0x04, 0x22, 0x4D, 0x18], .wrapped("data compressed by lz4", "lz4 -d FILE expands it")),
      (0, [0x1F, 0x9D], .wrapped("data compressed by compress", "uncompress FILE expands it")),
      (0, ascii("7z") + [0xBC, 0xAF], .wrapped("a 7z archive", "7z x FILE unpacks it")),
      (0, ascii("Rar!") + [0x1A], .wrapped("a RAR archive", "unrar x FILE unpacks it")),
      (257, ascii("ustar"), .wrapped("a tar archive", "tar -xf FILE unpacks it")),
    ]

  private static let tables: [(offset: Int, bytes: [UInt8], format: ForeignFormat)] =
    [
      (0, ascii("PAR1") + [0x15], ForeignFormat("a Parquet file", pandas("read_parquet"))),
      (0, ascii("ARROW1") + [0, 0], ForeignFormat("an Arrow file", pandas("read_feather"))),
      (0, ascii("FEA1") + [0], ForeignFormat("a Feather file", pandas("read_feather"))),
      (0, ascii("Obj") + [1], ForeignFormat("an Avro file", "export it as CSV")),
      (
        0, [0x89] + ascii("HDF\r\n"),
        ForeignFormat(
          "an HDF5 file, such as of Keras", "save its data as CSV or NPY, as by h5py and NumPy",
          model: "its weights saved as NPZ or safetensors, or the model as ONNX, are where a training may begin")
      ),
      (0, ascii("MATLAB 5.0 MAT"), ForeignFormat("a MAT file", "writetable of MATLAB or Octave writes CSV")),
      (
        0, ascii("SQLite format 3") + [0],
        ForeignFormat("a database of SQLite", "sqlite3 -header -csv FILE 'select * from NAME' writes CSV")
      ),
      (0, ascii("<stata_dta>"), ForeignFormat("a table of Stata", stata)),
      (0, ascii("$FL2@(#)"), ForeignFormat("a table of SPSS", pandas("read_spss"))),
      (0, ascii("$FL3@(#)"), ForeignFormat("a table of SPSS", pandas("read_spss"))),
      (12, [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11], ForeignFormat("a table of SAS", pandas("read_sas"))),
      (0, ascii("HEADER RECORD*******"), ForeignFormat("a table of SAS", pandas("read_sas"))),
      (
        0, [0xD0, 0xCF, 0x11, 0xE0],
        ForeignFormat("an old file of Excel or of another office program", "save the sheet as CSV")
      ),
    ]
    + ["RDX2\nX\n", "RDX3\nX\n", "RDA2\nA\n", "RDA3\nA\n", "X\n\0\0\0"].map {
      (0, ascii($0), ForeignFormat("data of R", "write.csv(x, \"table.csv\", row.names = FALSE) in R writes one"))
    }
    + [2, 3, 4, 5].map {
      (0, [0x80, $0], ForeignFormat("a pickle of Python", "save its data as CSV or NPY in Python", model: stateDict))
    }

  private static let documents: [(offset: Int, bytes: [UInt8], format: ForeignFormat)] =
    [
      (0, ascii("%PDF-"), ForeignFormat("a PDF file", "ask for its data as CSV, or copy them into a spreadsheet")),
      (
        0, ascii("version https://git-lfs.github.com/spec"),
        .wrapped("a pointer of Git LFS, not the file itself", "git lfs pull fetches it")
      ),
    ]
    + [
      [0x89] + ascii("PNG"), [0xFF, 0xD8, 0xFF], ascii("GIF87a"), ascii("GIF89a"), ascii("II*\0"), ascii("MM\0*"),
    ].map { (0, $0, ForeignFormat("a picture")) }
    + [(8, ascii("WEBPVP8"), ForeignFormat("a picture"))]

  private static let programs: [(offset: Int, bytes: [UInt8], format: ForeignFormat)] = [
    (4, ascii("TFL3"), ForeignFormat("a model of TensorFlow Lite")),
    (0, ascii("GGUF") + [3, 0, 0], ForeignFormat("a GGUF file")),
    (0, ascii("GGUF") + [2, 0, 0], ForeignFormat("a GGUF file")),
    (0, [0x7F] + ascii("ELF"), ForeignFormat("a program")),
    (0, ascii("MZ") + [0x90, 0], ForeignFormat("a program")),
  ]

  /// - Parameter start: the first bytes of a file.
  init?(start: [UInt8]) {
    if let signature = Self.signatures.first(where: { start.dropFirst($0.offset).starts(with: $0.bytes) }) {
      self = signature.format
    } else if Self.isOldStata(start) {
      self.init("a table of Stata", Self.stata)
    } else {
      return nil
    }
  }

  /// The version, an order of bytes, and a one, before `<stata_dta>` came.
  private static func isOldStata(_ start: [UInt8]) -> Bool {
    start.count > 3 && [105, 108, 110, 111, 113, 114, 115].contains(start[0]) && [1, 2].contains(start[1])
      && start[2] == 1 && start[3] == 0
  }
}

extension ForeignFormat {
  /// A document of an office program or a model of another library, by the names in its archive.
  init?(archive names: [String]) {
    func has(_ name: String) -> Bool { names.contains(name) }
    if has("xl/workbook.xml") || has("xl/workbook.bin") {
      self.init("a spreadsheet of Excel", "save the sheet as CSV")
    } else if has("[Content_Types].xml") {
      self.init("a document of an office program", "save its table as CSV")
    } else if has("content.xml"), has("mimetype") {
      self.init("a spreadsheet or document of OpenDocument", "save the sheet as CSV")
    } else if names.contains(where: { $0.hasSuffix("data.pkl") }) {
      self.init("a file of PyTorch", "save its data as CSV or NPY in Python", model: Self.stateDict)
    } else if names.contains(where: { $0.hasSuffix(".weights.h5") }) {
      self.init("a model of Keras")
    } else {
      return nil
    }
  }
}
