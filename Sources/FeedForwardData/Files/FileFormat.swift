/// What a file holds, told by its first bytes.
enum FileFormat {
  case text, gzip, npy, npz, idx

  /// - Throws: for a file whose name promises something else than text, and whose bytes are neither.
  init(_ source: any ByteSource) throws(DataError) {
    try source.seek(to: 0)
    let start = try source.prefix(8)
    let promised = Self.promises.first { source.name.hasSuffix($0.suffix) }
    if start.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if start.starts(with: NPYHeader.magic) {
      self = .npy
    } else if start.starts(with: Array("PK".utf8) + [3, 4]) || start.starts(with: Array("PK".utf8) + [5, 6]) {
      self = .npz
    } else if IDXHeader.begins(start) {
      self = .idx
    } else if let promised, !(source is InflateSource) {
      throw source.error(
        found: start.isEmpty ? "an empty file" : "other data", expected: "\(promised.format), as the file’s name says")
    } else {
      self = .text
    }
  }

  private static let promises: [(suffix: String, format: String)] = [
    (".gz", "gzip"), (".npy", "NPY"), (".npz", "NPZ"), ("-ubyte", "IDX"), (".idx", "IDX"),
  ]
}
