import FeedForward
import FeedForwardData
import FeedForwardPlots

/// A training in pictures, for `--plot` and `--report`.
struct TrainingReport<Scalar: BLASScalar> {
  let session: TrainingSession<Scalar>
  let summary: TrainingSummary

  /// Curves of losses and metrics side by side.
  var curves: SVG {
    get throws {
      try SVG.grid(try trainingPictures, columns: 2, title: "Training for “\(summary.target)”")
    }
  }

  /// - Parameter settings: names and values of how the network was trained.
  func page(settings: [String: String]) throws -> HTMLReport {
    var sections = [
      HTMLReport.Section("Training", [.pictures(try trainingPictures)]),
      HTMLReport.Section(judgedRows, [.table(comparison), .pictures(try judgementPictures)]),
    ]
    if let images = try firstLayer {
      sections.append(HTMLReport.Section("First layer", [.pictures([images])]))
    }
    let columns = session.data.pipeline.inputs.map { ModelDescription.Column($0).cells }
    let table = HTMLReport.Table(head: ModelDescription.Column.head, rows: columns)
    sections.append(HTMLReport.Section("Columns", [.table(table)]))
    let rows = settings.provenanceInWords.map { [$0.name, $0.value] }
    sections.append(HTMLReport.Section("Settings", [.table(HTMLReport.Table(rows: rows))]))
    return HTMLReport(
      title: "Prediction of “\(summary.target)”", subtitle: summary.network, summary: facts, sections: sections)
  }

  // MARK: - Words

  private var judgedRows: String { summary.validation == nil ? "On the training rows" : "On the validation rows" }

  private var facts: [HTMLReport.Fact] {
    [
      HTMLReport.Fact("rows to learn from", "\(summary.trainingRows)", note: "\(summary.inputs) inputs"),
      HTMLReport.Fact("rows to judge by", "\(summary.validationRows)"),
      HTMLReport.Fact("epochs", "\(summary.epochs)", note: summary.stopReason),
      HTMLReport.Fact("time", Words.duration(summary.seconds), note: "\(summary.parameters) parameters"),
    ]
  }

  private var comparison: HTMLReport.Table {
    let (head, rows) = summary.comparison
    return HTMLReport.Table(head: head, rows: rows)
  }

  // MARK: - Pictures

  /// Of several networks the mean curves.
  private var trainingPictures: [SVG] {
    get throws {
      let (pipeline, history) = (session.data.pipeline, TrainingHistory.mean(of: session.histories))
      guard case .values(let values) = pipeline.target else {
        return [try .losses(of: history)] + (try SVG.metrics(of: history))
      }
      let isScaled = values.contains { $0.scale != 1 || $0.shift != 0 }
      let unit = pipeline.targetUnit
      return [try .losses(of: history, axis: isScaled ? "loss, of the standardized target" : "loss")]
        + (try SVG.metrics(
          of: history, unit: unit ?? 1,
          axis: unit == nil && isScaled ? "RMSE, of standardized targets" : "RMSE, in units of the target"))
    }
  }

  private var judgementPictures: [SVG] {
    get throws {
      let (judged, predictions) = try session.judged
      switch (predictions, judged.data.targets) {
      case (.classes(_, let names, let probabilities), .classes(let classes)):
        let report = try ClassificationReport(
          probabilities: probabilities, classes: classes, weights: judged.data.weights, curves: true)
        return try (surface(names).map { [$0] } ?? []) + [
          try .confusion(report.confusion, names: names), try .rocCurves(of: report, names: names),
          try .precisionRecallCurves(of: report, names: names), try .calibration(of: report),
        ]
      case (.values(let t, let names), _):
        guard let y = judged.values else { return [] }
        return try names.indices.map {
          try .predictedAgainstActual(outputs: t, targets: y, output: $0, name: names[$0], showsScores: false)
        }
      default: return []
      }
    }
  }

  /// Which class is likely where, if the inputs are two columns of numbers; and the training rows.
  private func surface(_ names: [String]) throws -> SVG? {
    guard let plane = session.data.plane, case .classes(let classes) = session.data.training.targets else { return nil }
    let columns = session.data.pipeline.inputs.map(\.name)
    let axes = zip(columns, [plane.x, plane.y]).compactMap { name, numbers -> Axis? in
      let numbers = numbers.filter(\.isFinite)
      guard let least = numbers.min(), let most = numbers.max(), least < most else { return nil }
      let margin = (most - least) / 20
      return Axis(name, range: least - margin...most + margin)
    }
    guard axes.count == 2, plane.x.count == classes.count else { return nil }
    var surface = try Surface(
      "Decision", note: "the \(classes.count) rows that were learned from", x: axes[0], y: axes[1], classNames: names
    ) { nodes in
      let numbers = (0..<2).map { c in (0..<nodes.rows).map { nodes[$0, c] } }
      let table = try Table(columns: zip(columns, numbers).map { .numbers($0, $1) })
      return try session.model.ensemble.predict(session.data.pipeline.inputs(of: table, as: Scalar.self))
    }
    surface.look = .regions
    surface.points = classes.indices.map { (plane.x[$0], plane.y[$0], classes[$0]) }
    return try surface.svg()
  }

  /// Weights as images where the inputs may be the pixels of a square.
  private var firstLayer: SVG? {
    get throws {
      let network = session.model.network
      let side = Int(Double(network.inputs).squareRoot())
      let arePixels = side * side == network.inputs && side >= 8 && session.model.ensemble.members.count == 1
      return arePixels && session.data.pipeline.inputs.count == network.inputs
        ? try .firstLayer(of: network, columns: side) : nil
    }
  }
}
