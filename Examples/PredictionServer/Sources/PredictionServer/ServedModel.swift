import Atomics
import FeedForward
import FeedForwardData
import FeedForwardModels

/// A model that is read, checked and ready to answer.
final class ServedModel: AtomicReference, Sendable {
  /// Counts the models since the server began.
  let version: Int
  /// What it takes and gives.
  let summary: ModelSummary
  private let answering: any Answering

  init(file: String, version: Int) throws {
    self.version = version
    switch try AnyTrainedModel(contentsOf: file) {
    case .float(let model): (summary, answering) = try Self.ready(model, version)
    case .double(let model): (summary, answering) = try Self.ready(model, version)
    }
  }

  private static func ready<Scalar: BLASScalar>(
    _ model: TrainedModel<Scalar>, _ version: Int
  ) throws -> (ModelSummary, any Answering) {
    (ModelSummary(model, version: version), Answers(model: model, predictors: try PredictorPool(model.network)))
  }

  var description: String { "\(version): \(summary.network)" }

  /// The predictions for a request's body, as JSON.
  func answer(_ body: [UInt8], maxRows: Int) throws(RequestError) -> [UInt8] {
    try answering.answer(body, maxRows: maxRows, summary: summary)
  }
}

/// What `GET /model` says.
struct ModelSummary: Encodable, Sendable {
  struct Column: Encodable, Sendable {
    let name: String
    /// `number`, `text` or `date`, a text such as 2024-01-31T13:05.
    let type: String
    let mayBeMissing: Bool
    /// Nil for numbers.
    let categories: [String]?
  }

  let version: Int
  let network: String
  let loss: String
  let columns: [Column]
  /// What is predicted, by column.
  let predicts: [String]
  /// Nil for values.
  let classes: [String]?
  let training: [String: String]

  init<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>, version: Int) {
    self.version = version
    network = "\(model.network)"
    loss = "\(model.loss)"
    training = model.provenance
    let inputs = model.pipeline?.inputs
    columns =
      inputs?.map { column in
        switch column.encoding {
        case .number(let encoding):
          Column(
            name: column.name, type: encoding.isDate ? "date" : "number", mayBeMissing: encoding.fill != nil,
            categories: nil)
        case .category(let encoding):
          Column(
            name: column.name, type: "text", mayBeMissing: encoding.fill != nil, categories: encoding.categories)
        }
      }
      ?? (1...model.network.inputs).map {
        Column(name: "x\($0)", type: "number", mayBeMissing: false, categories: nil)
      }
    switch model.pipeline?.target {
    case nil: (predicts, classes) = ([], nil)
    case .classes(let name, let classes): (predicts, self.classes) = ([name], classes)
    case .values(let values): (predicts, classes) = (values.map(\.name), nil)
    }
  }
}
