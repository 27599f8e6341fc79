extension TrainingHistory {
  /// The mean curves of networks that were trained alike: losses, metrics, step sizes and seconds of each epoch that
  /// all of them have. Its best epoch is that of the least mean validation loss, or training loss without one.
  ///
  /// - Parameter histories: of a single network its own.
  public static func mean(of histories: [TrainingHistory]) -> TrainingHistory {
    guard histories.count > 1, var mean = histories.first else { return histories.first ?? TrainingHistory() }
    let epochs = histories.map(\.epochs.count).min() ?? 0
    mean.epochs = (0..<epochs).map { epoch in EpochRecord(meanOf: histories.map { $0.epochs[epoch] }) }
    let loss = { (record: EpochRecord) in record.validationLoss ?? record.trainingLoss }
    mean.bestEpoch = mean.epochs.min { loss($0) < loss($1) }?.epoch ?? 0
    return mean
  }
}

extension EpochRecord {
  /// - Parameter records: of the same epoch, at least one.
  fileprivate init(meanOf records: [EpochRecord]) {
    let mean = { (number: (EpochRecord) -> Double) in records.map(number).reduce(0, +) / Double(records.count) }
    let meanOfAll = { (number: (EpochRecord) -> Double?) in
      records.allSatisfy { number($0) != nil } ? mean { number($0) ?? 0 } : nil
    }
    let metrics = { (of: @escaping (EpochRecord) -> Metrics?) in
      Metrics(
        accuracy: meanOfAll { of($0)?.accuracy }, r2: meanOfAll { of($0)?.r2 }, rmse: meanOfAll { of($0)?.rmse })
    }
    self.init(
      epoch: records[0].epoch, trainingLoss: mean(\.trainingLoss),
      trainingLossWithoutPenalty: mean(\.trainingLossWithoutPenalty), validationLoss: meanOfAll(\.validationLoss),
      training: metrics(\.training),
      validation: records.allSatisfy { $0.validation != nil } ? metrics(\.validation) : nil,
      learningRate: mean(\.learningRate), seconds: mean(\.seconds))
  }
}
