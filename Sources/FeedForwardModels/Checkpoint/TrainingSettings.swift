import FeedForward

extension Trainer {
  /// What decides the bits of a training, by name: all settings but the number of epochs, which may grow, and threads.
  private var settings: [String: String] {
    var settings: [String: String] = [:]
    for (name, value) in Mirror(reflecting: self).children {
      guard let name, name != "epochs", name != "threads" else { continue }
      settings[name] = Self.text(of: value)
    }
    return settings
  }

  /// These, those of the network, and hashes of the data.
  package func settings<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, _ training: Dataset<Scalar>, _ validation: Dataset<Scalar>?
  ) -> [String: String] {
    var settings = settings.merging(network.settings) { $1 }
    settings["hash of the training data"] = training.sha256
    settings["hash of the validation data"] = validation?.sha256 ?? "none"
    return settings
  }

  /// `none` for nil, values without `Optional(…)`.
  private static func text(of value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return String(describing: value) }
    return mirror.children.first.map { String(describing: $0.value) } ?? "none"
  }
}

extension FeedForwardNetwork {
  /// What decides the bits of a training, by name.
  fileprivate var settings: [String: String] {
    var settings = ["network": String(describing: self)]
    for (l, layer) in layers.enumerated() { settings["activation of layer \(l + 1)"] = "\(layer.activation.fullText)" }
    return settings
  }
}

extension Activation {
  /// The name with its parameter.
  fileprivate var fullText: String {
    switch self {
    case .leakyReLU(let slope): "\(self)(slope: \(slope))"
    case .elu(let alpha): "\(self)(alpha: \(alpha))"
    case .increasing(let groups): "\(self)(groups: \(groups))"
    default: description
    }
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
