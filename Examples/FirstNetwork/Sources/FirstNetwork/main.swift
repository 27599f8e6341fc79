// To which of two spiral arms does a point belong? A network learns it from a few hundred of them.
//
//   swift run -c release

import FeedForward
import Foundation

/// A point on one of two arms that wind around each other.
func point(_ i: Int, arm: Int) -> [Float] {
  let angle = 1 + Float(i) / 40
  let turned = angle + (arm == 0 ? 0 : .pi)
  return [cos(turned) * angle / 6, sin(turned) * angle / 6]
}

let rows = (0..<400).map { point($0 / 2, arm: $0 % 2) }
let data = try Dataset(inputs: Matrix(rows), classes: (0..<400).map { $0 % 2 })

var network = try FeedForwardNetwork<Float>(
  inputs: 2, layers: [Layer(24, .tanh), Layer(24, .tanh), Layer(2, .softmax)], seed: 1)
let trainer = Trainer(optimizer: .adam(learningRate: 0.01), batchSize: 40, epochs: 300)
let history = try trainer.fit(&network, to: data)

print(network)  // → 2 → 24 tanh → 24 tanh → 2 softmax, 722 parameters (Float)
print("loss \(history.epochs[0].trainingLoss) at first, \(history.epochs[299].trainingLoss) at last")
let accuracy = try network.evaluate(on: data).metrics.accuracy ?? 0
print("accuracy above 99 %:", accuracy > 0.99)  // → accuracy above 99 %: true

// The plane as the network sees it.
for y in stride(from: Float(1), through: -1, by: -0.125) {
  let line = try Matrix(stride(from: Float(-1), through: 1, by: 0.0625).map { [$0, y] })
  print(try network.classify(line).map { $0 == 0 ? "·" : "█" }.joined())
}
