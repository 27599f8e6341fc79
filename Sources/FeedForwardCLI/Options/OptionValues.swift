import ArgumentParser
import FeedForward
import FeedForwardData
import FeedForwardSearch

/// What the text after an option means. Errors say what was expected; the parser quotes the value and the option.
enum OptionValue {
  /// A number in the range of a hyperparameter.
  static func number(_ hyperparameter: Hyperparameter) -> @Sendable (String) throws -> Double {
    { text in
      guard let number = Double(text), hyperparameter.range.contains(number) else {
        throw ValidationError("expected \(hyperparameter.range).")
      }
      return number
    }
  }

  /// A whole number in the range of a hyperparameter.
  static func whole(_ hyperparameter: Hyperparameter) -> @Sendable (String) throws -> Int {
    { text in
      guard let number = Int(text), hyperparameter.range.contains(Double(number)) else {
        throw ValidationError("expected a whole number, \(hyperparameter.range).")
      }
      return number
    }
  }

  /// A whole number of something.
  static func count(from least: Int) -> @Sendable (String) throws -> Int {
    { text in
      guard let number = Int(text), number >= least else {
        throw ValidationError("expected a whole number, at least \(least).")
      }
      return number
    }
  }

  /// A setting by its canonical text or its short form.
  static func setting<Setting: ParameterizedSetting>(_ text: String) throws -> Setting {
    do {
      return try Setting(text)
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The kinds of a setting in the short form, as in `huber[:delta]`.
  static func forms<Setting: ParameterizedSetting>(of _: Setting.Type) -> String {
    Setting.kinds(epochs: 1).map { kind in
      kind.kind + kind.canonicalText.arguments.map { "[:\($0.label ?? "")]" }.joined()
    }.joined(separator: ", ")
  }

  /// An activation of hidden layers.
  static func activation(_ text: String) throws -> Activation {
    let found: Activation = try setting(text)
    guard hiddenActivations.contains(found.kind) else {
      throw ValidationError("expected one of \(hiddenActivations.joined(separator: ", ")).")
    }
    return found
  }

  static let hiddenActivations = [
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "softsign", "elu", "selu", "softplus", "silu", "gelu",
    "mish",
  ]

  /// `0.5,1,-2`.
  static func numbers(_ text: String) throws -> [Double] {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.allSatisfy({ $0?.isFinite ?? false }) else {
      throw ValidationError("expected numbers with commas between them, as in 0.5,1.")
    }
    return numbers.compactMap { $0 }
  }

  /// `60s`, `5m`, `1.5h`, or seconds.
  static func seconds(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0, number.isFinite else {
      throw ValidationError("expected a time such as 60s, 5m or 1.5h.")
    }
    return number * (unit ?? 1)
  }

  /// `64,32`; `none` for a linear model.
  static func layers(_ text: String) throws -> LayerSizes {
    if text == "none" { return LayerSizes([]) }
    guard let sizes = LayerSizes(argument: text) else {
      throw ValidationError("expected whole numbers from 1, as in 64,32, or none.")
    }
    return sizes
  }

  /// `size=S,M,L`.
  static func ordinal(_ text: String) throws -> Preprocessing.Ordinal {
    guard let end = text.firstIndex(of: "="), end > text.startIndex else {
      throw ValidationError("expected the name of a column, =, and its texts in their order, as in size=S,M,L.")
    }
    return Preprocessing.Ordinal(
      name: String(text[..<end]), categories: try names(String(text[text.index(after: end)...])))
  }

  /// Names of columns with commas between them; one with a comma in it stands in quotes: `a,"b, c"`.
  static func names(_ text: String) throws -> [String] {
    guard let names = lists(text, within: nil)?.map({ $0[0] }), !names.contains("") else {
      throw ValidationError("expected names of columns with commas between them, one with a comma in it in quotes.")
    }
    return names
  }

  /// What stands between commas, each cut at another character; in quotes both are letters like others. nil where
  /// quotes do not end.
  static func lists(_ text: String, within inner: Unicode.Scalar?) -> [[String]]? {
    var lists: [[String]] = [[]]
    // By code points: an accent after a quote is none of the quote's.
    var (part, isQuoted, characters) = (String.UnicodeScalarView(), false, text.unicodeScalars[...])
    func endPart() {
      lists[lists.count - 1].append(String(part))
      part.removeAll()
    }
    while let character = characters.popFirst() {
      switch character {
      case "\"" where isQuoted && characters.first == "\"":
        characters.removeFirst()
        part.append(character)
      case "\"" where isQuoted || part.isEmpty: isQuoted.toggle()
      case "," where !isQuoted:
        endPart()
        lists.append([])
      case inner where !isQuoted: endPart()
      default: part.append(character)
      }
    }
    endPart()
    return isQuoted ? nil : lists
  }
}

/// Sizes of layers as in `64,32`.
struct LayerSizes: ExpressibleByArgument {
  let sizes: [Int]

  init(_ sizes: [Int]) { self.sizes = sizes }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !parts.isEmpty, parts.allSatisfy({ $0.map { $0 >= 1 } ?? false }) else { return nil }
    sizes = parts.compactMap { $0 }
  }

  var defaultValueDescription: String { sizes.map(String.init).joined(separator: ",") }
}

/// How much work a training does.
enum Preset: String, ExpressibleByArgument, CaseIterable {
  case fast, `default`, best

  /// The effort of the recipe for tables; nil for one small network.
  var effort: TabularRecipe.Effort? { TabularRecipe.Effort(rawValue: rawValue) }
}

/// The type that a network computes in.
enum Precision: String, ExpressibleByArgument, CaseIterable {
  case float, double
}

extension LearningTask: ExpressibleByArgument {}
extension Preprocessing.Scaling: ExpressibleByArgument {}
extension Preprocessing.MissingValues: ExpressibleByArgument {}
extension Preprocessing.UnknownCategories: ExpressibleByArgument {}
extension Scoring: ExpressibleByArgument {}
