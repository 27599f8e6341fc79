import FeedForward

/// The numbers of a table: `Double` to whoever reads them, in as few bytes as give back every bit.
///
/// Rows are packed in blocks, each column of a block by itself: numbers of few decimals as whole numbers of 0, 1, 2 or
/// 4 bytes above the least of them, in units of a power of ten; others of at most nine digits with a power of their
/// own; the rest in `Float` if that is exact, else in `Double`. A whole number of at most 2⁵¹ over a power of ten that
/// is exact gives, rounded once, the number that its decimals spell.
struct PackedNumbers: Sendable {
  /// Numbers of a row.
  let width: Int
  /// Rows.
  private(set) var count = 0
  private var blocks: [NumberBlock] = []
  /// Rows of each block but the last, a power of two.
  private let blockRows: Int

  init(width: Int) {
    self.width = width
    blockRows = NumberBlock.rows(width: width)
  }

  /// Packs `count` rows of columns, of which `fill` writes rows to the beginning of an array.
  private init(
    width: Int, count: Int, filling fill: (_ slot: Int, _ rows: Range<Int>, _ numbers: inout [Double]) -> Void
  ) {
    self.init(width: width)
    for first in stride(from: 0, to: width == 0 ? 0 : count, by: blockRows) {
      let rows = first..<min(first + blockRows, count)
      append(NumberBlock(count: rows.count, width: width) { fill($0, rows, &$1) })
    }
  }

  /// Columns of arrays, each of `count` numbers.
  init(_ columns: [[Double]], count: Int) {
    self.init(width: columns.count, count: count) { slot, rows, numbers in
      for (i, row) in rows.enumerated() { numbers[i] = columns[slot][row] }
    }
  }

  /// A row-major array of `count` rows.
  init<Scalar: BLASScalar>(_ elements: [Scalar], width: Int, count: Int) {
    self.init(width: width, count: count) { slot, rows, numbers in
      for (i, row) in rows.enumerated() { numbers[i] = Double(elements[row * width + slot]) }
    }
  }

  /// Columns of other tables, side by side, in those rows.
  init(_ columns: [(numbers: PackedNumbers, slot: Int)], rows: RowList) {
    self.init(width: columns.count, count: rows.count) { slot, part, numbers in
      columns[slot].numbers.gather(columns[slot].slot, rows: rows[part], into: &numbers)
    }
  }

  /// NaN where missing.
  subscript(row: Int, slot: Int) -> Double {
    let (block, row) = row.quotientAndRemainder(dividingBy: blockRows)
    return blocks[block].number(row, slot)
  }

  /// Adds a block, full unless it is the last one.
  fileprivate mutating func append(_ block: NumberBlock) {
    blocks.append(block)
    count += block.count
  }

  /// Adds rows that follow.
  mutating func append(_ next: PackedNumbers) {
    precondition(width == 0 || count % blockRows == 0, "\(count) rows before others, not a multiple of \(blockRows)")
    for block in next.blocks { append(block) }
  }

  mutating func transfer(_ message: inout RankMessage) throws(FeedForwardError) {
    var (packed, total) = (blocks.count, count)
    try message.transfer(&packed)
    try message.transfer(&total)
    guard packed >= 0, packed <= total else { throw message.error }
    blocks = (0..<packed).map { $0 < blocks.count ? blocks[$0] : NumberBlock() }
    for index in blocks.indices { try blocks[index].transfer(&message) }
    count = total
  }

  /// Writes the numbers of a column in those rows to the beginning of `numbers`.
  func gather(_ slot: Int, rows: RowList.SubSequence, into numbers: inout [Double]) {
    var span = numbers.mutableSpan
    var (first, done) = (rows.startIndex, 0)
    while first < rows.endIndex {
      let block = rows[first] / blockRows
      let (least, end) = (block * blockRows, min((block + 1) * blockRows, count))
      var last = first + 1
      if case .all = rows.base { last = min(rows.endIndex, end) }
      while last < rows.endIndex, rows[last] >= least, rows[last] < end { last += 1 }
      blocks[block].gather(slot, rows[first..<last], less: least, into: &span, at: done)
      done += last - first
      first = last
    }
  }

  /// The numbers of a column in those rows. O(rows).
  func column(_ slot: Int, rows: RowList) -> [Double] { column(slot, rows: rows[...]) }

  func column(_ slot: Int, rows: RowList.SubSequence) -> [Double] {
    var numbers = [Double](repeating: 0, count: rows.count)
    gather(slot, rows: rows, into: &numbers)
    return numbers
  }

  /// Some rows of a list at a time, so few that all of their numbers stay in the cache.
  func pieces(of rows: RowList) -> some Sequence<RowList.SubSequence> {
    stride(from: 0, to: rows.count, by: blockRows).lazy.map { rows[$0..<Swift.min($0 + blockRows, rows.count)] }
  }

  /// Memory for the numbers.
  var bytes: Int { blocks.reduce(0) { $0 + $1.size } }

  /// The greatest number of rows in one of those pieces.
  var pieceRows: Int { blockRows }
}

/// Packs rows as they come.
struct NumberPacker {
  private var packed: PackedNumbers
  /// Rows that are not packed yet, row-major.
  private var pending: [Double] = []
  private let blockSize: Int

  /// - Parameter capacity: rows that are expected.
  init(width: Int, capacity: Int) {
    packed = PackedNumbers(width: width)
    blockSize = NumberBlock.rows(width: width) * width
    pending.reserveCapacity(min(blockSize, capacity * width))
  }

  /// Adds a row, NaN where a number is missing.
  @inline(__always)
  mutating func append(_ row: some Collection<Double>) {
    pending.append(contentsOf: row)
    if pending.count == blockSize, blockSize > 0 { pack() }
  }

  /// All rows.
  consuming func finish() -> PackedNumbers {
    if !pending.isEmpty { pack() }
    return packed
  }

  private mutating func pack() {
    let (width, count) = (packed.width, pending.count / packed.width)
    packed.append(
      pending.withUnsafeBufferPointer { pending in
        NumberBlock(count: count, width: width) { slot, numbers in
          var next = slot
          for r in 0..<count {
            numbers[r] = pending[next]
            next &+= width
          }
        }
      })
    pending.removeAll(keepingCapacity: true)
  }
}
