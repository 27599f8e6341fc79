import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation

/// What was wrong with a request, and the status that says so.
struct RequestError: Error {
  let status: Int
  let reason: String
}

/// Predictions for the body of a request.
protocol Answering: Sendable {
  func answer(_ body: [UInt8], maxRows: Int, summary: ModelSummary) throws(RequestError) -> [UInt8]
}

struct Answers<Scalar: BLASScalar>: Answering {
  let model: TrainedModel<Scalar>
  let predictors: PredictorPool<Scalar>

  func answer(_ body: [UInt8], maxRows: Int, summary: ModelSummary) throws(RequestError) -> [UInt8] {
    let rows = try Self.rows(body)
    guard rows.count <= maxRows else {
      throw RequestError(status: 413, reason: "The request has \(rows.count) rows; expected at most \(maxRows).")
    }
    guard !rows.isEmpty else {
      throw RequestError(status: 422, reason: "The request has no rows; expected at least one.")
    }
    let inputs = try inputs(rows, summary.columns)
    do {
      let outputs = try predictors.predict(inputs)
      return try Self.json(PredictResponse(version: summary.version, outputs, model))
    } catch {
      throw RequestError(status: 422, reason: "\(error)")
    }
  }

  private static func rows(_ body: [UInt8]) throws(RequestError) -> [Row] {
    do {
      return try JSONDecoder().decode(PredictRequest.self, from: Data(body)).rows
    } catch let error as DecodingError {
      throw RequestError(status: 400, reason: Self.reason(error))
    } catch {
      throw RequestError(status: 400, reason: "\(error)")
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    let expected = #"expected {"rows": [{"column": value, …}, …]}, with numbers, texts and null for what is missing."#
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return "The body\(place): \(context.debugDescription) — \(expected)"
    @unknown default: return "The body cannot be read: \(expected)"
    }
  }

  private static func json(_ response: PredictResponse<Scalar>) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try [UInt8](encoder.encode(response))
  }

  // MARK: - Columns

  /// The network's inputs, by the pipeline if there is one.
  private func inputs(_ rows: [Row], _ columns: [ModelSummary.Column]) throws(RequestError) -> Matrix<Scalar> {
    var numbers = columns.map { _ in [Double]() }
    var texts = columns.map { _ in [String?]() }
    for (r, row) in rows.enumerated() {
      let values = try row.values(of: columns, row: r)
      for (c, column) in columns.enumerated() {
        switch (values[c], column.type) {
        case (.number(let number), "number"): numbers[c].append(number)
        case (.missing, "number"): numbers[c].append(.nan)
        case (.text(let text), "text"), (.text(let text), "date"): texts[c].append(text)
        case (.missing, _): texts[c].append(nil)
        case (.number(let number), _):
          throw RequestError(
            status: 422, reason: "Row \(r), column “\(column.name)” is the number \(number); expected a text.")
        case (.text(let text), _):
          throw RequestError(
            status: 422,
            reason: "Row \(r), column “\(column.name)” is the text “\(text.prefix(60))”; expected a number.")
        }
      }
    }
    do {
      let table = try Table(
        columns: columns.indices.map { c in
          switch columns[c].type {
          case "number": .numbers(columns[c].name, numbers[c])
          case "date": try .dates(columns[c].name, texts[c])
          default: .texts(columns[c].name, texts[c])
          }
        }, named: "The request")
      if let pipeline = model.pipeline { return try pipeline.inputs(of: table) }
      return try Matrix(
        rows: rows.count, columns: columns.count, elements: rows.indices.flatMap { r in numbers.map { Scalar($0[r]) } })
    } catch {
      throw RequestError(status: 422, reason: "\(error)")
    }
  }
}
