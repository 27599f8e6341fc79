/// The header of an IDX file, the format of MNIST: two zeros, the type, the number of dimensions, and
/// the sizes, big-endian.
enum IDXHeader {
  private static let types: [UInt8: ElementType] = [
    0x08: ElementType(kind: .unsigned, size: 1, isBigEndian: true),
    0x09: ElementType(kind: .signed, size: 1, isBigEndian: true),
    0x0B: ElementType(kind: .signed, size: 2, isBigEndian: true),
    0x0C: ElementType(kind: .signed, size: 4, isBigEndian: true),
    0x0D: ElementType(kind: .float, size: 4, isBigEndian: true),
    0x0E: ElementType(kind: .float, size: 8, isBigEndian: true),
  ]

  /// Whether a file begins so.
  static func begins(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && types[bytes[2]] != nil && (1...8).contains(bytes[3])
  }

  static func array(_ source: any ByteSource) throws -> StoredArray {
    try source.seek(to: 0)
    let start = try source.prefix(4)
    guard begins(start), let type = types[start[2]] else {
      throw source.error(
        found: "the bytes \(start.map { "\($0)" }.joined(separator: " ")) at the beginning",
        expected: "0 0, the type of the numbers (8, 9, 11 to 14) and 1 to 8 dimensions")
    }
    let dimensions = Int(start[3])
    let sizes = try source.prefix(4 * dimensions)
    guard sizes.count == 4 * dimensions else {
      throw source.error(found: "the end of the file in the header", expected: "\(dimensions) sizes")
    }
    let shape = (0..<dimensions).map { d in sizes[4 * d..<4 * d + 4].reduce(0) { $0 << 8 | Int($1) } }
    return try StoredArray(source, offset: 4 + 4 * dimensions, type: type, shape: shape)
  }
}
