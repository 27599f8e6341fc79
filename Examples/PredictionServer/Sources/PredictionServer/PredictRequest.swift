import FeedForward
import FeedForwardData

/// The body of `POST /predict`.
struct PredictRequest<Scalar: BLASScalar>: Decodable {
  let rows: [Row<Scalar>]
}

/// A row: values by column, or in the model's order.
enum Row<Scalar: BLASScalar>: Decodable {
  case named([String: Value<Scalar>])
  case ordered([Value<Scalar>])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let named = try? container.decode([String: Value<Scalar>].self) {
      self = .named(named)
    } else {
      self = .ordered(try container.decode([Value<Scalar>].self))
    }
  }

  /// The values of the columns, in their order; no others may be there.
  func values(of columns: [ModelSummary.Column], row: Int) throws(RequestError) -> [Value<Scalar>] {
    func refusal(_ found: String) -> RequestError {
      let names = columns.map { "“\($0.name)”" }.joined(separator: ", ")
      return RequestError(status: 422, reason: "Row \(row) has \(found); expected the columns \(names).")
    }
    switch self {
    case .ordered(let values):
      guard values.count == columns.count else { throw refusal("\(values.count) values") }
      return values
    case .named(let named):
      var values: [Value<Scalar>] = []
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

/// A value of a column. Numbers are read in the model's own precision, as from a CSV file.
enum Value<Scalar: BLASScalar>: Decodable {
  case number(Scalar)
  case text(String)
  case missing

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .missing
    } else if let number = try? container.decode(Scalar.self) {
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
    /// By column that is predicted; `y1`, `y2`, … without names.
    var values: [String: Scalar]?
  }

  /// Of the model.
  let version: Int
  let predictions: [Prediction]

  init(version: Int, _ outputs: Matrix<Scalar>, _ pipeline: Pipeline?) throws(DataError) {
    self.version = version
    let pipeline = pipeline ?? Pipeline(inputs: [], target: nil)
    switch try pipeline.predictions(from: outputs) {
    case .classes(let classes, let names, let probabilities):
      predictions = classes.enumerated().map { r, label in
        Prediction(
          label: names[label],
          probabilities: Dictionary(zip(names, probabilities.row(r)), uniquingKeysWith: { first, _ in first }))
      }
    case .values(let values, let names):
      predictions = (0..<values.rows).map { r in
        Prediction(values: Dictionary(zip(names, values.row(r)), uniquingKeysWith: { first, _ in first }))
      }
    }
  }
}
