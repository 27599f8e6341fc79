/// What a file holds, told by its first bytes.
package enum FileFormat: Equatable {
  /// What a table is read from.
  case text, gzip, npy, zip, idx
  /// What a network is read from.
  case safetensors, onnx
  /// Something else, by its name with an article.
  case other(String)
  case empty, unknown

  /// How many of the first bytes tell it.
  package static var length: Int { 64 }

  /// - Parameter start: the first ``length`` bytes; fewer only of a file that has no more.
  package init(start: [UInt8]) {
    let signature = Self.signatures.first { start.dropFirst($0.offset).starts(with: $0.bytes) }
    if start.isEmpty {
      self = .empty
    } else if start.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if start.starts(with: NPYHeader.magic) {
      self = .npy
    } else if start.starts(with: Array("PK".utf8) + [3, 4]) || start.starts(with: Array("PK".utf8) + [5, 6]) {
      self = .zip
    } else if start.dropFirst(4).starts(with: [0, 0, 0, 0, UInt8(ascii: "{")]) {
      // The length of the header, which is below 4 GB, and the header.
      self = .safetensors
    } else if IDXHeader.begins(start) {
      self = .idx
    } else if Self.isONNX(start) {
      self = .onnx
    } else if let signature {
      self = .other(signature.name)
    } else {
      self = start.allSatisfy(\.isOfText) ? .text : .unknown
    }
  }

  /// What it is, with its article.
  package var name: String {
    switch self {
    case .text: "text, such as a table"
    case .gzip: "data compressed by gzip"
    case .npy: "an array of NumPy (NPY)"
    case .zip: "a ZIP archive, such as NPZ or a file of PyTorch"
    case .idx: "an array in IDX"
    case .safetensors: "a safetensors file, such as a model"
    case .onnx: "an ONNX model"
    case .other(let name): name
    case .empty: "an empty file"
    case .unknown: "data of an unknown kind"
    }
  }

  /// The first fields of the message are the version of its format, and one of those that follow it.
  private static func isONNX(_ start: [UInt8]) -> Bool {
    start.count > 2 && start[0] == 0x08 && (1...30).contains(start[1])
      && [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72].contains(start[2])
  }

  private static let signatures: [(offset: Int, bytes: [UInt8], name: String)] =
    [2, 3, 4, 5].map { (0, [0x80, $0], "a pickle of Python") } + [
      (0, [0x89] + Array("HDF\r\n".utf8), "an HDF5 file, such as of Keras"), (0, Array("PAR1".utf8), "a Parquet file"),
      (0, Array("ARROW1".utf8), "an Arrow file"), (4, Array("TFL3".utf8), "a model of TensorFlow Lite"),
      (0, Array("GGUF".utf8), "a GGUF file"), (0, Array("MATLAB 5.0".utf8), "a MAT file"),
      (0, Array("SQLite format 3".utf8), "a database of SQLite"),
      (0, [0x28, 0xB5, 0x2F, 0xFD], "data compressed by zstd"),
      (0, [0xFD] + Array("7zXZ".utf8), "data compressed by xz"), (0, Array("BZh".utf8), "data compressed by bzip2"),
      (0, [0xD0, 0xCF, 0x11, 0xE0], "an old file of Excel"), (0, Array("%PDF".utf8), "a PDF file"),
      (0, [0x89] + Array("PNG".utf8), "a picture"), (0, [0xFF, 0xD8, 0xFF], "a picture"),
      (0, [0x7F] + Array("ELF".utf8), "a program"),
    ]
}

extension FileFormat {
  /// - Throws: for a file whose name promises something else than text, and whose bytes are neither.
  init(_ source: any ByteSource) throws {
    try source.seek(to: 0)
    self.init(start: try source.prefix(Self.length))
    guard [.text, .empty, .unknown].contains(self), !(source is InflateSource) else { return }
    guard let promised = Self.promises.first(where: { source.name.hasSuffix($0.suffix) }) else { return }
    throw source.error(
      found: self == .empty ? name : "other data", expected: "\(promised.format), as the file’s name says")
  }

  private static let promises: [(suffix: String, format: String)] = [
    (".gz", "gzip"), (".npy", "NPY"), (".npz", "NPZ"), ("-ubyte", "IDX"), (".idx", "IDX"),
  ]

  /// What the file at a path holds.
  ///
  /// - Throws: ``FileError``.
  package init(contentsOf path: String) throws {
    var start = [UInt8](repeating: 0, count: Self.length)
    let count = try FileError.naming(path) {
      let file = try FileDescriptor.reading(path, waits: false)
      guard try file.status().kind != .directory else { throw SystemError.isDirectory }
      return try file.read(into: &start, at: 0..<Self.length)
    }
    self.init(start: Array(start.prefix(count)))
  }
}

extension UInt8 {
  /// Whether it is found in texts: no control character but blanks, breaks and what starts colours.
  fileprivate var isOfText: Bool { self >= 32 && self != 127 || (9...13).contains(self) || self == 27 }
}
