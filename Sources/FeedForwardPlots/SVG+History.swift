import FeedForward

extension SVG {
  /// The loss of each epoch, on training and on validation rows, the best epoch marked.
  ///
  /// - Parameters:
  ///   - history: of at least one epoch.
  ///   - title: the heading.
  ///   - axis: what stands beside the numbers: what loss it is, and of what.
  /// - Throws: ``/FeedForward/FeedForwardError/emptyData(what:)`` for a history without an epoch.
  public static func losses(
    of history: TrainingHistory, title: String = "Loss", axis: String = "loss"
  ) throws -> SVG {
    try history.chart(
      title, axis: Axis(axis, scale: .automatic), training: \.trainingLossWithoutPenalty,
      validation: \.validationLoss
    ).svg()
  }

  /// One picture for each metric the history has: accuracy, or R² and RMSE.
  ///
  /// - Parameters:
  ///   - history: of at least one epoch.
  ///   - unit: how much 1 of the targets that were trained on is in the unit that RMSE is to be drawn in.
  ///   - axis: what stands beside RMSE: what it is the error of.
  /// - Throws: ``/FeedForward/FeedForwardError/emptyData(what:)`` for a history without an epoch.
  public static func metrics(
    of history: TrainingHistory, unit: Double = 1, axis: String = "RMSE"
  ) throws -> [SVG] {
    guard !history.epochs.isEmpty else { throw FeedForwardError.emptyData(what: "The history") }
    var pictures: [SVG] = []
    for (title, label, metric) in history.metrics {
      let isError = metric == \Metrics.rmse
      let number = { (metrics: Metrics?) in metrics?[keyPath: metric].map { isError ? $0 * unit : $0 } }
      pictures.append(
        try history.chart(
          title, axis: isError ? Axis(axis, scale: .automatic) : Axis(label), training: { number($0.training) },
          validation: { number($0.validation) }
        ).svg())
    }
    return pictures
  }

  /// η of each epoch's last step.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError/emptyData(what:)`` for a history without an epoch.
  public static func learningRates(of history: TrainingHistory) throws -> SVG {
    try LineChart(
      "Learning rate", x: Axis("epoch", isWhole: true), y: Axis("η", scale: .automatic),
      series: [.init("", points: history.epochs.map { (Double($0.epoch), $0.learningRate) })]
    ).svg()
  }

  /// ‖∂E/∂Θ‖ of each layer, epoch by epoch.
  ///
  /// - Throws: ``/FeedForward/FeedForwardError`` for a history without an epoch, or without
  ///   ``/FeedForward/EpochRecord/layers``: those are kept where ``/FeedForward/Trainer/diagnostics`` is asked for.
  public static func gradientNorms(of history: TrainingHistory) throws -> SVG {
    guard let layers = history.epochs.first?.layers?.count, layers > 0 else {
      throw FeedForwardError.emptyData(what: "The history's list of layers, which Trainer.diagnostics asks for,")
    }
    let series = (0..<layers).map { layer in
      LineChart.Series(
        "layer \(layer + 1)",
        points: history.epochs.map { record in
          let norms = record.layers ?? []
          return (Double(record.epoch), layer < norms.count ? norms[layer].gradientNorm : .nan)
        })
    }
    return try LineChart(
      "Gradient norms", note: "from the inputs (layer 1) to the outputs (layer \(layers))",
      x: Axis("epoch", isWhole: true), y: Axis("‖∂E/∂Θ‖", scale: .logarithmic), series: series
    ).svg(height: 340 + 19 * Double(series.count / 5))
  }
}

extension TrainingHistory {
  fileprivate var metrics: [(title: String, axis: String, metric: KeyPath<Metrics, Double?> & Sendable)] {
    let all: [(String, String, KeyPath<Metrics, Double?> & Sendable)] = [
      ("Accuracy", "accuracy", \.accuracy), ("R²", "R²", \.r2), ("Root mean squared error", "RMSE", \.rmse),
    ]
    return all.filter { _, _, metric in
      epochs.contains { $0.training[keyPath: metric] != nil || $0.validation?[keyPath: metric] != nil }
    }
  }

  /// A number of the training and one of the validation rows over the epochs.
  fileprivate func chart(
    _ title: String, axis: Axis, training: (EpochRecord) -> Double?, validation: (EpochRecord) -> Double?
  ) -> LineChart {
    let points = { (number: (EpochRecord) -> Double?) in
      epochs.compactMap { record in number(record).map { (x: Double(record.epoch), y: $0) } }
    }
    var series = [LineChart.Series("training", points: points(training))]
    let judged = points(validation)
    if !judged.isEmpty { series.append(.init("validation", points: judged)) }
    var marks: [LineChart.Mark] = []
    if bestEpoch > 0 && epochs.count > 1 {
      marks.append(.vertical(x: Double(bestEpoch), label: "best: epoch \(bestEpoch)"))
      if let best = (judged.isEmpty ? series[0].points : judged).first(where: { $0.x == Double(bestEpoch) }) {
        marks.append(.point(x: best.x, y: best.y))
      }
    }
    return LineChart(title, x: Axis("epoch", isWhole: true), y: axis, series: series, marks: marks)
  }
}
