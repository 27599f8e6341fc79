/// What the name of a tensor says, by the conventions of several libraries.
struct TensorName {
  enum Role {
    case weight
    case bias
  }

  let role: Role
  /// What weights and bias of a layer share.
  let stem: String
  /// Whether tables are inputs × outputs; nil where the name does not say.
  let isTransposed: Bool?
  /// The stem with numbers left out: alike for layers that are numbered.
  let pattern: String
  /// The numbers; 0 for the first of Keras's `dense`, `dense_1`, ….
  let numbers: [Int]

  /// nil for a name of no known kind.
  init?(_ name: String) {
    // Of TensorFlow's variables.
    let whole = name.hasSuffix(":0") ? String(name.dropLast(2)) : name
    let start = whole.lastIndex { $0 == "." || $0 == "/" }
    let (before, last) = (
      start.map { String(whole[..<$0]) } ?? "", start.map { whole[whole.index(after: $0)...] } ?? whole[...]
    )
    switch last {
    case "weight": (role, isTransposed, stem) = (.weight, false, before)
    case "kernel": (role, isTransposed, stem) = (.weight, true, before)
    case "bias": (role, isTransposed, stem) = (.bias, nil, before)
    // Keras 3.
    case "0" where before.hasSuffix("vars"): (role, isTransposed, stem) = (.weight, true, before)
    case "1" where before.hasSuffix("vars"): (role, isTransposed, stem) = (.bias, nil, before)
    default:
      let letters = last.prefix { !$0.isWholeNumber }
      let number = last.dropFirst(letters.count)
      guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
      stem = "\(before)#\(number)"
      switch letters {
      case "coefs_": (role, isTransposed) = (.weight, true)
      case "intercepts_": (role, isTransposed) = (.bias, nil)
      case "W", "w", "W_", "w_", "weight", "weights", "weight_", "weights_": (role, isTransposed) = (.weight, nil)
      case "b", "b_", "bias", "biases", "bias_", "biases_": (role, isTransposed) = (.bias, nil)
      default: return nil
      }
    }
    var pattern = ""
    var numbers: [Int] = []
    var digits = ""
    for character in stem + "." {
      if character.isASCII, character.isWholeNumber {
        digits.append(character)
        continue
      }
      if !digits.isEmpty {
        numbers.append(Int(digits) ?? .max)
        if pattern.last == "_" { pattern.removeLast() }
        digits = ""
      }
      pattern.append(character)
    }
    self.pattern = pattern
    self.numbers = numbers
  }
}
