import FeedForward

extension Loss {
  func json() throws(ModelFileError) -> JSON {
    let name = JSON.Member(key: "name", value: .string(description))
    switch self {
    case .squaredError, .crossEntropy, .binaryCrossEntropy, .poisson, .gaussian, .absoluteError:
      return .object([name])
    case .weightedBinaryCrossEntropy(let weights):
      return .object([name, .init(key: "positiveWeights", value: .array(weights.map { .real($0) }))])
    case .quantile(let levels):
      return .object([name, .init(key: "levels", value: .array(levels.map { .real($0) }))])
    case .huber(let delta): return .object([name, .init(key: "delta", value: .real(delta))])
    case .custom(let loss):
      throw .unsupported(what: "the loss \(loss.name.quoted), which is code", expected: "losses of the engine")
    }
  }

  init(_ json: JSON, at place: FilePlace) throws(ModelFileError) {
    var fields = try JSONFields(json, at: place)
    let name = try fields.string("name")
    switch name {
    case "squared-error": self = .squaredError
    case "cross-entropy": self = .crossEntropy
    case "binary-cross-entropy": self = .binaryCrossEntropy
    case "weighted-binary-cross-entropy":
      self = .weightedBinaryCrossEntropy(positiveWeights: try fields.doubles("positiveWeights"))
    case "poisson": self = .poisson
    case "gaussian": self = .gaussian
    case "quantile": self = .quantile(try fields.doubles("levels"))
    case "absolute-error": self = .absoluteError
    case "huber": self = .huber(delta: try fields.double("delta"))
    default:
      throw place.member("name").error(found: "the loss \(name.quoted)", expected: "one that this version has")
    }
    try fields.finish()
  }
}

extension JSONFields {
  fileprivate mutating func doubles(_ name: String) throws(ModelFileError) -> [Double] {
    var values: [Double] = []
    for (json, place) in try array(name) { values.append(try json.double(at: place)) }
    return values
  }
}
