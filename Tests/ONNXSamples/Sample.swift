import FeedForward
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
  private var bytes: [UInt8] = []

  private enum CodingKeys: CodingKey {
    case name, inputs, outputs, labels
  }

  func write(into folder: URL) throws {
    try Data(bytes).write(to: folder.appendingPathComponent("\(name).onnx"))
    try JSONEncoder().encode(self).write(to: folder.appendingPathComponent("\(name).json"))
  }

  static let activations: [Activation] = [
    .identity, .logistic, .tanh, .relu, .leakyReLU(), .leakyReLU(slope: 0.3), .softsign, .elu(), .elu(alpha: 0.7),
    .softplus, .silu, .gelu, .exponential, .softmax, .meanAndVariance, .increasing(), .increasing(groups: 2),
  ]

  /// Networks that are given matrices: every activation, in hidden layers too where it may stand there.
  static func ofNetworks<Scalar: BLASScalar>(_: Scalar.Type) throws -> [Sample] {
    try activations.enumerated().map { i, activation in
      // Not the exponential of an exponential either.
      let isForOutputs = ["softmax", "mean-and-variance", "increasing", "exponential"].contains("\(activation)")
      let network = try FeedForwardNetwork<Scalar>(
        inputs: 5,
        layers: [
          Layer(17, isForOutputs ? .tanh : activation, initializer: .uniform(-1...1)),
          Layer(4, activation, initializer: .uniform(-1...1)),
        ], seed: UInt64(i))
      let loss = activation.kind == "softmax" ? Loss.crossEntropy : .squaredError
      return try Sample("\(i)-\(activation)", TrainedModel(network: network, loss: loss))
    } + [
      Sample(
        "binary",
        TrainedModel(
          network: FeedForwardNetwork<Scalar>(inputs: 5, layers: [Layer(3, .tanh), Layer(1, .logistic)], seed: 8),
          loss: .binaryCrossEntropy))
    ]
  }

  init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }

  /// A network that is given a matrix.
  private init<Scalar: BLASScalar>(_ name: String, _ model: TrainedModel<Scalar>) throws {
    let type = Scalar.self == Float.self ? "float" : "double"
    self.init(name: "\(name)-\(type)", bytes: try model.onnx())
    let rows = try Self.rows(1000, columns: model.network.inputs, Scalar.self)
    var outputs = try model.network.predict(rows)
    inputs["x"] = Values(type: type, columns: rows.columns, numbers: rows.elements.map { Double($0) })
    switch model.loss {
    case .crossEntropy, .binaryCrossEntropy:
      labels = try model.network.classify(rows).map { "\($0)" }
      if outputs.columns == 1 {
        outputs = try Matrix(rows: outputs.rows, columns: 2, elements: outputs.elements.flatMap { [1 - $0, $0] })
      }
      self.outputs["probabilities"] = Values(type: type, columns: outputs.columns, outputs)
    default:
      self.outputs["prediction"] = Values(type: type, columns: outputs.columns, outputs)
    }
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
