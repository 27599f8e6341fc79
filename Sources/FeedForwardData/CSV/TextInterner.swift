import FeedForward

/// Numbers the different texts of a column in the order in which they are met.
///
/// A hash table of its own over the bytes of all different texts, so that a text met before costs no allocation. The
/// hash is the standard library's, which is seeded anew in each process: no file can be made to collide on purpose.
struct TextInterner {
  private var bytes: [UInt8] = []
  /// Where each text ends in `bytes`; the first begins at 0.
  private var ends: [Int] = []
  /// Open addressing: an index into `ends`, or −1.
  private var slots = [Int32](repeating: -1, count: 64)

  /// How many there are.
  var count: Int { ends.count }

  /// The number of a text.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    var slot = home(of: text)
    while slots[slot] >= 0 {
      if isText(Int(slots[slot]), text) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = Int32(ends.count)
    slots[slot] = code
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  /// The different texts, by number.
  var texts: [String] {
    ends.indices.map { String(decoding: bytes[start(of: $0)..<ends[$0]], as: UTF8.self) }
  }

  /// The bytes of one of them.
  func withText<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes[start(of: index)..<ends[index]].withUnsafeBufferPointer(body)
  }

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    try message.transfer(&bytes)
    try message.transfer(&ends)
    guard zip([0] + ends, ends + [bytes.count]).allSatisfy({ $0 <= $1 }) else { throw message.error }
    slots = [Int32](repeating: -1, count: slots.count)
    while slots.count < 4 * ends.count { slots += slots }
    fillSlots()
  }

  private func start(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  private func home(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(text))
    return hasher.finalize() & (slots.count - 1)
  }

  private func isText(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes[start(of: index)..<ends[index]].elementsEqual(text)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    fillSlots()
  }

  private mutating func fillSlots() {
    for index in ends.indices {
      var slot = bytes[start(of: index)..<ends[index]].withUnsafeBufferPointer { home(of: $0) }
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
