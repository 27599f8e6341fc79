import ArgumentParser
import FeedForward
import FeedForwardData

/// How much the rows of each class count: by the library's text, or a number for some classes by their names.
enum NamedClassWeights {
  case setting(ClassWeights)
  case byName([(name: String, weight: Double)])

  init(_ text: String) throws {
    guard text.contains("=") else {
      self = .setting(try OptionValue.setting(text))
      return
    }
    let error = ValidationError(
      """
      expected names of classes and numbers, \(Hyperparameter.classWeight.range), as in no=1,yes=5; a name with = or a \
      comma in it in quotes.
      """)
    guard let pairs = OptionValue.lists(text, within: "=") else { throw error }
    var names: Set<CodePoints> = []
    self = .byName(
      try pairs.map { pair in
        guard pair.count == 2, !pair[0].isEmpty, let weight = Double(pair[1]),
          Hyperparameter.classWeight.range.contains(weight), names.insert(CodePoints(pair[0])).inserted
        else { throw error }
        return (pair[0], weight)
      })
  }

  /// - Returns: by class index; 1 for a class that is not named.
  func weights(for target: TargetColumn) throws -> ClassWeights {
    switch (self, target) {
    case (.setting(let weights), _): return weights
    case (.byName, .values(let values)):
      throw OptionError(
        "--class-weights names classes, but “\(values[0].name)” is a number; expected none, or --task classification.")
    case (.byName(let pairs), .classes(let target, let classes)):
      var weights = [Double](repeating: 1, count: classes.count)
      for (name, weight) in pairs {
        guard let index = classes.firstIndex(where: { CodePoints($0) == CodePoints(name) }) else {
          throw OptionError(
            """
            --class-weights names the class “\(name)” of “\(target)”; expected one of \
            \(classes.joined(separator: ", "))\(Suggestion.words(for: name, among: classes)).
            """)
        }
        weights[index] = weight
      }
      return .each(weights)
    }
  }
}
