import FeedForward
import FeedForwardData

extension FeedForwardNetwork {
  /// Inputs, units and activations.
  func architectureJSON() throws -> JSON {
    var layers: [JSON] = []
    for layer in self.layers {
      layers.append(
        .object([
          .init(key: "units", value: .integer(layer.units)),
          .init(key: "activation", value: try layer.activation.json()),
        ]))
    }
    return .object([.init(key: "inputs", value: .integer(inputs)), .init(key: "layers", value: .array(layers))])
  }
}

extension Ensemble {
  /// That of the only member, or a list.
  func architectureJSON() throws -> JSON {
    if members.count == 1 { return try members[0].architectureJSON() }
    return .array(try members.map { try $0.architectureJSON() })
  }
}

/// What a file says of a network's shape.
struct Architecture {
  let inputs: Int
  let layers: [Layer]

  /// One for each member of an ensemble.
  static func all(_ json: JSON, version: String, at place: FilePlace) throws -> [Architecture] {
    guard case .array = json else { return [try Architecture(json, version: version, at: place)] }
    let members = try json.array(at: place)
    guard members.count > 1 else {
      throw place.error(found: "a list of \(members.count)", expected: "a network, or a list of at least two")
    }
    return try members.map { try Architecture($0, version: version, at: $1) }
  }

  /// - Parameter version: of the format; in 1, parameters of activations are members beside their names.
  init(_ json: JSON, version: String, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    inputs = try fields.integer("inputs")
    var layers: [Layer] = []
    for (json, place) in try fields.array("layers") {
      var fields = try JSONFields(json, at: place)
      let units = try fields.integer("units")
      let activation: Activation
      if version == "1" {
        activation = try fields.setting(ofVersion1: "activation")
      } else {
        let (json, place) = try fields.take("activation")
        activation = try json.setting(at: place)
      }
      layers.append(Layer(units, activation))
      try fields.finish()
    }
    try fields.finish()
    self.layers = layers
  }
}

extension Activation {
  fileprivate func json() throws -> JSON {
    if case .custom(let function) = self {
      throw FilePlace.model.error(
        found: "the activation \(function.name.quoted), which is code", expected: "activations of the engine")
    }
    return .string(description)
  }
}
