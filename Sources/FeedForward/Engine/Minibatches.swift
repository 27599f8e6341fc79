/// The order in which an epoch visits the rows, and the gathering of a minibatch's rows into a workspace. Where each
/// rank holds a share of the rows, those that it looks at are brought to it, for some minibatches at once.
final class Minibatches<Scalar: BLASScalar> {
  let data: SharedDataset<Scalar>
  let batchSize: Int
  /// nil: the rows in order.
  let seed: UInt64?
  private(set) var order: [Int]
  /// The epoch at hand, from 1.
  private(set) var epoch = 1
  private let smoothing: LabelSmoothing<Scalar>?
  private let weightFactor: Double
  private let exchange: RowExchange<Scalar>?
  private let windowBytes: Int
  @exclusivity(unchecked) private var atHand: RowsAtHand<Scalar>

  /// Every row once, in order, in blocks of at most `batchSize`.
  ///
  /// - Parameters:
  ///   - weightFactor: what weights are multiplied with; nil for the one that makes their mean 1.
  ///   - windowBytes: what rows may take that are brought here at once, if they are more than a minibatch.
  init(
    of data: SharedDataset<Scalar>, batchSize: Int, shuffledBy seed: UInt64? = nil,
    smoothing: LabelSmoothing<Scalar>? = nil, weightFactor: Double? = nil, windowBytes: Int = 32 << 20
  ) {
    self.data = data
    self.seed = seed
    self.smoothing = smoothing
    self.batchSize = min(batchSize, data.count)
    self.weightFactor = weightFactor ?? data.weightFactor
    self.windowBytes = windowBytes
    order = Array(0..<data.count)
    exchange = RowExchange(data)
    atHand = exchange == nil ? RowsAtHand(all: data.held, weightFactor: self.weightFactor) : .none(of: data.held)
  }

  /// The same where all rows are here.
  convenience init(
    of data: Dataset<Scalar>, batchSize: Int, smoothing: LabelSmoothing<Scalar>? = nil, weightFactor: Double? = nil
  ) {
    self.init(of: SharedDataset(data), batchSize: batchSize, smoothing: smoothing, weightFactor: weightFactor)
  }

  /// Number of minibatches in an epoch; the last may be shorter.
  var count: Int { (order.count + batchSize - 1) / batchSize }

  /// Fixes the order of an epoch. It depends on (seed, epoch) only, so a resumed run sees the same one.
  func begin(epoch: Int) {
    self.epoch = epoch
    guard let seed else { return }
    if exchange != nil { atHand = .none(of: data.held) }
    for i in order.indices { order[i] = i }
    var generator = Philox(seed: seed, purpose: .shuffle, stream: UInt32(truncatingIfNeeded: epoch))
    generator.shuffle(&order)
  }

  /// Rows of minibatch `index`.
  func rows(of index: Int) -> Range<Int> {
    index * batchSize..<min((index + 1) * batchSize, order.count)
  }

  /// Makes a workspace ready for minibatch `index`; comes before its rows are gathered.
  func begin(_ index: Int, in workspace: Workspace<Scalar>) {
    workspace.begin(rows: rows(of: index).count)
    workspace.isWeighted = data.held.weights != nil
    workspace.noise?.epoch = epoch
  }

  /// Rows of minibatch `index` that fall to this rank.
  func rows(of index: Int, for groups: GradientGroups) -> Range<Int> {
    rows(of: index, groups.own, of: groups)
  }

  private func rows(of index: Int, _ some: Range<Int>, of groups: GradientGroups) -> Range<Int> {
    let all = rows(of: index)
    if groups.count == 1 { return all }
    let rows = groups.rows(of: some, rows: all.count)
    return all.lowerBound + rows.lowerBound..<all.lowerBound + rows.upperBound
  }

  /// Copies rows `block`, of those of minibatch `index` that are the workspace's, into A⁰ and Y.
  func gather(_ index: Int, rows block: Range<Int>, into workspace: Workspace<Scalar>) {
    let first = rows(of: index, for: workspace.groups).lowerBound
    order.withUnsafeBufferPointer { order in
      let numbers = UnsafeBufferPointer(rebasing: order[first + block.lowerBound..<first + block.upperBound])
      atHand.withPlaces(of: index, block, else: numbers) { gather($0, at: block, into: workspace) }
      workspace.noise?.disturb(workspace.inputs, numbers, at: block)
    }
  }

  /// - Parameter places: where the rows stand among those at hand.
  private func gather(_ places: UnsafeBufferPointer<Int>, at block: Range<Int>, into workspace: Workspace<Scalar>) {
    workspace.inputs.rows(block).gather(places, from: atHand.table.inputs)
    let y = workspace.targets.rows(block)
    switch atHand.table.targets {
    case .values(let values): y.gather(places, from: values)
    case .classes(let classes): y.gatherOneHot(places, from: classes)
    }
    smoothing?.apply(to: y)
    if workspace.isWeighted, let weights = atHand.weights {
      for r in block { workspace.rowWeights[r] = weights[places[r - block.lowerBound]] }
    }
  }
}

// MARK: - Rows of other ranks

extension Minibatches {
  /// Rows that this rank has sent to others.
  var rowsSent: Int { exchange?.sent ?? 0 }

  /// Brings what this rank looks at of minibatch `index`, and of some after it, where it is not here; a call of all
  /// ranks, each of which does it at the same minibatches.
  func prepare(_ index: Int, for groups: GradientGroups) throws(FeedForwardError) {
    if exchange == nil || atHand.minibatches.contains(index) { return }
    let most = groups.mostRowsOfRank(batchSize)
    let fitting = max(1, windowBytes / max(1, most * bytesOfRow))
    let minibatches = index..<min(count, index + min(fitting, count))
    try bring({ _ in minibatches }, for: groups)
  }

  /// Brings the minibatches that each rank looks at as a whole; a call of all ranks.
  func bring(_ minibatches: (_ rank: Int) -> Range<Int>) throws(FeedForwardError) {
    try bring(minibatches, for: .one)
  }

  private func bring(
    _ minibatches: (_ rank: Int) -> Range<Int>, for groups: GradientGroups
  ) throws(FeedForwardError) {
    guard let exchange, let rank = data.shares.communicator?.rank else { return }
    atHand = .none(of: data.held)
    func parts(ofRank rank: Int) -> [Range<Int>] {
      let some = groups.count == 1 ? groups.own : groups.groups(ofRank: rank)
      return minibatches(rank).map { rows(of: $0, some, of: groups) }
    }
    let table = try exchange.rows { parts(ofRank: $0).flatMap { order[$0] } }
    atHand = RowsAtHand(
      minibatches(rank), table, weightFactor: weightFactor, counts: parts(ofRank: rank).map(\.count))
  }

  private var bytesOfRow: Int {
    let targets =
      switch data.held.targets {
      case .values(let values): values.columns * MemoryLayout<Scalar>.stride
      case .classes: MemoryLayout<Int>.stride
      }
    return data.held.inputs.columns * MemoryLayout<Scalar>.stride + targets
      + (data.held.weights == nil ? 0 : MemoryLayout<Double>.stride)
  }

  /// The rows of minibatch `index` that are this rank's, for a pass that goes its own way through them.
  func table(of index: Int, for groups: GradientGroups) throws(FeedForwardError) -> Dataset<Scalar> {
    try prepare(index, for: groups)
    let own = rows(of: index, for: groups)
    if exchange == nil { return atHand.table.part(own) }
    return atHand.table.part(atHand.place(of: index, 0..<own.count))
  }
}

/// Rows that are here: all of them, or those that this rank looks at of some minibatches, one after another.
private struct RowsAtHand<Scalar: BLASScalar> {
  let minibatches: Range<Int>
  let table: Dataset<Scalar>
  /// Those of the rows, of mean 1 over all.
  let weights: [Double]?
  /// Where the rows of each minibatch begin; nil where the table has all rows.
  private let starts: [Int]?
  private let places: [Int]

  init(all table: Dataset<Scalar>, weightFactor: Double) {
    (minibatches, self.table, starts, places) = (0..<0, table, nil, [])
    weights = table.weights?.map { $0 * weightFactor }
  }

  /// - Parameter counts: how many rows of each minibatch there are.
  init(_ minibatches: Range<Int>, _ table: Dataset<Scalar>, weightFactor: Double, counts: [Int]) {
    (self.minibatches, self.table) = (minibatches, table)
    weights = table.weights?.map { $0 * weightFactor }
    starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    places = Array(0..<table.count)
  }

  /// Nothing yet.
  static func none(of data: Dataset<Scalar>) -> RowsAtHand {
    RowsAtHand(0..<0, data.part(0..<0), weightFactor: 1, counts: [])
  }

  /// Where some of this rank's rows of a minibatch stand.
  func place(of index: Int, _ block: Range<Int>) -> Range<Int> {
    guard let starts else { preconditionFailure("minibatch \(index) among all rows") }
    let start = starts[index - minibatches.lowerBound]
    return start + block.lowerBound..<start + block.upperBound
  }

  /// - Parameter numbers: those of the rows among all.
  func withPlaces(
    of index: Int, _ block: Range<Int>, else numbers: UnsafeBufferPointer<Int>,
    _ body: (UnsafeBufferPointer<Int>) -> Void
  ) {
    if starts == nil { return body(numbers) }
    places.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place(of: index, block)])) }
  }
}

extension MatrixView {
  /// Row r ← row rows[r] of the table.
  fileprivate func gather(_ rows: UnsafeBufferPointer<Int>, from table: Matrix<Scalar>) {
    table.elements.withUnsafeBufferPointer { elements in
      if let source = elements.baseAddress { gather(rows, from: source) }
    }
  }

  /// Row r ← the one-hot row of class classes[rows[r]]; with one column, the class itself.
  fileprivate func gatherOneHot(_ rows: UnsafeBufferPointer<Int>, from classes: [Int]) {
    contiguous.update(repeating: 0)
    classes.withUnsafeBufferPointer { classes in
      for r in rows.indices {
        let start = base + r * stride
        if columns == 1 { start[0] = Scalar(classes[rows[r]]) } else { start[classes[rows[r]]] = 1 }
      }
    }
  }
}
