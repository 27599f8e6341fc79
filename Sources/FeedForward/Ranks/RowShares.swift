/// Whose the rows of a data set are: those of rank r are `starts[r] ..< starts[r + 1]`. Where all rows are here, nobody
/// is asked.
package struct RowShares: Sendable {
  /// The ranks that hold the rows; nil where all are here.
  let communicator: (any Communicator)?
  private let starts: [Int]

  /// So many rows, all of them here.
  package init(all count: Int) { (communicator, starts) = (nil, [0, count]) }

  /// So many rows of this rank, after those of the ranks before it; a call of all ranks.
  ///
  /// - Parameters:
  ///   - communicator: nil where all rows are here.
  ///   - what: what errors call the data.
  /// - Throws: ``FeedForwardError/emptyData(what:)`` for a rank without rows.
  package init(
    _ count: Int, over communicator: (any Communicator)?, of what: String = "Training data"
  ) throws(FeedForwardError) {
    let counts = try communicator?.gather([count]).map { $0[0] } ?? [count]
    if let rank = counts.firstIndex(of: 0) { throw .emptyData(what: "\(what): the share of rank \(rank)") }
    self.communicator = communicator
    starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// Rows of all ranks.
  package var count: Int { starts[starts.count - 1] }
  /// Those that are here.
  var own: Range<Int> { rows(ofRank: communicator?.rank ?? 0) }

  func rows(ofRank rank: Int) -> Range<Int> { starts[rank]..<starts[rank + 1] }

  /// Who has a row. O(log n).
  func owner(of row: Int) -> Int {
    var ranks = 0..<starts.count - 1
    while ranks.count > 1 {
      let middle = ranks.lowerBound + ranks.count / 2
      ranks = starts[middle] <= row ? middle..<ranks.upperBound : ranks.lowerBound..<middle
    }
    return ranks.lowerBound
  }

  /// What comes of a chain over all rows, bit by bit as if they were here: each rank goes on from where the one before
  /// it has come; a call of all ranks.
  ///
  /// - Parameter add: takes this rank's rows in; may not change how many numbers there are.
  package func chain<Number: BitwiseCopyable>(
    _ start: [Number], _ add: (inout [Number]) -> Void
  ) throws(FeedForwardError) -> [Number] {
    var numbers = start
    if let communicator, communicator.rank > 0 { try communicator.collect(&numbers, from: communicator.rank - 1) }
    add(&numbers)
    guard let communicator else { return numbers }
    let last = communicator.size - 1
    if communicator.rank < last { try communicator.deliver(numbers, to: communicator.rank + 1) }
    try communicator.spread(&numbers, from: last)
    return numbers
  }

  /// Does something on each rank, and throws on all where one has thrown; a call of all ranks.
  func together(_ body: () throws(FeedForwardError) -> Void) throws(FeedForwardError) {
    var own: FeedForwardError?
    do { try body() } catch { own = error }
    guard let communicator else {
      if let own { throw own }
      return
    }
    let texts = try communicator.gather(Array((own.map { "\($0)" } ?? "").utf8))
    if let own { throw own }
    guard let rank = texts.firstIndex(where: { !$0.isEmpty }) else { return }
    throw .lostRank(rank: rank, reason: "refuses its rows: \(String(decoding: texts[rank], as: UTF8.self))")
  }
}
