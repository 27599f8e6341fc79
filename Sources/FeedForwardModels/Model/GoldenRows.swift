import FeedForward
import FeedForwardData

/// Rows with the outputs that a network gave for them when it was saved: it has to give them again when it is loaded.
struct GoldenRows<Scalar: BLASScalar> {
  let inputs: Matrix<Scalar>
  let outputs: Matrix<Scalar>

  /// 16, but fewer where inputs and outputs are so many that the header would become long.
  static func count(for network: Ensemble<Scalar>) -> Int {
    min(16, max(1, (1 << 17) / (network.inputs + network.outputs)))
  }

  /// Rows within the training ranges and the network's outputs for them.
  init(of model: TrainedModel<Scalar>) throws {
    let network = model.ensemble
    let count = Self.count(for: network)
    var elements: [Scalar]
    if let pipeline = model.pipeline {
      let rows = pipeline.sampleRows(count)
      elements = rows.flatMap { row in pipeline.encoded(row).map { Scalar($0) } }
    } else {
      var generator = Philox(seed: 0, purpose: .data)
      elements = generator.uniform(count * network.inputs, in: -1...1).map { Scalar($0) }
    }
    inputs = try Matrix(rows: count, columns: network.inputs, elements: elements)
    outputs = try network.predict(inputs)
  }

  // MARK: - In a file

  var json: JSON {
    .object([
      .init(key: "inputs", value: .array(Self.rows(inputs))), .init(key: "outputs", value: .array(Self.rows(outputs))),
    ])
  }

  private static func rows(_ matrix: Matrix<Scalar>) -> [JSON] {
    (0..<matrix.rows).map { r in
      .array(matrix.row(r).map { $0.isFinite ? .number("\($0)") : .string("\($0)") })
    }
  }

  /// Reads the text number by number, no more of them than the network has use for.
  init(_ text: String, at place: FilePlace, for network: Ensemble<Scalar>) throws {
    let count = Self.count(for: network)
    var reader = try JSONReader(Array(text.utf8)[...], at: place)
    var members: [String: Matrix<Scalar>] = [:]
    try reader.object { reader, key in
      guard let columns = ["inputs": network.inputs, "outputs": network.outputs][key] else {
        throw place.error(found: "the unknown member \(key.quoted)", expected: "inputs and outputs")
      }
      members[key] = try Self.matrix(&reader, place.member(key), count, columns)
    }
    try reader.finish()
    guard let inputs = members["inputs"] else { throw place.member("inputs").error(found: "nothing", expected: "rows") }
    guard let outputs = members["outputs"] else {
      throw place.member("outputs").error(found: "nothing", expected: "rows")
    }
    self.inputs = inputs
    self.outputs = outputs
  }

  private static func matrix(
    _ reader: inout JSONReader, _ place: FilePlace, _ count: Int, _ columns: Int
  ) throws -> Matrix<Scalar> {
    var elements: [Scalar] = []
    var rows = 0
    try reader.array { reader in
      let place = place.element(rows)
      let start = elements.count
      try reader.array { reader in
        guard rows < count, elements.count < start + columns else {
          throw place.error(found: "one more number", expected: "\(count) rows of \(columns)")
        }
        elements.append(try reader.scalar(at: place.element(elements.count - start)))
      }
      guard elements.count == start + columns else {
        throw place.error(found: "\(elements.count - start) numbers", expected: "\(columns), as the network has")
      }
      rows += 1
    }
    guard rows == count else { throw place.error(found: "\(rows) rows", expected: "\(count)") }
    return try Matrix(rows: count, columns: columns, elements: elements)
  }

  // MARK: - Replay

  /// Throws unless the network gives these outputs again, up to what may be between two processors; see ``ErrorBound``.
  func replay(with network: Ensemble<Scalar>, at place: FilePlace) throws {
    let found = try place.checking("rows that the network refuses", "rows that it can take") {
      try network.predict(inputs)
    }
    for r in 0..<inputs.rows where !found.row(r).elementsEqual(outputs.row(r)) {
      let bounds = ErrorBound(network).ofOutputs(for: inputs.row(r).map { Double($0) })
      for (k, bound) in bounds.enumerated() {
        let (now, then) = (Double(found[r, k]), Double(outputs[r, k]))
        if now == then || now.isNaN && then.isNaN || abs(now - then) <= 2 * bound { continue }
        throw place.error(
          found: "row \(r), output \(k): the network gives \(now)", expected: "\(then), or at most \(2 * bound) from it"
        )
      }
    }
  }
}

extension JSONReader {
  /// A number as it was written, or the text of one that is not finite.
  fileprivate mutating func scalar<Scalar: BLASScalar>(at place: FilePlace) throws -> Scalar {
    if next() == UInt8(ascii: "\"") {
      let text = try string()
      let values: [String: Scalar] = ["inf": .infinity, "-inf": -.infinity, "nan": .nan]
      guard let value = values[text] else {
        throw place.error(found: "the text \(text.quoted)", expected: "a number of the network's precision")
      }
      return value
    }
    let text = try number()
    // Not by way of Double, which would round twice.
    let value = Scalar.self == Float.self ? Float(text).map { Scalar($0) } : Double(text).map { Scalar($0) }
    guard let value, value.isFinite else {
      throw place.error(found: "the number \(text.prefix(40))", expected: "a number of the network's precision")
    }
    return value
  }
}
