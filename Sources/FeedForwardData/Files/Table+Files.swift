import FeedForward

extension Table {
  /// Reads a table from a file, by what the file holds and not by its name.
  ///
  /// Text (CSV, TSV; see ``init(csv:named:options:)``), NPY, NPZ and IDX, each also compressed by gzip. NPY: a row of
  /// the array is a row of the table, its columns `x1`, `x2`, …; NPZ: the arrays side by side, a column of array `X` is
  /// called `X1`, `X2`, …, an array of one dimension as it is called itself; IDX: the first dimension counts rows.
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
    // Whatever is unknown may be text in a code of its own: reading it will tell.
    case .text, .empty, .unknown: return try csv(opened.source, options)
    case .npy: return try npy(opened.source, options)
    case .zip: return try npz(opened.source, options)
    case .idx: return try idx(opened.source, options)
    case .gzip: throw source.error(found: "gzip within gzip", expected: "a table within gzip")
    case .safetensors, .onnx, .other:
      throw source.error(found: opened.format.name, expected: "a table: text, NPY, NPZ or IDX, also within gzip")
    }
  }
}
