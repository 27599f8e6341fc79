/// Goes through the parameters of a setting: each has a label and, if it is a number, a range. One
/// list of them serves to write its canonical text, to read it and to check the values.
package struct SettingParameters {
  private enum Use {
    case writing, checking, reading
  }
  /// Throws for a number out of its range.
  typealias RangeCheck = @Sendable (Hyperparameter, Double) throws(FeedForwardError) -> Void

  private let use: Use
  private let owner: String
  private let check: RangeCheck
  /// To be read.
  private var given: [SettingText.Argument] = []
  private var labels: [String] = []
  /// Written.
  private(set) var arguments: [SettingText.Argument] = []
  /// Of a training whose settings are read: what is left out and is a length of time is a share of them.
  let epochs: Int?

  private init(_ use: Use, _ owner: String, epochs: Int? = nil, check: @escaping RangeCheck = Self.isInRange) {
    self.use = use
    self.owner = owner
    self.epochs = epochs
    self.check = check
  }

  /// Checks a number as it is given.
  static let isInRange: RangeCheck = { (line, value) throws(FeedForwardError) in try line.check(value) }

  static func writing() -> Self { Self(.writing, "") }
  static func checking(_ owner: String, _ check: @escaping RangeCheck) -> Self {
    Self(.checking, owner, check: check)
  }

  static func reading(_ setting: SettingText, epochs: Int?) throws(FeedForwardError) -> Self {
    var parameters = Self(.reading, setting.name, epochs: epochs)
    parameters.given = setting.arguments
    var labels = Set<String>()
    for case let label? in setting.arguments.map(\.label) where !labels.insert(label.asName).inserted {
      throw .invalidSetting(name: "The \(label) of \(setting.name)", value: "given twice", expected: "one value")
    }
    return parameters
  }

  /// Throws for what was given and is no parameter.
  func finish() throws(FeedForwardError) {
    guard let left = given.first else { return }
    let known = labels.isEmpty ? "none" : labels.joined(separator: ", ")
    if let label = left.label {
      throw .invalidSetting(name: "A parameter of \(owner)", value: "“\(label)”", expected: known)
    }
    throw .invalidSetting(
      name: "A value of \(owner) without a label", value: "\(left.value)",
      expected: "at most \(labels.count)\(labels.isEmpty ? "" : ": \(known)")")
  }

  private mutating func pass<Value>(
    _ label: String, _ value: inout Value, expected: String, text: (Value) -> SettingText.Value,
    read: (SettingText.Value) throws(FeedForwardError) -> Value?, check: (Value) throws(FeedForwardError) -> Void
  ) throws(FeedForwardError) {
    switch use {
    case .writing: arguments.append(SettingText.Argument(label, text(value)))
    case .checking: try check(value)
    case .reading:
      labels.append(label)
      guard let found = take(label) else {
        // A default out of its range says that the value has to be given.
        guard (try? check(value)) != nil else {
          throw .invalidSetting(name: name(label), value: "missing", expected: expected)
        }
        return
      }
      guard let new = try read(found) else {
        throw .invalidSetting(name: name(label), value: "\(found)", expected: expected)
      }
      try check(new)
      value = new
    }
  }

  /// The argument of that label, or the first without one.
  private mutating func take(_ label: String) -> SettingText.Value? {
    guard
      let index = given.firstIndex(where: { $0.label?.asName == label.asName })
        ?? given.firstIndex(where: { $0.label == nil })
    else { return nil }
    return given.remove(at: index).value
  }
}

// MARK: - Kinds of parameters

extension SettingParameters {
  /// What a parameter is called in errors.
  private func name(_ label: String) -> String { "The \(label) of \(owner)" }

  /// - Parameter isComputedAsGiven: whether it is part of a product that is made in `Double`.
  mutating func number(
    _ label: String, _ value: inout Double, _ range: NumberRange, isComputedAsGiven: Bool = false
  ) throws(FeedForwardError) {
    try number(label, &value, Hyperparameter(name(label), range, isComputedAsGiven: isComputedAsGiven))
  }

  mutating func whole(_ label: String, _ value: inout Int, _ range: NumberRange) throws(FeedForwardError) {
    let line = Hyperparameter(name(label), range)
    try pass(
      label, &value, expected: "a whole number, \(range)", text: { .word("\($0)") },
      read: { (text) throws(FeedForwardError) in
        text.word.flatMap { word in Int(word) ?? Double(word).flatMap { Int(exactly: $0) } }
      }, check: { (value) throws(FeedForwardError) in try line.check(value) })
  }

  mutating func numbers(
    _ label: String, _ values: inout [Double], _ range: NumberRange, isIncreasing: Bool = false
  ) throws(FeedForwardError) {
    try numbers(label, &values, Hyperparameter(name(label), range), isIncreasing: isIncreasing)
  }

  mutating func number(_ label: String, _ value: inout Double, _ line: Hyperparameter) throws(FeedForwardError) {
    let check = check
    try pass(
      label, &value, expected: "\(line.range)", text: { .number($0) },
      read: { (text) throws(FeedForwardError) in text.word.flatMap { Double($0) } },
      check: { (value) throws(FeedForwardError) in try check(line, value) })
  }

  /// A number or `none`.
  mutating func optionalNumber(
    _ label: String, _ value: inout Double?, _ line: Hyperparameter
  ) throws(FeedForwardError) {
    let check = check
    try pass(
      label, &value, expected: "\(line.range), or none", text: { $0.map { .number($0) } ?? .word("none") },
      read: { (text) throws(FeedForwardError) in
        text.word == "none" ? .some(nil) : text.word.flatMap { Double($0) }.map { .some($0) }
      },
      check: { (value) throws(FeedForwardError) in if let value { try check(line, value) } })
  }

  /// - Parameters:
  ///   - least: as many as there have to be.
  ///   - isIncreasing: whether each has to be larger than the one before.
  mutating func numbers(
    _ label: String, _ values: inout [Double], _ line: Hyperparameter, least: Int = 1, isIncreasing: Bool = false
  ) throws(FeedForwardError) {
    let check = check
    try pass(
      label, &values, expected: "a list of numbers, each \(line.range)", text: { .list($0.map { .number($0) }) },
      read: { (text) throws(FeedForwardError) in text.list(of: { $0.word.flatMap { Double($0) } }) },
      check: { (values) throws(FeedForwardError) in
        for value in values { try check(line, value) }
        let isInOrder = !isIncreasing || zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        guard values.count < least || !isInOrder else { return }
        throw .invalidSetting(
          name: line.name, value: "\(values)",
          expected: "at least one\(isIncreasing ? ", each larger than the one before" : "")")
      })
  }

  /// Two numbers, `from` and `to`, the second not below the first.
  mutating func range(_ range: inout ClosedRange<Double>, _ ends: NumberRange) throws(FeedForwardError) {
    var (from, to) = (range.lowerBound, range.upperBound)
    try number("from", &from, ends)
    try number("to", &to, ends)
    guard from <= to else {
      throw .invalidSetting(name: name("to"), value: "\(to)", expected: "at least \(from)")
    }
    range = from...to
  }

  mutating func flag(_ label: String, _ value: inout Bool) throws(FeedForwardError) {
    try pass(
      label, &value, expected: "true or false", text: { .word("\($0)") },
      read: { (text) throws(FeedForwardError) in text.word.flatMap { Bool($0) } },
      check: { _ throws(FeedForwardError) in })
  }

  mutating func seed(_ label: String, _ value: inout UInt64) throws(FeedForwardError) {
    try pass(
      label, &value, expected: "a whole number from 0", text: { .word("\($0)") },
      read: { (text) throws(FeedForwardError) in text.word.flatMap { UInt64($0) } },
      check: { _ throws(FeedForwardError) in })
  }

  /// One of a few words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ label: String, _ value: inout Word
  ) throws(FeedForwardError) where Word.RawValue == String {
    try pass(
      label, &value, expected: Word.allCases.map(\.rawValue).joined(separator: ", "), text: { .word($0.rawValue) },
      read: { (text) throws(FeedForwardError) in text.word.flatMap { Word(rawValue: $0) } },
      check: { _ throws(FeedForwardError) in })
  }

  /// A setting in a setting.
  mutating func setting<Inner: ParameterizedSetting>(_ label: String, _ value: inout Inner) throws(FeedForwardError) {
    let epochs = epochs
    try pass(
      label, &value, expected: "a \(Inner.what)", text: { .setting($0.canonicalText) },
      read: { (text) throws(FeedForwardError) in
        guard case .setting(let inner) = text else { return nil }
        return try Inner(inner, epochs: epochs)
      }, check: { (value) throws(FeedForwardError) in try value.checkParameters() })
  }

  /// A list of settings, at least one.
  mutating func settings<Inner: ParameterizedSetting>(
    _ label: String, _ values: inout [Inner]
  ) throws(FeedForwardError) {
    let epochs = epochs
    try pass(
      label, &values, expected: "a list of at least one \(Inner.what)",
      text: { .list($0.map { .setting($0.canonicalText) }) },
      read: { (text) throws(FeedForwardError) in
        guard case .list(let elements) = text else { return nil }
        var inner: [Inner] = []
        for case .setting(let element) in elements { inner.append(try Inner(element, epochs: epochs)) }
        return inner.count == elements.count ? inner : nil
      },
      check: { (values) throws(FeedForwardError) in
        guard !values.isEmpty else {
          throw .invalidSetting(name: label, value: "an empty list", expected: "at least one \(Inner.what)")
        }
        for value in values { try value.checkParameters() }
      })
  }

  /// What the user's own is called; nobody can make it of a text.
  mutating func ownName(_ name: String?) {
    guard use == .writing else { return }
    arguments.append(SettingText.Argument("name", name.map { .quoted($0) } ?? .word("none")))
  }
}

extension SettingText.Value {
  /// The elements of a list; a single value is a list of one.
  fileprivate func list<Element>(of element: (Self) -> Element?) -> [Element]? {
    guard case .list(let values) = self else { return element(self).map { [$0] } }
    let elements = values.compactMap(element)
    return elements.count == values.count ? elements : nil
  }
}
