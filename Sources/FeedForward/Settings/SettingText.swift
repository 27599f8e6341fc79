/// The canonical text of a setting: its name and in parentheses each of its parameters, as in `huber(delta: 0.01)`.
///
///     setting    name, or name(label: value, …)
///     value      setting, number, [value, …] or "text"
///
/// All parameters are there, those at their defaults too, so that a text means the same when a default has changed;
/// numbers are the shortest decimals that give them back. Settings that differ have different texts and equal ones
/// equal texts. Files hold these texts, and a training is known again by them.
public struct SettingText: Sendable, Hashable {
  /// A parameter; without a label it is the next of those that have not been given.
  package struct Argument: Sendable, Hashable {
    package let label: String?
    package let value: Value

    package init(_ label: String?, _ value: Value) {
      self.label = label
      self.value = value
    }
  }

  /// What a parameter is set to.
  package indirect enum Value: Sendable, Hashable {
    /// Also a number or another word, which has no parameters.
    case setting(SettingText)
    case list([Value])
    case quoted(String)
  }

  /// What kind of setting it is.
  public let name: String
  package let arguments: [Argument]

  package init(_ name: String, arguments: [Argument]) {
    self.name = name
    self.arguments = arguments
  }

  /// Whether a parameter of that label is there.
  package func hasArgument(_ label: String) -> Bool { arguments.contains { $0.label?.asName == label.asName } }

  /// The text of a setting of your own, such as an ``Optimizer``.
  ///
  /// - Parameters:
  ///   - name: no other kind of setting may have it.
  ///   - parameters: every number that decides what it does, by the name it has.
  public init(_ name: String, _ parameters: KeyValuePairs<String, Double> = [:]) {
    self.init(name, arguments: parameters.map { Argument($0, .number($1)) })
  }
}

extension SettingText: CustomStringConvertible {
  /// The text itself.
  public var description: String {
    let word = SettingReader.isWord(name) ? name : Value.quoted(name).description
    return arguments.isEmpty ? word : "\(word)(\(arguments.map(\.description).joined(separator: ", ")))"
  }
}

extension SettingText: Codable {
  /// Decodes a text.
  ///
  /// - Throws: `DecodingError`; ``FeedForwardError/invalidSetting(name:value:expected:)`` for a text that is none of a
  ///   setting.
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self), as: "setting")
  }

  /// Encodes the text itself.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension SettingText.Argument: CustomStringConvertible {
  package var description: String { label.map { "\($0): \(value)" } ?? "\(value)" }
}

extension SettingText.Value: CustomStringConvertible {
  package static func number(_ value: Double) -> Self { .word(value.shortestText) }
  package static func word(_ text: String) -> Self { .setting(SettingText(text)) }

  /// The word that it is; nil if it is anything else.
  package var word: String? {
    guard case .setting(let setting) = self, setting.arguments.isEmpty else { return nil }
    return setting.name
  }

  package var description: String {
    switch self {
    case .setting(let setting): setting.description
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    case .quoted(let text): "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
  }
}

// MARK: - For people

extension SettingText {
  /// The same with numbers as a person would write them, of so many digits; see ``Swift/Double/text(digits:)``.
  package func rounded(digits: Int) -> SettingText {
    let number = name.contains(".") ? Double(name) : nil
    return SettingText(
      number.map { $0.text(digits: digits) } ?? name,
      arguments: arguments.map { Argument($0.label, $0.value.rounded(digits: digits)) })
  }
}

extension SettingText.Value {
  fileprivate func rounded(digits: Int) -> Self {
    switch self {
    case .setting(let setting): .setting(setting.rounded(digits: digits))
    case .list(let values): .list(values.map { $0.rounded(digits: digits) })
    case .quoted: self
    }
  }
}
