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
    try self.init(contentsOf: [path], options: options)
  }

  /// Reads one table from several files, each of which holds rows of it.
  ///
  /// Texts follow each other as if they were one, and may each begin with the names of the columns, or only the first
  /// does: what columns hold is found out from all of them. Arrays of as many columns stand one below the other.
  ///
  /// Ranks share the reading: texts that are not compressed are cut between records into pieces of as many bytes,
  /// others are dealt out as they are; arrays each reads by itself. Every rank gets the whole table, the same as
  /// without ranks.
  ///
  /// - Parameters:
  ///   - paths: of the files, at least one, in the order of the rows.
  ///   - options: what is not to be guessed.
  ///   - ranks: who share the work, which have the same files; a call of all of them.
  /// - Throws: as ``init(contentsOf:options:)``; ``DataError`` for a file with other columns than the first, and
  ///   ``/FeedForward/FeedForwardError`` for no files, and for ranks whose files differ.
  public init(
    contentsOf paths: [String], options: TableOptions = .init(), over ranks: (any Communicator)? = nil
  ) throws {
    guard !paths.isEmpty else {
      throw FeedForwardError.invalidSetting(name: "files", value: "none", expected: "at least one")
    }
    let ranks = ranks.flatMap { $0.size > 1 ? $0 : nil }
    let files = try paths.map { try OpenedFile(FileSource.open($0, maximumBytes: options.maximumBytes), options) }
    self = try Self.read(files, options, over: ranks)
    let outcome = Result { for file in files { try (file.file as? FileSource)?.requireUnchanged() } }
    if let ranks { try ranks.agree(on: outcome) } else { try outcome.get() }
  }

  private static func read(
    _ files: [OpenedFile], _ options: TableOptions, over ranks: (any Communicator)?
  ) throws -> Table {
    let first = files[0]
    try ranks?.requireSame(["the data": files.map { try $0.fingerprint }.joined(separator: ", ")])
    guard first.format.isOfCSV else {
      if files.count == 1 { return try read(first, options) }
      let tables = try files.map { try read($0, options) }
      guard tables.allSatisfy({ $0.texts.isEmpty && $0.places == nil }) else {
        throw first.source.error(
          found: "\(first.format.name) in \(files.count) files", expected: "one file, or files of CSV or of arrays")
      }
      return try Table(below: tables)
    }
    var notes: [String] = []
    var parts: [TextPart] = []
    for (index, file) in files.enumerated() {
      guard file.format.isOfCSV else {
        throw file.source.error(found: file.format.name, expected: "text, as in \(first.source.name)")
      }
      if file.format == .empty, files.count > 1 {
        notes.append("\(file.source.name) is empty.")
        continue
      }
      let text = try DecodedText(file.source, encoding: options.encoding, sharedBy: ranks.map { ($0, index) })
      notes += text.note.map { [$0] } ?? []
      parts.append(try TextPart(text.source, of: file, options, following: parts.first))
    }
    guard !parts.isEmpty else { throw first.source.error(found: "empty files only", expected: "a table") }
    var table = try TableReader(parts, options, over: ranks).table()
    table.notes = notes + table.notes
    return table
  }

  static func read(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    try read(OpenedFile(source, options), options)
  }

  private static func read(_ opened: OpenedFile, _ options: TableOptions) throws -> Table {
    let source = opened.source
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
