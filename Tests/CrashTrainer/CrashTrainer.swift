import FeedForward
import FeedForwardModels
import Foundation

/// A training that tests kill: `CrashTrainer CHECKPOINT`, which goes on from that file if it is there, saves to it all the
/// time, and prints a hash of the bits it ends with.
@main struct CrashTrainer {
  static func main() throws {
    guard CommandLine.arguments.count == 2 else { fatalError("CrashTrainer CHECKPOINT") }
    let path = CommandLine.arguments[1]
    var generator = Philox(seed: 7, purpose: .test)
    let rows = 400
    let inputs = try Matrix<Float>(
      rows: rows, columns: 12, elements: generator.uniform(rows * 12, in: -1...1).map { Float($0) })
    let data = try Dataset(inputs: inputs, classes: (0..<rows).map { inputs[$0, 0] * inputs[$0, 1] > 0 ? 1 : 0 })
    let (training, held) = try data.split(fraction: 0.25, seed: 1)
    var network = try FeedForwardNetwork<Float>(inputs: 12, layers: [Layer(24, .tanh), Layer(2, .softmax)], seed: 2)
    var trainer = Trainer(
      optimizer: .adam(learningRate: 0.003), l2: 1e-3, batchSize: 16, epochs: 400, seed: 3,
      earlyStopping: EarlyStopping(patience: 400))
    trainer.schedule = .cosine(period: 100, minimum: 0.1)
    let checkpoint =
      FileManager.default.fileExists(atPath: path) ? try Checkpoint<Float>(contentsOf: path) : nil
    // Steps take some microseconds: between two checkpoints there are a few hundred of them.
    let history = try trainer.fit(
      &network, to: training, validation: held, saving: CheckpointFile(path, every: .seconds(0.002)), from: checkpoint)
    let model = TrainedModel(network: network, loss: .crossEntropy)
    let losses = history.epochs.map { "\($0.trainingLoss) \($0.validationLoss ?? 0)" }.joined(separator: "\n")
    print(SHA256.hexadecimal(try model.serialized()), SHA256.hexadecimal(losses.utf8), history.bestEpoch)
  }
}
