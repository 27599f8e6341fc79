import ArgumentParser

/// The rows that epochs are judged by.
enum ValidationChoice: ExpressibleByArgument {
  /// No rows: training sees every one.
  case none
  /// A share of the rows of the training file.
  case fraction(Double)
  /// A file of its own.
  case file(String)

  init?(argument: String) { try? self.init(argument) }

  init(_ text: String) throws {
    if text == "none" {
      self = .none
    } else if let fraction = Double(text) {
      guard fraction > 0, fraction < 1 else {
        throw ValidationError("expected a share between 0 and 1, the name of a file, or none.")
      }
      self = .fraction(fraction)
    } else {
      self = .file(text)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .none: "none"
    case .fraction(let fraction): "\(fraction)"
    case .file(let path): path
    }
  }
}
