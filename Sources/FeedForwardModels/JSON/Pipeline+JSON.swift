import FeedForward
import FeedForwardData

extension Pipeline {
  var json: JSON {
    .object([
      .init(key: "inputs", value: .array(inputs.map(\.json))),
      .init(key: "target", value: target?.json ?? .null), .init(key: "reading", value: reading.json),
    ])
  }

  /// - Parameter most: inputs of the network; a pipeline of more is refused before it takes memory.
  init(_ json: JSON, at place: FilePlace, inputs most: Int) throws {
    var fields = try JSONFields(json, at: place)
    var inputs: [InputColumn] = []
    var names = Set<CodePoints>()
    var width = 0
    for (json, place) in try fields.array("inputs") {
      let column = try InputColumn(json, at: place)
      guard names.insert(CodePoints(column.name)).inserted else {
        throw place.member("name").error(found: "\(column.name.quoted) a second time", expected: "each column once")
      }
      width += column.width
      inputs.append(column)
    }
    guard width == most else {
      throw place.member("inputs").error(
        found: "columns that make \(width) inputs", expected: "\(most), as the network has")
    }
    var target: TargetColumn?
    if let (json, place) = fields.optional("target") { target = try TargetColumn(json, at: place) }
    // Files that are older say nothing of it.
    var reading = TableReading(missing: TableOptions.olderMissing)
    if let (json, place) = fields.optional("reading") { reading = try TableReading(json, at: place) }
    try fields.finish()
    self.init(inputs: inputs, target: target, reading: reading)
  }
}

extension InputColumn {
  fileprivate var json: JSON {
    let name = JSON.Member(key: "name", value: .string(name))
    switch encoding {
    case .number(let number): return .object([name, .init(key: "number", value: number.json)])
    case .category(let category): return .object([name, .init(key: "category", value: category.json)])
    }
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let name = try fields.string("name")
    if let (json, place) = fields.optional("category") {
      self.init(name: name, encoding: .category(try CategoryEncoding(json, at: place)))
    } else {
      let (json, place) = try fields.take("number")
      self.init(name: name, encoding: .number(try NumberEncoding(json, at: place)))
    }
    try fields.finish()
  }
}

extension CategoryEncoding {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init(key: "categories", value: .array(categories.map { .string($0) })),
      .init(key: "fill", value: fill.map { .string($0) } ?? .null),
      .init(key: "indicator", value: .bool(hasIndicator)),
      .init(key: "ignoresUnknown", value: .bool(ignoresUnknown)),
    ]
    // Left out where they say nothing, as in files that are older.
    if isSigned { members.append(.init(key: "signed", value: .bool(true))) }
    if hasRest { members.append(.init(key: "rest", value: .bool(true))) }
    return .object(members)
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let categories = try fields.differentTexts("categories")
    var fill: String?
    if let (json, place) = fields.optional("fill") {
      let text = try json.string(at: place)
      guard categories.contains(where: { CodePoints($0) == CodePoints(text) }) else {
        throw place.error(found: text.quoted, expected: "one of the categories")
      }
      fill = text
    }
    let hasIndicator = try fields.bool("indicator")
    let ignoresUnknown = try fields.bool("ignoresUnknown")
    var (isSigned, hasRest) = (false, false)
    if let (json, place) = fields.optional("signed") { isSigned = try json.bool(at: place) }
    if let (json, place) = fields.optional("rest") { hasRest = try json.bool(at: place) }
    guard !isSigned || categories.count >= 2 && !hasRest else {
      throw place.member("signed").error(
        found: "one input for \(categories.count) categories\(hasRest ? " and the rest" : "")",
        expected: "two categories at least")
    }
    try fields.finish()
    self.init(
      categories: categories, isSigned: isSigned, hasRest: hasRest, fill: fill, hasIndicator: hasIndicator,
      ignoresUnknown: ignoresUnknown)
  }
}

extension TargetColumn {
  fileprivate var json: JSON {
    switch self {
    case .classes(let name, let classes):
      .object([
        .init(key: "name", value: .string(name)),
        .init(key: "classes", value: .array(classes.map { .string($0) })),
      ])
    case .values(let targets): .object([.init(key: "values", value: .array(targets.map(\.json)))])
    }
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    if let (json, place) = fields.optional("values") {
      var targets: [ValueTarget] = []
      for (json, place) in try json.array(at: place) { targets.append(try ValueTarget(json, at: place)) }
      self = .values(targets)
    } else {
      self = .classes(name: try fields.string("name"), classes: try fields.differentTexts("classes"))
    }
    try fields.finish()
  }
}

extension ValueTarget {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init(key: "name", value: .string(name)), .init(key: "shift", value: .real(shift)),
      .init(key: "scale", value: .real(scale)),
    ]
    if let logarithmOffset {
      members.append(.init(key: "logarithmOffset", value: .real(logarithmOffset)))
      members.append(.init(key: "smearing", value: .real(smearing)))
    }
    if let range {
      members.append(.init(key: "range", value: .array([.real(range.lowerBound), .real(range.upperBound)])))
    }
    return .object(members)
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    self.init(
      name: try fields.string("name"), shift: try fields.double("shift"), scale: try fields.positive("scale"))
    if let (json, place) = fields.optional("logarithmOffset") {
      let offset = try json.double(at: place)
      guard offset >= 0 else { throw place.error(found: "\(offset)", expected: "a number ≥ 0") }
      logarithmOffset = offset
      smearing = try fields.positive("smearing")
    }
    if fields.has("range") { range = try fields.range("range") }
    try fields.finish()
  }
}

extension JSONFields {
  /// At least one text, none twice.
  fileprivate mutating func differentTexts(_ name: String) throws -> [String] {
    var texts: [String] = []
    var known = Set<CodePoints>()
    for (json, place) in try array(name) {
      let text = try json.string(at: place)
      guard known.insert(CodePoints(text)).inserted else {
        throw place.error(found: "\(text.quoted) a second time", expected: "each text once")
      }
      texts.append(text)
    }
    guard !texts.isEmpty else { throw place.member(name).error(found: "an empty list", expected: "at least one text") }
    return texts
  }
}
