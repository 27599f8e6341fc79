/// What a file holds, told by its first bytes.
package enum FileFormat: Equatable {
  /// What a table is read from.
  case text, arff, json, jsonLines, gzip, npy, zip, idx
  /// What a network is read from.
  case safetensors, onnx
  /// Something else.
  case other(ForeignFormat)
  case empty, unknown

  /// How many of the first bytes tell it: comments may stand before what an ARFF file begins with.
  package static var length: Int { 1 << 14 }

  /// What a table is read from, in words.
  static let table = "a table: CSV, ARFF, JSON lines, NPY, NPZ or IDX, also within gzip"

  /// - Parameter start: the first ``length`` bytes; fewer only of a file that has no more.
  package init(start: [UInt8]) {
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
    } else if let foreign = ForeignFormat(start: start) {
      self = .other(foreign)
    } else if start.prefix(64).allSatisfy(\.isOfText) {
      self = TextFormat.format(start) ?? .text
    } else {
      self = UnicodeForm(start: start) == nil ? .unknown : .text
    }
  }

  /// What it is, with its article.
  package var name: String {
    switch self {
    case .text: "text, such as a table"
    case .arff: "a table in ARFF"
    case .json, .jsonLines: "JSON, such as a table"
    case .gzip: "data compressed by gzip"
    case .npy: "an array of NumPy (NPY)"
    case .zip: "a ZIP archive, such as NPZ or a file of PyTorch"
    case .idx: "an array in IDX"
    case .safetensors: "a safetensors file, such as a model"
    case .onnx: "an ONNX model"
    case .other(let format): format.name
    case .empty: "an empty file"
    case .unknown: "data of an unknown kind"
    }
  }

  /// Whether a table may be read from it.
  package var isOfTable: Bool {
    switch self {
    case .text, .arff, .json, .jsonLines, .gzip, .npy, .zip, .idx: true
    case .safetensors, .onnx, .other, .empty, .unknown: false
    }
  }

  /// Whether it is read as text of records: what is unknown may be text in a code of its own, and reading it will tell.
  var isOfCSV: Bool { [.text, .empty, .unknown].contains(self) }

  /// The first fields of the message are the version of its format, and one of those that follow it.
  private static func isONNX(_ start: [UInt8]) -> Bool {
    start.count > 2 && start[0] == 0x08 && (1...30).contains(start[1])
      && [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72].contains(start[2])
  }
}

extension FileFormat {
  /// - Throws: for a file whose name promises something else than text, and whose bytes are neither.
  init(_ source: any ByteSource) throws {
    try source.seek(to: 0)
    self.init(start: try source.prefix(Self.length))
    guard [.text, .arff, .json, .jsonLines, .empty, .unknown].contains(self), !(source is InflateSource) else { return }
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
  var isOfText: Bool { self >= 32 && self != 127 || (9...13).contains(self) || self == 27 }
}
