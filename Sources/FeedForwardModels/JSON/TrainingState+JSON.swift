import FeedForward
import FeedForwardData

extension TrainingState {
  /// All but what tensors hold.
  var json: JSON {
    .object([
      .init(key: "stopReason", value: .string(history.stopReason.rawValue)),
      .init(key: "bestEpoch", value: .integer(history.bestEpoch)),
      .init(key: "rule", value: history.optimizer.map { .string($0) } ?? .null),
      .init(key: "best", value: .array([.integer(best.epoch), .real(best.loss)])),
      .init(key: "kept", value: .array([.integer(retained.epoch), .real(retained.loss)])),
      .init(key: "optimizer", value: optimizer?.json ?? .null),
      .init(key: "epoch", value: interrupted?.json ?? .null),
    ])
  }

  init(
    _ json: JSON, at place: FilePlace, _ tensors: CheckpointTensors<Scalar>, parameters: Int
  ) throws {
    self.init()
    var fields = try JSONFields(json, at: place)
    let reason = try fields.string("stopReason")
    guard let stopReason = TrainingHistory.StopReason(rawValue: reason) else {
      throw place.member("stopReason").error(found: reason.quoted, expected: "a reason of this version")
    }
    history.stopReason = stopReason
    history.bestEpoch = try fields.integer("bestEpoch")
    if let (json, place) = fields.optional("rule") { history.optimizer = try json.string(at: place) }
    best = try fields.epochLoss("best")
    retained = try fields.epochLoss("kept")
    if let (json, place) = fields.optional("optimizer") {
      optimizer = try OptimizerState(json, at: place, tensors.optimizer, count: parameters)
    }
    if let (json, place) = fields.optional("epoch") { interrupted = try PartialEpoch(json, at: place, tensors.counts) }
    try fields.finish()
    guard tensors.theta.isEmpty || tensors.theta.count == parameters else {
      throw FilePlace(file: place.file, path: "theta").error(
        found: "\(tensors.theta.count) parameters", expected: "\(parameters)")
    }
    guard tensors.theta.allSatisfy(\.isFinite) else {
      throw FilePlace(file: place.file, path: "theta").error(found: "a number not finite", expected: "finite ones")
    }
    self.parameters = tensors.theta.isEmpty ? nil : tensors.theta
    self.inputScales = tensors.inputScales.isEmpty ? nil : tensors.inputScales
    let width = tensors.widthOfHistory
    for start in stride(from: 0, to: tensors.history.count, by: max(width, 1)) {
      guard let record = EpochRecord(numbers: Array(tensors.history[start..<start + width])),
        record.epoch == history.epochs.count + 1
      else {
        throw FilePlace(file: place.file, path: "history").error(
          found: "row \(start / max(width, 1)) that is no record of an epoch", expected: "one row an epoch, from 1")
      }
      history.epochs.append(record)
    }
  }
}

extension OptimizerState {
  fileprivate var json: JSON {
    .object([
      .init(key: "step", value: .integer(step)),
      .init(key: "rateFactor", value: .real(rateFactor)),
      .init(key: "loss", value: .real(loss)),
      .init(key: "scalars", value: .array(scalars.map { .real($0) })),
    ])
  }

  fileprivate init(
    _ json: JSON, at place: FilePlace, _ elements: [Scalar], count: Int
  ) throws {
    var fields = try JSONFields(json, at: place)
    let step = try fields.integer("step")
    let (rateFactor, loss) = (try fields.real("rateFactor"), try fields.real("loss"))
    var scalars: [Double] = []
    for (json, place) in try fields.array("scalars") { scalars.append(try json.real(at: place)) }
    try fields.finish()
    guard step >= 0, elements.count % count == 0 else {
      throw place.error(
        found: "step \(step) and \(elements.count) numbers", expected: "a step ≥ 0 and a multiple of \(count) numbers")
    }
    try self.init(vectors: 0, scalars: 0, count: count)
    self.step = step
    self.rateFactor = rateFactor
    self.loss = loss
    self.scalars = scalars
    self.elements = elements
  }
}

extension PartialEpoch {
  fileprivate var json: JSON {
    .object([
      .init(key: "steps", value: .integer(steps)),
      .init(key: "data", value: .real(data)),
      .init(key: "penalty", value: .real(penalty)),
      .init(key: "seconds", value: .real(seconds)),
    ])
  }

  fileprivate init(_ json: JSON, at place: FilePlace, _ counts: [Double]) throws {
    self.init()
    var fields = try JSONFields(json, at: place)
    steps = try fields.integer("steps")
    (data, penalty) = (try fields.real("data"), try fields.real("penalty"))
    seconds = try fields.real("seconds")
    try fields.finish()
    guard steps >= 0 else { throw place.member("steps").error(found: "\(steps)", expected: "a number ≥ 0") }
    self.counts = counts
  }
}

extension JSONFields {
  /// A number, which may be infinite or NaN.
  fileprivate mutating func real(_ name: String) throws -> Double {
    let (json, place) = try take(name)
    return try json.real(at: place)
  }

  fileprivate mutating func epochLoss(_ name: String) throws -> EpochLoss {
    let pair = try array(name)
    guard pair.count == 2 else {
      throw place.member(name).error(found: "\(pair.count) values", expected: "an epoch and a loss")
    }
    return EpochLoss(
      epoch: try pair[0].json.integer(at: pair[0].place), loss: try pair[1].json.real(at: pair[1].place))
  }
}

extension JSON {
  fileprivate func real(at place: FilePlace) throws -> Double {
    switch self {
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: try double(at: place)
    }
  }
}
