import ArgumentParser
import FeedForward
import NaiveFeedForward

/// A network, a batch and an optimizer to be timed.
struct Scenario {
  let name: String
  let sizes: [Int]
  let activation: (engine: Activation, naive: NaiveActivation)
  let output: (engine: Activation, naive: NaiveActivation)
  let batch: Int
  let optimizer: String
  let precision: String

  init(
    name: String, layers: String, activation: String, output: String = "softmax", batch: Int,
    optimizer: String = "adam",
    precision: String = "float"
  ) throws {
    let sizes = layers.split(separator: ",").map { Int($0) ?? 0 }
    guard sizes.count >= 2, sizes.allSatisfy({ $0 >= 1 }) else {
      throw ValidationError("--layers \(layers): expected at least two sizes ≥ 1, as in 784,128,10.")
    }
    guard batch >= 1 else { throw ValidationError("--batch \(batch): expected at least 1.") }
    guard ["sgd", "adam"].contains(optimizer) else {
      throw ValidationError("--optimizer \(optimizer): expected sgd or adam.")
    }
    guard ["float", "double"].contains(precision) else {
      throw ValidationError("--precision \(precision): expected float or double.")
    }
    self.name = name
    self.sizes = sizes
    self.batch = batch
    self.optimizer = optimizer
    self.precision = precision
    self.activation = try Self.pair(activation)
    self.output = try Self.pair(output)
  }

  /// The scenarios of training: from a toy, where overhead is all, to one that is all matrix products.
  static var training: [Scenario] {
    get throws {
      [
        try Scenario(name: "toy", layers: "2,8,8,2", activation: "tanh", batch: 32, optimizer: "sgd"),
        try Scenario(name: "tabular", layers: "30,64,32,2", activation: "relu", batch: 64),
        try Scenario(name: "digits", layers: "64,64,10", activation: "relu", batch: 64),
        try Scenario(name: "mnist", layers: "784,128,10", activation: "relu", batch: 64),
        try Scenario(name: "mnist-l", layers: "784,512,256,10", activation: "relu", batch: 128),
        try Scenario(
          name: "deep", layers: "256,256,256,256,256,256,256,256,256,256,256,10", activation: "tanh", batch: 256,
          optimizer: "sgd"),
        try Scenario(name: "wide", layers: "1024,2048,2048,1000", activation: "relu", batch: 512, optimizer: "sgd"),
      ]
    }
  }

  /// The scenarios of prediction.
  static var prediction: [Scenario] {
    get throws {
      try [
        ("toy", "2,8,8,2", 1), ("digits", "64,64,10", 1), ("mnist", "784,128,10", 1), ("mnist-l", "784,512,256,10", 1),
        ("mnist", "784,128,10", 256), ("mnist-l", "784,512,256,10", 256), ("wide", "1024,2048,2048,1000", 256),
        ("digits", "64,64,10", 8192),
      ].map { try Scenario(name: $0.0, layers: $0.1, activation: "relu", batch: $0.2) }
    }
  }

  private static func pair(_ name: String) throws -> (Activation, NaiveActivation) {
    let naive: [String: NaiveActivation] = [
      "identity": .identity, "sigmoid": .logistic, "tanh": .tanh, "relu": .relu, "leaky-relu": .leakyReLU(slope: 0.01),
      "softsign": .softsign, "elu": .elu(alpha: 1), "selu": .selu, "softplus": .softplus, "silu": .silu, "gelu": .gelu,
      "mish": .mish, "softmax": .softmax,
    ]
    guard let engine = try? Activation(name), let reference = naive[engine.kind] else {
      throw ValidationError("Activation \(name): expected one of \(naive.keys.sorted().joined(separator: ", ")).")
    }
    return (engine, reference)
  }

  var layers: [Layer] {
    sizes.indices.dropFirst().map { Layer(sizes[$0], $0 == sizes.count - 1 ? output.engine : activation.engine) }
  }

  /// Multiply-adds of the products of a step, times two; no product for the gradient of the inputs.
  var flopsOfStep: Double {
    (0..<sizes.count - 1).reduce(0) { $0 + Double(2 * batch * sizes[$1] * sizes[$1 + 1] * ($1 == 0 ? 2 : 3)) }
  }

  var flopsOfPrediction: Double {
    (0..<sizes.count - 1).reduce(0) { $0 + Double(2 * batch * sizes[$1] * sizes[$1 + 1]) }
  }
}
