import FeedForward
import FeedForwardData

extension Trainer {
  /// What decides the bits of a training, by name: canonical texts of the settings, and hashes of the data.
  ///
  /// - Throws: ``/FeedForwardData/DataError`` for code of the user's own that has no text.
  package func settings<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ training: Dataset<Scalar>, _ validation: Dataset<Scalar>?
  ) throws -> [String: String] {
    var settings: [String: String] = [:]
    for (name, text) in self.settings(of: network) {
      guard let text else {
        throw FilePlace.model.error(
          found: "the \(name) of this training, which is code without a text",
          expected: "one by which it can be known again: `custom(name:_:)` of a schedule, `setting` of an optimizer")
      }
      settings[name] = text
    }
    settings["hash of the training data"] = training.sha256
    settings["hash of the validation data"] = validation?.sha256 ?? "none"
    return settings
  }
}

extension Dataset {
  /// A hash of all numbers, in the bits that the engine sees. O(size).
  fileprivate var sha256: String {
    var hash = SHA256()
    hash.update(Array("\(inputs.rows) × \(inputs.columns) \(Scalar.self)".utf8)[...])
    hash.update(numbers: inputs.elements)
    switch targets {
    case .values(let values):
      hash.update(Array("values \(values.columns)".utf8)[...])
      hash.update(numbers: values.elements)
    case .classes(let classes):
      hash.update(Array("classes".utf8)[...])
      hash.update(numbers: classes.map { Double($0) })
    }
    if let weights {
      hash.update(Array("weights".utf8)[...])
      hash.update(numbers: weights)
    }
    return hash.hexadecimal()
  }
}

extension SHA256 {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate mutating func update<Scalar: BLASScalar>(numbers: [Scalar]) {
    let piece = 1 << 14
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece * MemoryLayout<Scalar>.size)
    for start in stride(from: 0, to: numbers.count, by: piece) {
      bytes.removeAll(keepingCapacity: true)
      for i in start..<min(start + piece, numbers.count) { numbers[i].appendLittleEndian(to: &bytes) }
      update(bytes[...])
    }
  }
}
