import FeedForward
import FeedForwardData

extension SafetensorsWriter {
  /// Adds the layers of each member: of a single one under the names of layers, of several behind `members.i.`.
  mutating func addLayers<Scalar: BLASScalar>(of ensemble: Ensemble<Scalar>) {
    for (i, member) in ensemble.members.enumerated() {
      addLayers(of: member, TensorPrefix.ofMember(i, of: ensemble.members.count))
    }
  }

  /// Adds `layers.l.weight`, outputs × inputs, and `layers.l.bias` of each layer.
  mutating func addLayers<Scalar: BLASScalar>(of network: FeedForwardNetwork<Scalar>, _ prefix: String = "") {
    for (l, layer) in network.layers.enumerated() {
      let theta = network.parameters.theta(l)
      var weights: [Scalar] = []
      weights.reserveCapacity(theta.elements.count)
      for j in 0..<layer.units { weights += theta.row(j).dropFirst() }
      add("\(prefix)layers.\(l).weight", shape: [layer.units, theta.columns - 1], weights)
      add("\(prefix)layers.\(l).bias", shape: [layer.units], (0..<layer.units).map { theta[$0, 0] })
    }
  }
}

/// What stands before the names of a network's tensors.
enum TensorPrefix {
  /// Of the tensors of our own networks, all of which begin with one of these.
  static let all = ["layers.", "members."]

  static func ofMember(_ index: Int, of count: Int) -> String { count == 1 ? "" : "members.\(index)." }
}

/// Where the numbers of a tensor go: the layer of a member of an ensemble, of which it is the weights or the biases.
private struct ExpectedTensor {
  let member: Int
  let shape: [Int]
  /// Where the first of them goes in the member's θ, and how many numbers further the next row does.
  let start: Int
  let stride: Int
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
    try networks([architecture], hash: hash, others: others)[0]
  }

  /// The same of several networks, the members of an ensemble.
  func networks<Scalar: BLASScalar>(
    _ architectures: [Architecture], hash: ContentHash,
    others: (Tensor, ArraySlice<UInt8>) throws -> Void = { _, _ in }
  ) throws -> [FeedForwardNetwork<Scalar>] {
    // Sizes are checked against the tensors before memory is taken for them.
    var expected: [CodePoints: ExpectedTensor] = [:]
    var counts: [Int] = []
    let byName = Dictionary(uniqueKeysWithValues: tensors.map { (CodePoints($0.name), $0) })
    for (i, architecture) in architectures.enumerated() {
      let prefix = TensorPrefix.ofMember(i, of: architectures.count)
      counts.append(try expect(architecture, member: i, prefix, among: byName, Scalar.self, in: &expected))
    }
    var hash = hash
    var thetas = counts.map { [Scalar](repeating: 0, count: $0) }
    for tensor in tensorsByName {
      hash.begin(tensor.name, tensor.type, tensor.shape)
      if let place = expected[CodePoints(tensor.name)] {
        try read(tensor) { bytes, first in
          hash.update(bytes)
          Self.scatter(
            bytes, from: first, columns: place.shape.count == 2 ? place.shape[1] : 1, into: &thetas[place.member],
            at: place.start, stride: place.stride)
        }
      } else {
        guard !TensorPrefix.all.contains(where: tensor.name.hasPrefix) else {
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
    let place = FilePlace(file: source.name, path: "architecture")
    return try zip(architectures, thetas).map { architecture, theta in
      try place.checking("a network that makes no sense", "one that does") {
        try FeedForwardNetwork(inputs: architecture.inputs, layers: architecture.layers, parameters: theta)
      }
    }
  }

  /// Adds the tensors of a network to those expected, which have to be among those that are there; the length of its θ.
  private func expect<Scalar: BLASScalar>(
    _ architecture: Architecture, member: Int, _ prefix: String, among byName: [CodePoints: Tensor], _: Scalar.Type,
    in expected: inout [CodePoints: ExpectedTensor]
  ) throws -> Int {
    let place = FilePlace(file: source.name, path: "architecture")
    var (inputs, count) = (architecture.inputs, 0)
    for (l, layer) in architecture.layers.enumerated() {
      guard inputs > 0, layer.units > 0 else {
        throw place.error(
          found: "\(inputs) inputs and \(layer.units) units in layer \(l + 1)", expected: "at least 1 each")
      }
      let start = count
      for (role, shape) in [("weight", [layer.units, inputs]), ("bias", [layer.units])] {
        let name = "\(prefix)layers.\(l).\(role)"
        // Biases stand in column 0, weights behind them.
        expected[CodePoints(name)] = ExpectedTensor(
          member: member, shape: shape, start: start + (role == "bias" ? 0 : 1), stride: inputs + 1)
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
      inputs = layer.units
    }
    return count
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
