import FeedForwardData

extension TableReading {
  var json: JSON {
    .object([
      .init(key: "missing", value: .array(missing.map { .string($0) })),
      .init(key: "columns", value: .array(columns.map(\.json))),
    ])
  }

  init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let missing = try fields.array("missing").map { try $0.string(at: $1) }
    let columns = try fields.array("columns").map { try Column($0, at: $1) }
    try fields.finish()
    self.init(missing: missing, columns: columns)
  }
}

extension TableReading.Column {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [.init(key: "name", value: .string(name))]
    if let mark = spelling.decimalMark { members.append(.init(key: "decimal", value: .string(mark.rawValue))) }
    if spelling.isPercent { members.append(.init(key: "percent", value: .bool(true))) }
    if let currency = spelling.currency { members.append(.init(key: "currency", value: .string(currency))) }
    if let order = spelling.dateOrder { members.append(.init(key: "dates", value: .string(order.rawValue))) }
    if !spelling.missing.isEmpty {
      members.append(.init(key: "missing", value: .array(spelling.missing.map { .string($0) })))
    }
    return .object(members)
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let name = try fields.string("name")
    var spelling = ColumnSpelling()
    spelling.decimalMark = try fields.choice("decimal")
    if let (json, place) = fields.optional("percent") { spelling.isPercent = try json.bool(at: place) }
    if let (json, place) = fields.optional("currency") { spelling.currency = try json.string(at: place) }
    spelling.dateOrder = try fields.choice("dates")
    if fields.has("missing") { spelling.missing = try fields.array("missing").map { try $0.string(at: $1) } }
    try fields.finish()
    self.init(name: name, spelling: spelling)
  }
}

extension JSONFields {
  /// One of some names; nil where there is none.
  fileprivate mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Choice? {
    guard let (json, place) = optional(name) else { return nil }
    let text = try json.string(at: place)
    guard let choice = Choice(rawValue: text) else {
      throw place.error(
        found: text.quoted, expected: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }
}
