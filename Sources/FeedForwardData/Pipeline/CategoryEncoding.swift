/// How a column of texts becomes inputs: one for each category, and none for what is not one of them, unless told
/// otherwise.
public struct CategoryEncoding: Sendable, Equatable, Codable {
  /// The texts: sorted, or in their own order.
  public var categories: [String]
  /// Whether there is one input: 1 for the first category, −1 for the last, those between at equal distances; 0 for a
  /// text that is ignored.
  public var isSigned = false
  /// Whether all texts that are no category share one more input.
  public var hasRest = false
  /// The category of a missing value: one of `categories`; nil: a missing value is refused by row and column.
  public var fill: String?
  /// Whether a further input says where values were missing.
  public var hasIndicator = false
  /// Whether a text that is no category gives zeros throughout; else, without an input for the rest, it is refused by
  /// row and column.
  public var ignoresUnknown = false

  /// Categories, of which none stands in for what is missing unless told so.
  public init(
    categories: [String], isSigned: Bool = false, hasRest: Bool = false, fill: String? = nil,
    hasIndicator: Bool = false, ignoresUnknown: Bool = false
  ) {
    self.categories = categories
    self.isSigned = isSigned
    self.hasRest = hasRest
    self.fill = fill
    self.hasIndicator = hasIndicator
    self.ignoresUnknown = ignoresUnknown
  }
}

extension CategoryEncoding {
  /// How many inputs a text becomes.
  public var width: Int { ownWidth + (hasIndicator ? 1 : 0) }

  /// The same without the indicator.
  var ownWidth: Int { isSigned ? 1 : categories.count + (hasRest ? 1 : 0) }

  /// The input, but for the indicator, that a text marks, and by what; nil for one that gives zeros.
  ///
  /// - Parameter index: of a category; nil for a text that is none.
  package func mark(_ index: Int?) -> (input: Int, value: Double)? {
    if isSigned { return index.map { (0, signedValue($0)) } }
    if let index { return (index, 1) }
    return hasRest ? (categories.count, 1) : nil
  }

  /// The input of a category where there is one for all.
  package func signedValue(_ index: Int) -> Double {
    categories.count < 2 ? 1 : 1 - 2 * Double(index) / Double(categories.count - 1)
  }
}
