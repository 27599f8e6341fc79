import FeedForward
import FeedForwardData

/// The members of a JSON object on their way into a value: each is taken once, and none may be left.
struct JSONFields {
  private var members: [CodePoints: JSON]
  let place: FilePlace

  init(_ json: JSON, at place: FilePlace) throws {
    guard case .object(let members) = json else {
      throw place.error(found: json.kind, expected: "an object")
    }
    self.members = Dictionary(uniqueKeysWithValues: members.map { (CodePoints($0.key), $0.value) })
    self.place = place
  }

  /// The member of that name; nil if it is null or not there.
  mutating func optional(_ name: String) -> (json: JSON, place: FilePlace)? {
    guard let json = members.removeValue(forKey: CodePoints(name)), json != .null else { return nil }
    return (json, place.member(name))
  }

  /// The member of that name.
  mutating func take(_ name: String) throws -> (json: JSON, place: FilePlace) {
    guard let found = optional(name) else { throw place.member(name).error(found: "nothing", expected: "a value") }
    return found
  }

  mutating func string(_ name: String) throws -> String {
    let (json, place) = try take(name)
    return try json.string(at: place)
  }

  mutating func double(_ name: String) throws -> Double {
    let (json, place) = try take(name)
    return try json.double(at: place)
  }

  mutating func integer(_ name: String) throws -> Int {
    let (json, place) = try take(name)
    return try json.integer(at: place)
  }

  mutating func bool(_ name: String) throws -> Bool {
    let (json, place) = try take(name)
    return try json.bool(at: place)
  }

  /// Whether there is a member of that name that was not taken.
  func has(_ name: String) -> Bool { members[CodePoints(name)] != nil }

  mutating func array(_ name: String) throws -> [(json: JSON, place: FilePlace)] {
    let (json, place) = try take(name)
    return try json.array(at: place)
  }

  mutating func fields(_ name: String) throws -> JSONFields {
    let (json, place) = try take(name)
    return try JSONFields(json, at: place)
  }

  /// All members that were not taken, by name.
  mutating func takeAll() -> [(name: String, json: JSON, place: FilePlace)] {
    defer { members = [:] }
    return members.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value, place.member($0.key.text)) }
  }

  /// - Throws: ``/FeedForwardData/DataError`` if a member was not taken.
  func finish() throws {
    guard let name = members.keys.min()?.text else { return }
    throw place.error(found: "the unknown member \(name.quoted)", expected: "none but those of this version")
  }
}

extension JSON {
  /// What it is, for errors.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): "the number \(text.prefix(40))"
    case .string(let text): "the text \(text.quoted)"
    case .array: "a list"
    case .object: "an object"
    }
  }

  func string(at place: FilePlace) throws -> String {
    guard case .string(let value) = self else { throw place.error(found: kind, expected: "a text") }
    return value
  }

  /// A finite number.
  package func double(at place: FilePlace) throws -> Double {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else {
      throw place.error(found: kind, expected: "a finite number")
    }
    return value
  }

  func bool(at place: FilePlace) throws -> Bool {
    guard case .bool(let value) = self else { throw place.error(found: kind, expected: "true or false") }
    return value
  }

  func integer(at place: FilePlace) throws -> Int {
    guard case .number(let text) = self, let value = Int(text) else {
      throw place.error(found: kind, expected: "a whole number")
    }
    return value
  }

  func array(at place: FilePlace) throws -> [(json: JSON, place: FilePlace)] {
    guard case .array(let elements) = self else { throw place.error(found: kind, expected: "a list") }
    return elements.enumerated().map { ($1, place.element($0)) }
  }
}
