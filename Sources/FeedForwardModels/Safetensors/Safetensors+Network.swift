import FeedForward
import FeedForwardData

extension SafetensorsWriter {
  /// Adds `layers.l.weight`, outputs × inputs, and `layers.l.bias` of each layer.
  mutating func addLayers<Scalar: BLASScalar>(of network: FeedForwardNetwork<Scalar>) {
    for (l, layer) in network.layers.enumerated() {
      let theta = network.parameters.theta(l)
      var weights: [Scalar] = []
      weights.reserveCapacity(theta.elements.count)
      for j in 0..<layer.units { weights += theta.row(j).dropFirst() }
      add("layers.\(l).weight", shape: [layer.units, theta.columns - 1], weights)
      add("layers.\(l).bias", shape: [layer.units], (0..<layer.units).map { theta[$0, 0] })
    }
  }
}

extension Safetensors {
  /// The network of one of our own files, whose tensors are those of the layers and no others, except for `others`, and
  /// whose content has the hash that its metadata say.
  ///
  /// - Parameter others: takes the bytes of other tensors; those whose names begin with `layers.` never come here.
  func network<Scalar: BLASScalar>(
    _ architecture: Architecture, hash: ContentHash,
    others: (Tensor, ArraySlice<UInt8>) throws -> Void = { _, _ in }
  ) throws -> FeedForwardNetwork<Scalar> {
    let place = FilePlace(file: source.name, path: "architecture")
    let byName = Dictionary(uniqueKeysWithValues: tensors.map { (CodePoints($0.name), $0) })
    // Sizes are checked against the tensors before memory is taken for them.
    var expected: [CodePoints: (layer: Int, shape: [Int])] = [:]
    var inputs = architecture.inputs
    var (offsets, count) = ([Int](), 0)
    for (l, layer) in architecture.layers.enumerated() {
      guard inputs > 0, layer.units > 0 else {
        throw place.error(
          found: "\(inputs) inputs and \(layer.units) units in layer \(l + 1)", expected: "at least 1 each")
      }
      for (role, shape) in [("weight", [layer.units, inputs]), ("bias", [layer.units])] {
        let name = "layers.\(l).\(role)"
        expected[CodePoints(name)] = (l, shape)
        let place = FilePlace(file: source.name, path: name)
        guard let tensor = byName[CodePoints(name)] else {
          throw place.error(found: "nothing", expected: "a tensor")
        }
        guard tensor.shape == shape, tensor.type == Scalar.tensorType else {
          throw place.error(
            found: "\(tensor.type.rawValue) of shape \(tensor.shape)",
            expected: "\(Scalar.tensorType.rawValue) of shape \(shape)")
        }
        // No overflow: the bytes are in the file.
        count += tensor.count
      }
      offsets.append(count - layer.units * (inputs + 1))
      inputs = layer.units
    }
    var hash = hash
    var theta = [Scalar](repeating: 0, count: count)
    for tensor in tensorsByName {
      hash.begin(tensor.name, tensor.type, tensor.shape)
      if let (layer, shape) = expected[CodePoints(tensor.name)] {
        let stride = 1 + (layer == 0 ? architecture.inputs : architecture.layers[layer - 1].units)
        try read(tensor) { bytes, first in
          hash.update(bytes)
          // Biases stand in column 0, weights behind them.
          let (columns, start) = shape.count == 2 ? (stride - 1, offsets[layer] + 1) : (1, offsets[layer])
          Self.scatter(bytes, from: first, columns: columns, into: &theta, at: start, stride: stride)
        }
      } else {
        guard !tensor.name.hasPrefix("layers.") else {
          throw FilePlace(file: source.name, path: tensor.name).error(
            found: "a tensor", expected: "none, as the network has no such layer")
        }
        try read(tensor) { bytes, _ in
          hash.update(bytes)
          try others(tensor, bytes)
        }
      }
    }
    try require(hash)
    return try place.checking("a network that makes no sense", "one that does") {
      try FeedForwardNetwork(inputs: architecture.inputs, layers: architecture.layers, parameters: theta)
    }
  }

  /// Reads all tensors, and throws unless they are those that one of our own files was written with.
  func requireHash() throws {
    var hash = ContentHash(metadata: metadata)
    for tensor in tensorsByName {
      hash.begin(tensor.name, tensor.type, tensor.shape)
      try read(tensor) { bytes, _ in hash.update(bytes) }
    }
    try require(hash)
  }

  /// In the order that the hash has.
  private var tensorsByName: [Tensor] { tensors.sorted { CodePoints($0.name) < CodePoints($1.name) } }

  private func require(_ hash: ContentHash) throws {
    let (found, expected) = (metadata[CodePoints(ContentHash.key)], hash.hexadecimal())
    guard found == expected else {
      throw FilePlace(file: source.name, path: ContentHash.key).error(
        found: found?.quoted ?? "nothing",
        expected: "\(expected.quoted), the hash of what the file says: it was changed or damaged")
    }
  }

  /// Puts elements of a table of so many columns into θ, its rows `stride` apart.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func scatter<Scalar: BLASScalar>(
    _ bytes: ArraySlice<UInt8>, from first: Int, columns: Int, into theta: inout [Scalar], at start: Int,
    stride: Int
  ) {
    let size = MemoryLayout<Scalar>.size
    var (row, column) = (first / columns, first % columns)
    var i = bytes.startIndex
    while i < bytes.endIndex {
      theta[start + row * stride + column] = Scalar(littleEndian: bytes, at: i)
      i += size
      column += 1
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }
}

extension BLASScalar {
  /// The scalar whose bytes begin at `index`.
  @inline(__always)
  init(littleEndian bytes: ArraySlice<UInt8>, at index: Int) {
    var pattern: UInt64 = 0
    for i in 0..<MemoryLayout<Self>.size { pattern |= UInt64(bytes[index + i]) << UInt64(8 * i) }
    self =
      MemoryLayout<Self>.size == 8
      ? Self(Double(bitPattern: pattern)) : Self(Float(bitPattern: UInt32(truncatingIfNeeded: pattern)))
  }
}
