import FeedForward

/// Something in a file or a table that is not as it should be: where, what stands there, and what should.
///
/// Everything that reads or writes tables, models, checkpoints and ONNX throws it. Beside it stand ``FileError``, for
/// what the system refuses, and ``/FeedForward/FeedForwardError``, for what the engine refuses, which passes through as
/// it is.
public struct DataError: Equatable, Sendable, Codable {
  /// Where.
  public let place: FilePlace
  /// What stands there.
  public let found: String
  /// What should.
  public let expected: String

  /// An error about a place.
  public init(at place: FilePlace, found: String, expected: String) {
    self.place = place
    self.found = found
    self.expected = expected
  }
}

extension DataError: DescribedError {
  /// As in `prices.csv:12:3: found “abc”, expected a number.`
  public var description: String { "\(place): found \(found), expected \(expected)." }
}
