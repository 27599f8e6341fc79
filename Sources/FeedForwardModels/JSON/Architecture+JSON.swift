import FeedForward

extension FeedForwardNetwork {
  /// Inputs, units and activations.
  func architectureJSON() throws(ModelFileError) -> JSON {
    var layers: [JSON] = []
    for layer in self.layers {
      let units = JSON.Member(key: "units", value: .integer(layer.units))
      layers.append(.object([units] + (try layer.activation.jsonMembers())))
    }
    return .object([.init(key: "inputs", value: .integer(inputs)), .init(key: "layers", value: .array(layers))])
  }
}

/// What a file says of a network's shape.
struct Architecture {
  let inputs: Int
  let layers: [Layer]

  init(_ json: JSON, at place: FilePlace) throws(ModelFileError) {
    var fields = try JSONFields(json, at: place)
    inputs = try fields.integer("inputs")
    var layers: [Layer] = []
    for (json, place) in try fields.array("layers") {
      var fields = try JSONFields(json, at: place)
      let units = try fields.integer("units")
      layers.append(Layer(units, try Activation(&fields)))
      try fields.finish()
    }
    try fields.finish()
    self.layers = layers
  }
}

extension Activation {
  fileprivate func jsonMembers() throws(ModelFileError) -> [JSON.Member] {
    let name = JSON.Member(key: "activation", value: .string(description))
    switch self {
    case .identity, .logistic, .tanh, .relu, .softsign, .softplus, .silu, .gelu, .exponential, .softmax,
      .meanAndVariance:
      return [name]
    case .leakyReLU(let slope): return [name, .init(key: "slope", value: .real(slope))]
    case .elu(let alpha): return [name, .init(key: "alpha", value: .real(alpha))]
    case .increasing(let groups): return [name, .init(key: "groups", value: .integer(groups))]
    case .custom(let function):
      throw .unsupported(
        what: "the activation \(function.name.quoted), which is code", expected: "activations of the engine")
    }
  }

  /// Takes the name and its parameter.
  fileprivate init(_ fields: inout JSONFields) throws(ModelFileError) {
    let (json, place) = try fields.take("activation")
    let name = try json.string(at: place)
    guard let activation = Activation(named: name) else {
      throw place.error(found: "the activation \(name.quoted)", expected: "one that this version has")
    }
    switch activation {
    case .leakyReLU: self = .leakyReLU(slope: try fields.double("slope"))
    case .elu: self = .elu(alpha: try fields.double("alpha"))
    case .increasing: self = .increasing(groups: try fields.integer("groups"))
    default: self = activation
    }
  }
}
