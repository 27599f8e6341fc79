import FeedForward
import FeedForwardModels
import Foundation

/// A safetensors file taken apart by Foundation's JSON, changed, and put together again, if wanted with the right hash.
struct Forgery {
  var metadata: [String: String] = [:]
  /// Entries of the header by tensor.
  var tensors: [String: [String: Any]] = [:]
  var data: [UInt8] = []

  struct NotAModel: Error {}

  init(_ bytes: [UInt8]) throws {
    var length = 0
    for i in (0..<8).reversed() { length = length << 8 | Int(bytes[i]) }
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    guard let members = header as? [String: Any] else { throw NotAModel() }
    for (key, value) in members {
      if key == "__metadata__", let texts = value as? [String: String] { metadata = texts }
      if key != "__metadata__", let entry = value as? [String: Any] { tensors[key] = entry }
    }
    data = Array(bytes[(8 + length)...])
  }

  /// The file with this header.
  static func file(header: String, data: [UInt8] = []) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  /// The file as it says.
  func bytes() throws -> [UInt8] {
    let header = tensors.merging(["__metadata__": metadata]) { $1 }
    return Self.file(
      header: String(decoding: try JSONSerialization.data(withJSONObject: header), as: UTF8.self), data: data)
  }

  /// The file with a hash that fits.
  mutating func sealed() throws -> [UInt8] {
    var text = ""
    func append(_ part: String) { text += "\(part.utf8.count):\(part)" }
    for key in metadata.keys.sorted() where key != "sha256" {
      append(key)
      append(metadata[key] ?? "")
    }
    var hash = SHA256()
    for name in tensors.keys.sorted() {
      guard let entry = tensors[name], let offsets = entry["data_offsets"] as? [Int],
        let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int]
      else { throw NotAModel() }
      for part in [name, type, "\(shape)"] { append(part) }
      hash.update(Array(text.utf8)[...])
      text = ""
      hash.update(data[offsets[0]..<offsets[1]])
    }
    metadata["sha256"] = hash.hexadecimal()
    return try bytes()
  }
}
