import FeedForward

extension Table {
  static func npy(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let array = try StoredArray(npy: source)
    return try Table([(names: (1...array.columns).map { "x\($0)" }, array: array)], source, options)
  }

  static func idx(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let array = try IDXHeader.array(source)
    let names = array.dimensions == 1 ? ["label"] : (1...array.columns).map { "x\($0)" }
    return try Table([(names: names, array: array)], source, options)
  }

  static func npz(_ source: any ByteSource, _ options: TableOptions) throws -> Table {
    let archive = try ZipArchive(source)
    var entries = try archive.arrays()
    guard !entries.isEmpty else { throw source.error(found: "an empty archive", expected: "an array at least") }
    if let wanted = options.arrays {
      let present = entries.map(\.name)
      entries = try wanted.map { name in
        guard let entry = entries.first(where: { CodePoints($0.name) == CodePoints(name) }) else {
          throw FilePlace(file: source.name).missing(column: name, among: present)
        }
        return entry
      }
    }
    var arrays: [(names: [String], array: StoredArray)] = []
    for (name, entry) in entries {
      let array = try StoredArray(npy: try archive.open(entry, maximumExpansion: options.maximumExpansion))
      if let first = arrays.first?.array, array.rows != first.rows {
        throw source.error(
          found: "\(array.rows) rows of “\(name)” in the archive",
          expected: "\(first.rows) as of “\(entries[0].name)” (or say which arrays are wanted)")
      }
      arrays.append((array.dimensions == 1 ? [name] : (1...array.columns).map { "\(name)\($0)" }, array))
    }
    return try Table(arrays, source, options)
  }

  /// Arrays side by side.
  private init(
    _ arrays: [(names: [String], array: StoredArray)], _ source: any ByteSource, _ options: TableOptions
  ) throws {
    let names = arrays.flatMap(\.names)
    guard Set(names.map { CodePoints($0) }).count == names.count, let rows = arrays.first?.array.rows else {
      throw source.error(
        found: "arrays whose columns would share a name", expected: "a name for each of \(names.count)")
    }
    try requireRoom(
      rows: rows, bytesPerRow: names.count * MemoryLayout<Double>.stride, maximum: options.maximumBytes,
      file: source.name)
    var parts: [PackedNumbers] = []
    for (_, array) in arrays { parts.append(try array.numbers()) }
    let slots = parts.flatMap { part in (0..<part.width).map { (part, $0) } }
    let numbers = parts.count == 1 ? parts[0] : PackedNumbers(slots, rows: .all(rows))
    self.init(
      name: source.name, columns: names.map { Form($0, .number) }, count: rows, numbers: numbers, texts: [])
  }
}

extension StoredArray {
  init(npy source: any ByteSource) throws {
    let header = try NPYHeader(source)
    try self.init(
      source, offset: header.length, type: header.type, shape: header.shape, isColumnMajor: header.isColumnMajor)
  }
}
