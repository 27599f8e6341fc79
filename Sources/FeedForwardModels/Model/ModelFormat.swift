import FeedForward
import FeedForwardData

/// What our own files say of themselves.
enum ModelFormat {
  static let name = "swift-feedforward"
  /// Since 2, settings are their canonical texts; 1 is read.
  static let version = "2"
  static let versions = ["1", version]
  static let model = "model"
  static let checkpoint = "checkpoint"
}

/// The metadata of one of our own files, each text taken once.
struct ModelTexts {
  private let file: String
  let version: String
  private var texts: [CodePoints: String]

  init(_ file: Safetensors, kind: String) throws {
    self.file = file.source.name
    texts = file.metadata
    texts[CodePoints(ContentHash.key)] = nil
    version = texts[CodePoints("version")] ?? ""
    let format = texts.removeValue(forKey: CodePoints("format"))
    guard format == ModelFormat.name else {
      let role = kind == ModelFormat.checkpoint ? FileRole.checkpoint : .model
      throw role.error(file: self.file, ofAnotherLibrary: format)
    }
    for (key, values) in [("version", ModelFormat.versions), ("kind", [kind])] {
      let found = texts.removeValue(forKey: CodePoints(key))
      guard let found, values.contains(found) else {
        throw place(key).error(
          found: found?.quoted ?? "nothing",
          expected: "\(values.map(\.quoted).joined(separator: " or ")), as a \(kind) has that this version can read")
      }
    }
  }

  func place(_ key: String) -> FilePlace { FilePlace(file: file, path: key) }

  /// - Parameter most: values in the text.
  mutating func optional(_ key: String, most: Int = JSON.mostValues) throws -> JSON? {
    guard let text = texts.removeValue(forKey: CodePoints(key)) else { return nil }
    return try JSON(text, at: place(key), most: most)
  }

  mutating func take(_ key: String) throws -> JSON { try JSON(try text(key), at: place(key)) }

  mutating func text(_ key: String) throws -> String {
    guard let text = texts.removeValue(forKey: CodePoints(key)) else {
      throw place(key).error(found: "nothing", expected: "a JSON text")
    }
    return text
  }

  func finish() throws {
    guard let key = texts.keys.min()?.text else { return }
    throw place("metadata").error(found: "the unknown key \(key.quoted)", expected: "none but those of this version")
  }
}
