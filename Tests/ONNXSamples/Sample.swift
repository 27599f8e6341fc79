import FeedForward
import FeedForwardData
import FeedForwardModels
import FeedForwardONNX
import Foundation

/// A model as an ONNX file, rows to give it, and what the engine makes of them.
struct Sample: Encodable {
  /// Values of an input of the graph, rows × columns.
  struct Values: Encodable {
    /// `float`, `double` or `string`.
    var type: String
    var columns: Int
    /// NaN is null.
    var numbers: [Double?] = []
    var texts: [String] = []
  }

  let name: String
  var inputs: [String: Values] = [:]
  /// `prediction` or `probabilities`, rows × columns; NaN is null.
  var outputs: [String: Values] = [:]
  /// Classes by name or index; empty for values.
  var labels: [String] = []
  /// How far outputs may be from those of ONNX Runtime, relative to them; nil for what is usual for their type.
  var bound: Double?
  private var bytes: [UInt8] = []

  private enum CodingKeys: CodingKey {
    case name, inputs, outputs, labels, bound
  }

  func write(into folder: URL) throws {
    try Data(bytes).write(to: folder.appendingPathComponent("\(name).onnx"))
    try JSONEncoder().encode(self).write(to: folder.appendingPathComponent("\(name).json"))
  }

  static let activations: [Activation] = [
    .identity, .logistic, .tanh, .relu, .leakyReLU(), .leakyReLU(slope: 0.3), .softsign, .elu(), .elu(alpha: 0.7),
    .selu, .softplus, .silu, .gelu, .mish, .exponential, .softmax, .meanAndVariance, .increasing(),
    .increasing(groups: 2),
  ]

  /// Networks that are given matrices: every activation, in hidden layers too where it may stand there.
  static func ofNetworks<Scalar: BLASScalar>(_: Scalar.Type) throws -> [Sample] {
    try activations.enumerated().map { i, activation in
      // Not the exponential of an exponential either.
      let isForOutputs = ["softmax", "mean-and-variance", "increasing", "exponential"].contains(activation.kind)
      let network = try FeedForwardNetwork<Scalar>(
        inputs: 5,
        layers: [
          Layer(17, isForOutputs ? .tanh : activation, initializer: .uniform(-1...1)),
          Layer(4, activation, initializer: .uniform(-1...1)),
        ], seed: UInt64(i))
      let loss = activation.kind == "softmax" ? Loss.crossEntropy : .squaredError
      return try Sample("\(i)-\(activation)", TrainedModel(network: network, loss: loss))
    } + [
      ensemble("ensemble-of-distributions", of: 3, loss: .gaussian, seed: 60, as: Scalar.self) {
        [Layer(4 + $0, .mish), Layer(4, .meanAndVariance)]
      },
      ensemble("ensemble-of-classes", of: 4, loss: .crossEntropy, seed: 70, as: Scalar.self) { _ in
        [Layer(6, .selu), Layer(3, .softmax)]
      },
      Sample(
        "binary",
        TrainedModel(
          network: FeedForwardNetwork<Scalar>(inputs: 5, layers: [Layer(3, .tanh), Layer(1, .logistic)], seed: 8),
          loss: .binaryCrossEntropy)),
    ]
  }

  private static func ensemble<Scalar: BLASScalar>(
    _ name: String, of members: Int, loss: Loss, seed: Int, as _: Scalar.Type, layers: (_ member: Int) -> [Layer]
  ) throws -> Sample {
    let networks = try (0..<members).map { i in
      try FeedForwardNetwork<Scalar>(inputs: 5, layers: layers(i), seed: UInt64(seed + i))
    }
    return try Sample(name, TrainedModel(ensemble: Ensemble(networks), loss: loss))
  }

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// A network that is given a matrix.
  private init<Scalar: BLASScalar>(_ name: String, _ model: TrainedModel<Scalar>) throws {
    let type = Scalar.self == Float.self ? "float" : "double"
    self.init(name: "\(name)-\(type)", bytes: try model.onnx())
    let rows = try Self.rows(1000, columns: model.ensemble.inputs, Scalar.self)
    var outputs = try model.ensemble.predict(rows)
    inputs["x"] = Values(type: type, columns: rows.columns, numbers: rows.elements.map { Double($0) })
    switch model.loss {
    case .crossEntropy, .binaryCrossEntropy:
      let largest = { (row: ArraySlice<Scalar>) in row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } }
      labels = (0..<outputs.rows).map { r in
        let row = outputs.row(r)
        return row.count == 1 ? (outputs[r, 0] > 0.5 ? "1" : "0") : "\(largest(row) - row.startIndex)"
      }
      if outputs.columns == 1 {
        outputs = try Matrix(rows: outputs.rows, columns: 2, elements: outputs.elements.flatMap { [1 - $0, $0] })
      }
      self.outputs["probabilities"] = Values(type: type, columns: outputs.columns, outputs)
    default:
      self.outputs["prediction"] = Values(type: type, columns: outputs.columns, outputs)
    }
  }

  /// A network of floats whose columns and target are too far from 0 for floats.
  static func inDouble() throws -> Sample {
    let encodings = [
      NumberEncoding(shift: 1_700_000_000.5, scale: 50, range: 1_699_999_800...1_700_000_200),
      NumberEncoding(
        shift: 2_460_000.25, scale: 0.3, fill: 2_460_000, hasIndicator: true, range: 2_459_999...2_460_001),
    ]
    let columns = zip(["t", "day"], encodings).map { InputColumn(name: $0, encoding: .number($1)) }
    let network = try FeedForwardNetwork<Float>(inputs: 3, layers: [Layer(7, .tanh), Layer(1, .identity)], seed: 5)
    let target = ValueTarget(name: "y", shift: 1e9, scale: 2)
    let model = TrainedModel(
      network: network, loss: .squaredError, pipeline: Pipeline(inputs: columns, target: .values([target])))
    var sample = Sample(name: "in-double", bytes: try model.onnx(inDouble: true))
    let drawn = try rows(1000, columns: 2, Double.self)
    var (table, inputs): ([Double?], [Float]) = ([], [])
    for r in 0..<drawn.rows {
      let isMissing = drawn[r, 1] > 3
      let values = zip([drawn[r, 0], isMissing ? 0 : drawn[r, 1]], encodings).map { $0 * $1.scale + $1.shift }
      table += [values[0], isMissing ? nil : values[1]]
      inputs.append(Float((values[0] - encodings[0].shift) / encodings[0].scale))
      inputs.append(Float(((isMissing ? 2_460_000 : values[1]) - encodings[1].shift) / encodings[1].scale))
      inputs.append(isMissing ? 1 : 0)
    }
    let outputs = try network.predict(Matrix(rows: drawn.rows, columns: 3, elements: inputs))
    sample.inputs["x"] = Values(type: "double", columns: 2, numbers: table)
    sample.outputs["prediction"] = Values(
      type: "double", columns: 1, numbers: outputs.elements.map { Double($0) * target.scale + target.shift })
    // The 10⁻⁵ of floats near 1, in the unit of a target of 10⁹.
    sample.bound = 1e-5 * target.scale / target.shift
    return sample
  }

  /// Numbers in −4 … 4, by a linear congruential generator.
  static func rows<Scalar: BLASScalar>(_ count: Int, columns: Int, _: Scalar.Type) throws -> Matrix<Scalar> {
    var state: UInt64 = 1
    let elements = (0..<count * columns).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Scalar(Double(state >> 11) / 0x1p53 * 8 - 4)
    }
    return try Matrix(rows: count, columns: columns, elements: elements)
  }
}

extension Sample.Values {
  init<Scalar: BLASScalar>(type: String, columns: Int, _ matrix: Matrix<Scalar>) {
    self.init(type: type, columns: columns, numbers: matrix.elements.map { $0.isNaN ? nil : Double($0) })
  }
}
