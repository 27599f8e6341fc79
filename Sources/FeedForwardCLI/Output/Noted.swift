/// A result as JSON, and beside its members the sentences that were said on the way to it.
struct Noted<Result: Encodable>: Encodable {
  let result: Result
  let notes: [String]

  private enum Key: CodingKey { case notes }

  func encode(to encoder: any Encoder) throws {
    try result.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(notes, forKey: .notes)
  }
}
