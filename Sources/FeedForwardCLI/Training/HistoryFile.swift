import ArgumentParser
import FeedForward
import FeedForwardData

/// The epochs of a training as a file: one record each.
struct HistoryFile {
  /// Numbers in order; nil what the training does not have.
  private struct Record {
    /// From 1; nil of a single one.
    let network: Int?
    let epoch: Int
    let numbers: [(name: String, value: Double?)]

    init(_ record: EpochRecord, network: Int?, unit: Double) {
      self.network = network
      let (training, validation) = (record.training, record.validation)
      epoch = record.epoch
      numbers = [
        ("training_loss", record.trainingLoss), ("validation_loss", record.validationLoss),
        ("training_accuracy", training.accuracy), ("validation_accuracy", validation?.accuracy),
        ("training_r2", training.r2), ("validation_r2", validation?.r2),
        ("training_rmse", training.rmse.map { $0 * unit }), ("validation_rmse", validation?.rmse.map { $0 * unit }),
        ("learning_rate", record.learningRate), ("seconds", record.seconds),
      ]
    }

    /// Those that are there, the epoch among them.
    var members: [String: Double] {
      var members = ["epoch": Double(epoch)]
      members["network"] = network.map { Double($0) }
      return numbers.reduce(into: members) { members, number in members[number.name] = number.value }
    }
  }

  private let records: [Record]

  /// - Parameter pipeline: its unit is that of RMSE; losses are those of training, of scaled targets.
  init(_ histories: [TrainingHistory], _ pipeline: Pipeline) {
    let unit = pipeline.targetUnit ?? 1
    records = histories.enumerated().flatMap { index, history in
      history.epochs.map { Record($0, network: histories.count > 1 ? index + 1 : nil, unit: unit) }
    }
  }

  static func validate(_ path: String) throws {
    guard path.hasSuffix(".json") || path.hasSuffix(".csv") else {
      throw ValidationError("--history is \(path); expected a name that ends with .json or .csv.")
    }
  }

  func write(to path: String) throws {
    try Output.write(path.hasSuffix(".json") ? Output.json(records.map(\.members)) + "\n" : csv, to: path)
  }

  private var csv: String {
    let used = records.first?.numbers.filter { $0.value != nil }.map(\.name) ?? []
    let lines = records.map { record in
      (record.network.map { ["\($0)"] } ?? []) + ["\(record.epoch)"]
        + record.numbers.filter { used.contains($0.name) }.map { $0.value.map { "\($0)" } ?? "" }
    }
    let first = records.first?.network == nil ? ["epoch"] : ["network", "epoch"]
    return ([first + used] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}

extension Pipeline {
  /// How much 1 of what the network is trained on is in the unit of the target; nil for classes, and for several
  /// targets, which have no unit together.
  var targetUnit: Double? {
    if case .values(let values) = target, values.count == 1 { values[0].scale } else { nil }
  }
}
