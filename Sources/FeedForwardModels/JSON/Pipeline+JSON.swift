import FeedForward
import FeedForwardData

extension Pipeline {
  var json: JSON {
    .object([
      .init(key: "inputs", value: .array(inputs.map(\.json))),
      .init(key: "target", value: target?.json ?? .null),
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
    try fields.finish()
    self.init(inputs: inputs, target: target)
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

extension NumberEncoding {
  fileprivate var json: JSON {
    .object([
      .init(key: "shift", value: .real(shift)),
      .init(key: "scale", value: .real(scale)),
      .init(key: "fill", value: fill.map { .real($0) } ?? .null),
      .init(key: "indicator", value: .bool(hasIndicator)),
      .init(key: "range", value: .array([.real(range.lowerBound), .real(range.upperBound)])),
    ])
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    let shift = try fields.double("shift")
    let scale = try fields.positive("scale")
    var fill: Double?
    if let (json, place) = fields.optional("fill") { fill = try json.double(at: place) }
    let hasIndicator = try fields.bool("indicator")
    let bounds = try fields.array("range")
    var values: [Double] = []
    for (json, place) in bounds { values.append(try json.double(at: place)) }
    guard values.count == 2, values[0] <= values[1] else {
      throw place.member("range").error(found: "\(values)", expected: "the least and the largest value")
    }
    try fields.finish()
    self.init(shift: shift, scale: scale, fill: fill, hasIndicator: hasIndicator, range: values[0]...values[1])
  }
}

extension CategoryEncoding {
  fileprivate var json: JSON {
    .object([
      .init(key: "categories", value: .array(categories.map { .string($0) })),
      .init(key: "fill", value: fill.map { .string($0) } ?? .null),
      .init(key: "indicator", value: .bool(hasIndicator)),
      .init(key: "ignoresUnknown", value: .bool(ignoresUnknown)),
    ])
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
    try fields.finish()
    self.init(categories: categories, fill: fill, hasIndicator: hasIndicator, ignoresUnknown: ignoresUnknown)
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
    .object([
      .init(key: "name", value: .string(name)),
      .init(key: "shift", value: .real(shift)),
      .init(key: "scale", value: .real(scale)),
    ])
  }

  fileprivate init(_ json: JSON, at place: FilePlace) throws {
    var fields = try JSONFields(json, at: place)
    self.init(
      name: try fields.string("name"), shift: try fields.double("shift"), scale: try fields.positive("scale"))
    try fields.finish()
  }
}

extension JSONFields {
  fileprivate mutating func positive(_ name: String) throws -> Double {
    let value = try double(name)
    guard value > 0 else { throw place.member(name).error(found: "\(value)", expected: "a number above 0") }
    return value
  }

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
