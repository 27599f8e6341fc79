import FeedForward
import FeedForwardData

extension Trainer {
  /// What decides the bits of a training, by name: canonical texts of the settings, and hashes of the data.
  ///
  /// - Parameter ranks: those that each hold a share of the data, which are hashed as a whole; nil where all is here.
  /// - Throws: ``/FeedForwardData/DataError`` for code of the user's own that has no text.
  package func settings<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ training: Dataset<Scalar>, _ validation: Dataset<Scalar>?,
    heldBy ranks: (any Communicator)? = nil
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
    settings["hash of the training data"] = try training.sha256(heldBy: ranks)
    settings["hash of the validation data"] = try validation?.sha256(heldBy: ranks) ?? "none"
    return settings
  }
}

extension Dataset {
  /// A hash of all numbers of all ranks, in the bits that the engine sees: each goes on with that of the rank before
  /// it. O(size).
  fileprivate func sha256(heldBy ranks: (any Communicator)?) throws -> String {
    let shares = try RowShares(count, over: ranks)
    var hash = SHA256()
    hash.update(Array("\(shares.count) × \(inputs.columns) \(Scalar.self)".utf8)[...])
    try hash.update(numbers: inputs.elements, of: shares)
    switch targets {
    case .values(let values):
      hash.update(Array("values \(values.columns)".utf8)[...])
      try hash.update(numbers: values.elements, of: shares)
    case .classes(let classes):
      hash.update(Array("classes".utf8)[...])
      try hash.update(numbers: classes.map { Double($0) }, of: shares)
    }
    if let weights {
      hash.update(Array("weights".utf8)[...])
      try hash.update(numbers: weights, of: shares)
    }
    return hash.hexadecimal()
  }
}

extension SHA256 {
  /// Takes the numbers of all ranks, in their order.
  fileprivate mutating func update<Scalar: BLASScalar>(numbers: [Scalar], of shares: RowShares) throws {
    let words = try shares.chain(words) { words in
      var hash = SHA256(words: words)
      hash.update(numbers: numbers)
      words = hash.words
    }
    self = SHA256(words: words)
  }

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
