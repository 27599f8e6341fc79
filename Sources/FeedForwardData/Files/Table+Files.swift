import FeedForward

extension Table {
  /// Reads a table from a file, by what the file holds and not by its name.
  ///
  /// Text (CSV, TSV; see ``init(csv:named:options:)``), ARFF, JSON (a list of objects, or an object a row), NPY, NPZ
  /// and IDX, each also compressed by gzip, and a zip archive of one of them. NPY: a row of the array is a row of the
  /// table, its columns `x1`, `x2`, …; NPZ: the arrays side by side, a column of array `X` is called `X1`, `X2`, …, an
  /// array of one dimension as it is called itself; IDX: the first dimension counts rows; JSON: the columns are the
  /// keys in the order in which they are met, of numbers or else of texts, `true` and `false` among them.
  ///
  /// - Parameters:
  ///   - path: of the file; `-` is the standard input.
  ///   - options: what is not to be guessed.
  /// - Throws: ``FileError`` with the system's reason, ``DataError`` with the place.
  public init(contentsOf path: String, options: TableOptions = .init()) throws {
    self = try Self.read(FileSource.open(path, maximumBytes: options.maximumBytes), options)
  }

  static func read(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let opened = try OpenedFile(source, options)
    switch opened.format {
    case .text, .arff, .json, .jsonLines, .empty, .unknown: return try text(opened, options)
    case .npy: return try npy(opened.source, options)
    case .zip: return try zip(opened.source, options)
    case .idx: return try idx(opened.source, options)
    case .gzip: throw source.error(found: "gzip within gzip", expected: "a table within gzip")
    case .safetensors, .onnx: throw source.error(found: opened.format.name, expected: FileFormat.table)
    case .other(let format): throw source.error(found: format.name, expected: format.expected(file: source.name))
    }
  }

  private static func text(_ opened: OpenedFile, _ options: TableOptions) throws -> Table {
    let text = try DecodedText(opened.source, encoding: options.encoding)
    var table: Table =
      switch opened.format {
      case .arff: try arff(text.source, options)
      case .json, .jsonLines: try json(text.source, options)
      // Whatever is unknown may be text in a code of its own: reading it will tell.
      default: try csv(text.source, options)
      }
    if let note = text.note { table.notes.insert(note, at: 0) }
    return table
  }

  /// An archive of arrays, or of one file.
  private static func zip(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let archive = try ZipArchive(source)
    let files = archive.files
    if let format = ForeignFormat(archive: archive.entries.map(\.name)) {
      throw source.error(found: format.name, expected: format.expected(file: source.name))
    }
    guard options.arrays == nil, files.contains(where: { !$0.name.hasSuffix(".npy") }) else {
      return try npz(source, options)
    }
    guard files.count == 1, let file = files.first else {
      throw source.error(
        found: "an archive of \(files.count) files, \(Vocabulary.list(files.map(\.name)))",
        expected: "one table in it, or arrays whose names end in .npy (unzip \(source.name) unpacks them)")
    }
    let entry = try archive.open(file, maximumExpansion: options.maximumExpansion)
    guard try FileFormat(entry) != .zip else {
      throw entry.error(found: "an archive within an archive", expected: "a table in it")
    }
    return try read(entry, options)
  }
}
