import ArgumentParser
import FeedForward
import FeedForwardData

/// The epochs of a training as a file: one record each.
struct HistoryFile {
  private struct Record: Encodable {
    let epoch: Int
    let trainingLoss: Double
    let validationLoss: Double?
    let trainingAccuracy: Double?
    let validationAccuracy: Double?
    let trainingR2: Double?
    let validationR2: Double?
    let trainingRmse: Double?
    let validationRmse: Double?
    let learningRate: Double
    let seconds: Double

    init(_ record: EpochRecord, unit: Double) {
      (epoch, trainingLoss, validationLoss) = (record.epoch, record.trainingLoss, record.validationLoss)
      (trainingAccuracy, validationAccuracy) = (record.training.accuracy, record.validation?.accuracy)
      (trainingR2, validationR2) = (record.training.r2, record.validation?.r2)
      (trainingRmse, validationRmse) = (
        record.training.rmse.map { $0 * unit }, record.validation?.rmse.map { $0 * unit }
      )
      (learningRate, seconds) = (record.learningRate, record.seconds)
    }

    /// Names and values in order.
    var fields: [(name: String, value: String?)] {
      let numbers: [(String, Double?)] = [
        ("training_loss", trainingLoss), ("validation_loss", validationLoss), ("training_accuracy", trainingAccuracy),
        ("validation_accuracy", validationAccuracy), ("training_r2", trainingR2), ("validation_r2", validationR2),
        ("training_rmse", trainingRmse), ("validation_rmse", validationRmse), ("learning_rate", learningRate),
        ("seconds", seconds),
      ]
      return [("epoch", "\(epoch)")] + numbers.map { ($0, $1.map { "\($0)" }) }
    }
  }

  private let records: [Record]

  /// - Parameter pipeline: its unit is that of RMSE; losses are those of training, of scaled targets.
  init(_ history: TrainingHistory, _ pipeline: Pipeline) {
    var unit = 1.0
    if case .values(let values) = pipeline.target, values.count == 1 { unit = values[0].scale }
    records = history.epochs.map { Record($0, unit: unit) }
  }

  static func validate(_ path: String) throws {
    guard path.hasSuffix(".json") || path.hasSuffix(".csv") else {
      throw ValidationError("--history is \(path); expected a name that ends with .json or .csv.")
    }
  }

  func write(to path: String) throws {
    try Output.write(path.hasSuffix(".json") ? Output.json(records) + "\n" : csv, to: path)
  }

  private var csv: String {
    let used = records.first?.fields.filter { $0.value != nil }.map(\.name) ?? []
    let lines = records.map { record in
      record.fields.filter { used.contains($0.name) }.map { $0.value ?? "" }.joined(separator: ",")
    }
    return ([used.joined(separator: ",")] + lines).map { $0 + "\n" }.joined()
  }
}
