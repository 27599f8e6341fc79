/// A setting with one canonical text that holds its parameters: what it prints as, what files and provenance hold, what
/// the command line reads, and what decides whether two settings are the same. See ``SettingText``.
///
/// ```swift
/// print(Loss.huber(delta: 0.01))                   // huber(delta: 0.01)
/// let loss = try Loss("quantile(levels: [0.1, 0.5, 0.9])")
/// let schedule = try Schedule("cosine(period: 50)")
/// ```
public protocol CanonicalSetting: CustomStringConvertible, Sendable {
  /// The setting that a text says.
  ///
  /// - Parameters:
  ///   - setting: the text in its parts.
  ///   - epochs: those of the whole training, of which a length of time that is left out is a share; nil if every
  ///     length has to be there.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` for an unknown name or label, and for a value
  ///   that is missing, not of its type or out of its range.
  init(_ setting: SettingText, epochs: Int?) throws(FeedForwardError)
  /// The canonical text in its parts.
  var canonicalText: SettingText { get }
}

extension CanonicalSetting {
  /// The setting that a text says: a canonical text, in which parameters at their defaults may be left out, or the
  /// short form `name:value:value`; see ``SettingText/init(parsing:as:)``. Case and hyphens of names do not count.
  ///
  /// - Parameters:
  ///   - text: such as `adam(learningRate: 0.01)` or `adam:0.01`.
  ///   - epochs: those of the whole training, of which a length of time that is left out is a share; nil if every
  ///     length has to be there.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)`` for an unknown name or label, for a value that
  ///   is missing, not of its type or out of its range, and for a text that is none of a setting.
  public init(_ text: String, epochs: Int? = nil) throws(FeedForwardError) {
    let what = (Self.self as? any ParameterizedSetting.Type)?.what ?? "setting"
    try self.init(SettingText(parsing: text, as: what), epochs: epochs)
  }

  /// The setting that a text says, every length of time in it.
  public init(_ setting: SettingText) throws(FeedForwardError) { try self.init(setting, epochs: nil) }

  /// The canonical text.
  public var description: String { canonicalText.description }
}

/// A setting that is a name and some parameters.
package protocol ParameterizedSetting: CanonicalSetting {
  /// What errors call it, such as `loss`.
  static var what: String { get }
  /// Every kind with its defaults; a number out of its range has to be given.
  ///
  /// - Parameter epochs: those of the whole training; nil if they are not known.
  static func kinds(epochs: Int?) -> [Self]
  /// Other names of a kind, or names of a kind with other defaults; they are read and never written.
  static func otherNames(epochs: Int?) -> KeyValuePairs<String, Self>
  /// What a text says that is no kind of its own, such as a bare number; nil if it may be one.
  static func shorthand(_ setting: SettingText) throws(FeedForwardError) -> Self?
  /// The name of its kind.
  var kind: String { get }
  /// Goes through its parameters.
  mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError)
}

extension ParameterizedSetting {
  /// None.
  package static func otherNames(epochs: Int?) -> KeyValuePairs<String, Self> { [:] }
  /// None.
  package static func shorthand(_ setting: SettingText) throws(FeedForwardError) -> Self? { nil }

  /// The setting that a text says; see ``CanonicalSetting``.
  public init(_ setting: SettingText, epochs: Int?) throws(FeedForwardError) {
    if let short = try Self.shorthand(setting) {
      try short.checkParameters()
      self = short
    } else {
      let kinds = Self.kinds(epochs: epochs).map { ($0.kind, $0) } + Array(Self.otherNames(epochs: epochs))
      self = try setting.value(Self.what, among: kinds, epochs: epochs) {
        (value, parameters) throws(FeedForwardError) in try value.pass(&parameters)
      }
    }
  }

  /// The canonical text in its parts.
  public var canonicalText: SettingText {
    var (copy, parameters) = (self, SettingParameters.writing())
    // Writing reads nothing and checks nothing.
    try? copy.pass(&parameters)
    return SettingText(kind, arguments: parameters.arguments)
  }

  /// Throws ``FeedForwardError/invalidSetting(name:value:expected:)`` for a parameter out of its range.
  func checkParameters(
    _ check: @escaping SettingParameters.RangeCheck = SettingParameters.isInRange
  ) throws(FeedForwardError) {
    var (copy, parameters) = (self, SettingParameters.checking(kind, check))
    try copy.pass(&parameters)
  }

  /// The same, also for one that the scalar type rounds out of its range.
  func checkParameters<Scalar: BLASScalar>(in _: Scalar.Type) throws(FeedForwardError) {
    try checkParameters { (line, value) throws(FeedForwardError) in try line.check(value, in: Scalar.self) }
  }

  /// The same for a setting of a layer, counted from 1.
  func checkParameters(layer: Int) throws(FeedForwardError) {
    do {
      try checkParameters()
    } catch {
      guard case .invalidSetting(let name, _, let expected) = error else { throw error }
      throw .invalidLayer(
        layer: layer, found: "the \(Self.what) \(self)", expected: "\(expected) for \(name.lowercasedFirst)")
    }
  }
}

extension SettingText {
  /// The value of the kind that has this name, with these parameters.
  func value<Value>(
    _ what: String, among kinds: [(key: String, value: Value)], epochs: Int? = nil,
    pass: (inout Value, inout SettingParameters) throws(FeedForwardError) -> Void
  ) throws(FeedForwardError) -> Value {
    guard var value = kinds.first(where: { $0.key.asName == name.asName })?.value else {
      throw .invalidSetting(
        name: "The \(what)", value: "“\(name.prefix(80))”",
        expected: "one of \(kinds.map(\.key).joined(separator: ", "))")
    }
    var parameters = try SettingParameters.reading(self, epochs: epochs)
    try pass(&value, &parameters)
    try parameters.finish()
    return value
  }
}

extension String {
  /// As it stands within a sentence.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }

  /// What of a name or label counts: `learning-rate` and `learningRate` are one.
  var asName: String { lowercased().filter { $0 != "-" && $0 != "_" } }
}
