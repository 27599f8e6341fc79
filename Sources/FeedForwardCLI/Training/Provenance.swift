import FeedForward
import FeedForwardModels

/// What a model says of itself, and is looked up again.
enum ProvenanceKey {
  /// The options that `train` was given, in the form of a ``ConfigFile``.
  static let options = "options"
  /// What tells the rows of the table again; see ``FeedForwardData/TableFingerprint``.
  static let rows = "training table"
}

extension TrainedModel {
  /// Says how the network came about: every setting, hashes of the data, what the training came to, and versions. The
  /// same training gives the same texts: no times, and of files their names without the folder.
  mutating func setProvenance(
    _ trainer: Trainer, files: [String], _ training: Dataset<Scalar>, _ validation: Dataset<Scalar>?,
    _ histories: [TrainingHistory]
  ) throws {
    for (name, value) in try trainer.settings(of: network, training, validation) { provenance[name.inWords] = value }
    let names = files.map { $0 == "-" ? "standard input" : $0.withoutFolder }
    let most = 3
    let more = names.count > most ? " and \(names.count - most) more" : ""
    provenance["data"] = names.prefix(most).joined(separator: ", ") + more
    provenance["training rows"] = "\(training.count)"
    provenance["validation rows"] = "\(validation?.count ?? 0)"
    if trainer.optimizer is any AdjustableOptimizer {
      provenance["learning rate"] = trainer.optimizer.learningRate.shortestText
    }
    provenance["epochs"] = Set(histories.map(\.epochs.count)).sorted().map(String.init).joined(separator: ", ")
    provenance["best epoch"] = histories.map { "\($0.bestEpoch)" }.joined(separator: ", ")
    if let record = TrainingHistory.mean(of: histories).epochs.last {
      provenance["last training loss"] = "\(record.trainingLoss)"
    }
    provenance["version"] = FeedForwardCommand.configuration.version
    provenance["engine"] = EngineDescription.text
  }
}

extension [String: String] {
  /// What a model says of itself, by name. The options that were given are among the settings.
  var provenanceInWords: [(name: String, value: String)] {
    filter { $0.key != ProvenanceKey.options }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.settingInWords) }
  }
}

extension String {
  /// A setting, or another text, with numbers as a person would write them.
  var settingInWords: String {
    guard let setting = try? SettingText(parsing: self, as: "text"), setting.description == self else { return self }
    return setting.rounded(digits: 4).description
  }

  /// `batchSize` as `batch size`.
  var inWords: String {
    reduce(into: "") { words, letter in words += letter.isUppercase ? " " + letter.lowercased() : String(letter) }
  }
}
