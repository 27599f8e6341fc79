import FeedForward

/// The types of elements that are met here, by the numbers of the specification.
enum ElementType: Int32 {
  case float = 1
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case double = 11

  /// Whether its values have fractions.
  var isOfNumbers: Bool { self == .float || self == .double }

  /// That of a network's numbers.
  init<Scalar: BLASScalar>(_ scalar: Scalar.Type) { self = scalar == Float.self ? .float : .double }
}
