import FeedForward
import FeedForwardData

extension Loss {
  func json() throws -> JSON {
    if case .custom(let loss) = self {
      throw FilePlace.model.error(
        found: "the loss \(loss.name.quoted), which is code", expected: "losses of the engine")
    }
    return .string(description)
  }

  init(_ json: JSON, at place: FilePlace) throws {
    switch json {
    case .object:
      // Version 1: {"name":"huber","delta":0.5}
      var fields = try JSONFields(json, at: place)
      self = try fields.setting(ofVersion1: "name")
    default: self = try json.setting(at: place)
    }
  }
}
