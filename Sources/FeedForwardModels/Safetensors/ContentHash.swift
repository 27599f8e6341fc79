import FeedForward

/// A hash of what a safetensors file says, whatever the order in which it is said: texts and tensors by their names. It
/// finds what was damaged on the way; it is no signature.
struct ContentHash {
  /// The key that it has in the metadata, and that it leaves out.
  static let key = "sha256"

  private var hash = SHA256()

  init(metadata: [CodePoints: String]) {
    for key in metadata.keys.sorted() where key != CodePoints(Self.key) {
      append(key.text)
      append(metadata[key] ?? "")
    }
  }

  /// Tensors are to be added in the order of their names; their bytes follow by ``update(_:)``.
  mutating func begin(_ name: String, _ type: SafetensorsType, _ shape: [Int]) {
    append(name)
    append(type.rawValue)
    append("\(shape)")
  }

  mutating func update(_ bytes: ArraySlice<UInt8>) { hash.update(bytes) }

  func hexadecimal() -> String { hash.hexadecimal() }

  /// With its length before it, so that no two lists of texts give the same bytes.
  private mutating func append(_ text: String) {
    hash.update(Array("\(text.utf8.count):".utf8)[...])
    // In pieces, for a text may be most of a file.
    var rest = text.utf8[...]
    while !rest.isEmpty {
      hash.update(Array(rest.prefix(1 << 16))[...])
      rest = rest.dropFirst(1 << 16)
    }
  }
}
