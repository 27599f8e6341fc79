import FeedForward
@testable import FeedForwardData
@testable import FeedForwardModels
import FeedForwardONNX

/// The readers of files, as the fuzzer and the tests that replay its seeds call them: whatever the bytes, a value or a
/// typed error comes of them. What was read is looked at, too.
struct Readers: Sendable {
  let name: String
  let read: @Sendable ([UInt8]) -> Void

  static let all = [
    Readers(name: "csv") { bytes in
      look(at: try? Table(csv: bytes, named: "fuzz"))
      // The last two bytes are settings, too.
      guard let last = bytes.last, bytes.count > 1 else { return }
      var options = TableOptions()
      (options.delimiter, options.comment) = (last, bytes[bytes.count - 2])
      (options.hasHeader, options.trimsBlanks, options.missing) = (last & 1 == 0, last & 2 == 0, ["0", "", "ä"])
      options.quote = last & 4 == 0 ? last : bytes[0]
      look(at: try? Table(csv: bytes, named: "fuzz", options: options))
    },
    // Told by their first bytes: NPY, NPZ, IDX, gzip of each.
    Readers(name: "arrays") { bytes in
      var options = TableOptions()
      options.maximumExpansion = 20
      options.maximumBytes = 1 << 26
      look(at: try? Table.read(MemorySource(bytes, name: "fuzz"), options))
    },
    Readers(name: "proben1") { bytes in
      guard let problem = try? Proben1Problem(bytes, file: "fuzz") else { return }
      _ = problem.errorPercentage(ofLoss: 1)
    },
    Readers(name: "model") { bytes in
      look(at: try? TrainedModel<Float>(bytes: bytes, named: "fuzz"))
      look(at: try? TrainedModel<Double>(bytes: bytes, named: "fuzz"))
      guard let checkpoint = try? Checkpoint<Float>(bytes: bytes, named: "fuzz") else { return }
      _ = try? checkpoint.serialized()
    },
    // Texts of a model's header, under a hash that fits: the first byte says which.
    Readers(name: "texts") { bytes in
      guard let first = bytes.first, let model = try? small() else { return }
      let key = textKeys[Int(first) % textKeys.count]
      guard let text = String(validating: bytes.dropFirst(), as: UTF8.self),
        let file = try? model.serialized(replacing: key, by: text)
      else { return }
      look(at: try? TrainedModel<Float>(bytes: file, named: "fuzz"))
    },
    Readers(name: "state-dict") { bytes in
      guard let dict = try? StateDict(bytes: bytes, named: "fuzz") else { return }
      let layers = [Layer(3, .relu), Layer(2, .softmax)]
      for count in 0...2 {
        let _: FeedForwardNetwork<Float>? = try? dict.network(inputs: 2, layers: Array(layers.suffix(count)))
        let _: FeedForwardNetwork<Double>? = try? dict.network(inputs: 3, layers: Array(layers.suffix(count)))
      }
    },
    Readers(name: "onnx") { bytes in
      guard let network = try? FeedForwardNetwork<Float>(onnx: bytes, named: "fuzz") else { return }
      _ = try? network.predict([Float](repeating: 0.5, count: network.inputs))
    },
  ]

  /// Reads everything that a table offers.
  private static func look(at table: Table?) {
    guard let table else { return }
    for column in table.columns { _ = (table.numbers(of: column), table.texts(of: column)) }
    for row in 0..<table.count { _ = table.line(ofRow: row) }
    _ = try? table.selecting(rows: [table.count - 1, 0])
  }

  /// What was read is used and written again.
  private static func look<Scalar: BLASScalar>(at model: TrainedModel<Scalar>?) {
    guard let model else { return }
    _ = try? model.network.predict([Scalar](repeating: 0.5, count: model.network.inputs))
    _ = try? model.serialized()
    _ = try? model.cSource(withTests: true)
  }

  /// 2 → 3 → 2, with a pipeline.
  private static func small() throws -> TrainedModel<Float> {
    let network = try FeedForwardNetwork<Float>(
      inputs: 2, layers: [Layer(3, .tanh), Layer(2, .softmax)], parameters: (0..<17).map { Float($0) / 17 - 0.5 })
    let pipeline = Pipeline(
      inputs: [
        InputColumn(name: "age", encoding: .number(NumberEncoding(shift: 30, scale: 15, fill: 14, range: 0...80))),
        InputColumn(name: "town", encoding: .category(CategoryEncoding(categories: ["Köln"], ignoresUnknown: true))),
      ], target: .classes(name: "there", classes: ["no", "yes"]))
    return TrainedModel(network: network, loss: .crossEntropy, pipeline: pipeline, provenance: ["seed": "1"])
  }

  /// Files that only the library can write; the others are in the folder of seeds.
  static func samples() throws -> [(reader: String, name: String, bytes: [UInt8])] {
    let model = try small()
    let file = try model.serialized()
    let double = TrainedModel(network: try model.network.converted(to: Double.self), loss: .squaredError)
    var network = model.network
    var state = TrainingState<Float>()
    let data = try Dataset(inputs: Matrix<Float>([[0, 1], [1, 0], [1, 1]]), classes: [0, 1, 1])
    try Trainer(batchSize: 2, epochs: 2).fit(&network, to: data, continuing: &state)
    let checkpoint = Checkpoint(network: network, state: state, isFinished: false, settings: ["seed": "1"])
    var samples: [(reader: String, name: String, bytes: [UInt8])] = [
      ("model", "float", file), ("model", "double", try double.serialized()),
      ("model", "checkpoint", try checkpoint.serialized()), ("state-dict", "model", file),
      ("onnx", "model", try model.onnx()),
      ("onnx", "double", try double.onnx()),
    ]
    let texts = try Safetensors(StoredBytes(file, named: "model")).metadata
    for (index, key) in textKeys.enumerated() {
      samples.append(("texts", key, [UInt8(index)] + Array((texts[CodePoints(key)] ?? "").utf8)))
    }
    return samples
  }

  private static let textKeys = ["architecture", "loss", "pipeline", "golden", "provenance"]
}

extension TrainedModel {
  /// The bytes of a file in which one text of the header is another, under a hash that fits.
  fileprivate func serialized(replacing key: String, by text: String) throws -> [UInt8] {
    let file = try Safetensors(StoredBytes(try serialized(), named: "model"))
    var writer = SafetensorsWriter()
    let left = [ContentHash.key, key].map { CodePoints($0) }
    writer.metadata = file.metadata.filter { !left.contains($0.key) }.sorted { $0.key < $1.key }
      .map { ($0.key.text, $0.value) }
    writer.metadata.append((key, text))
    writer.addLayers(of: network)
    writer.seal()
    return try writer.bytes()
  }
}
