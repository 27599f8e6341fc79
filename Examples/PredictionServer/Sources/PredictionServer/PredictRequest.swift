import FeedForward
import FeedForwardData
import FeedForwardModels

/// The body of `POST /predict`.
struct PredictRequest: Decodable {
  let rows: [Row]
}

/// A row: values by column, or in the model's order.
enum Row: Decodable {
  case named([String: Value])
  case ordered([Value])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let named = try? container.decode([String: Value].self) {
      self = .named(named)
    } else {
      self = .ordered(try container.decode([Value].self))
    }
  }

  /// The values of the columns, in their order; no others may be there.
  func values(of columns: [ModelSummary.Column], row: Int) throws(RequestError) -> [Value] {
    func refusal(_ found: String) -> RequestError {
      let names = columns.map { "“\($0.name)”" }.joined(separator: ", ")
      return RequestError(status: 422, reason: "Row \(row) has \(found); expected the columns \(names).")
    }
    switch self {
    case .ordered(let values):
      guard values.count == columns.count else { throw refusal("\(values.count) values") }
      return values
    case .named(let named):
      var values: [Value] = []
      for column in columns {
        guard let value = named[column.name] else { throw refusal("no column “\(column.name)”") }
        values.append(value)
      }
      if named.count > columns.count {
        let known = Set(columns.map(\.name))
        let other = named.keys.filter { !known.contains($0) }.min() ?? ""
        throw refusal("a column “\(other.prefix(60))”")
      }
      return values
    }
  }
}

/// A value of a column. Numbers stay what the request says, as those of a CSV file, until they are shifted and scaled.
enum Value: Decodable {
  case number(Double)
  case text(String)
  case missing

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .missing
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}

/// The answer: one prediction for each row.
struct PredictResponse<Scalar: BLASScalar>: Encodable {
  struct Prediction: Encodable {
    /// The most probable class.
    var label: String?
    /// By class.
    var probabilities: [String: Scalar]?
    /// By column that is predicted, in its own unit; `y1`, `y2`, … without names; of a quantile `y_q0.1`,
    /// of a deviation `y_sd`.
    var values: [String: Double]?
  }

  /// Of the model.
  let version: Int
  let predictions: [Prediction]

  init(version: Int, _ outputs: Matrix<Scalar>, _ model: TrainedModel<Scalar>) throws {
    self.version = version
    let pipeline = model.pipeline ?? Pipeline(inputs: [], target: nil)
    let said = try pipeline.predictions(from: outputs, loss: model.loss)
    if case .classes(let classes, let names, let probabilities) = said {
      predictions = classes.enumerated().map { r, label in
        Prediction(
          label: names[label],
          probabilities: Dictionary(zip(names, probabilities.row(r)), uniquingKeysWith: { first, _ in first }))
      }
    } else {
      let (names, numbers) = said.columns ?? ([], outputs.converted(to: Double.self))
      predictions = (0..<numbers.rows).map { r in
        Prediction(values: Dictionary(zip(names, numbers.row(r)), uniquingKeysWith: { first, _ in first }))
      }
    }
  }
}
