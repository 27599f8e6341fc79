/// The order in which an epoch visits the rows, and the gathering of a minibatch's rows into a workspace.
final class Minibatches<Scalar: BLASScalar> {
  let data: Dataset<Scalar>
  let batchSize: Int
  /// nil: the rows in order.
  let seed: UInt64?
  private(set) var order: [Int]
  /// The epoch at hand, from 1.
  private(set) var epoch = 1
  private let weights: [Double]?
  private let smoothing: LabelSmoothing<Scalar>?

  /// Every row once, in order, in blocks of at most `batchSize`.
  ///
  /// - Parameter weightFactor: what weights are multiplied with; nil for the one that makes their mean 1.
  init(
    of data: Dataset<Scalar>, batchSize: Int, shuffledBy seed: UInt64? = nil,
    smoothing: LabelSmoothing<Scalar>? = nil, weightFactor: Double? = nil
  ) {
    self.data = data
    self.seed = seed
    self.smoothing = smoothing
    self.batchSize = min(batchSize, data.count)
    order = Array(0..<data.count)
    weights = weightFactor.map { factor in data.weights?.map { $0 * factor } } ?? data.relativeWeights
  }

  /// Number of minibatches in an epoch; the last may be shorter.
  var count: Int { (order.count + batchSize - 1) / batchSize }

  /// Fixes the order of an epoch. It depends on (seed, epoch) only, so a resumed run sees the same one.
  func begin(epoch: Int) {
    self.epoch = epoch
    guard let seed else { return }
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
    workspace.isWeighted = weights != nil
    workspace.noise?.epoch = epoch
  }

  /// Rows of minibatch `index` that fall to a rank.
  func rows(of index: Int, for groups: GradientGroups) -> Range<Int> {
    let all = rows(of: index)
    if groups.count == 1 { return all }
    let own = groups.rows(of: groups.own, rows: all.count)
    return all.lowerBound + own.lowerBound..<all.lowerBound + own.upperBound
  }

  /// Copies rows `block`, of those of minibatch `index` that are the workspace's, into A⁰ and Y.
  func gather(_ index: Int, rows block: Range<Int>, into workspace: Workspace<Scalar>) {
    let first = rows(of: index, for: workspace.groups).lowerBound
    order.withUnsafeBufferPointer { order in
      let rows = UnsafeBufferPointer(rebasing: order[first + block.lowerBound..<first + block.upperBound])
      workspace.inputs.rows(block).gather(rows, from: data.inputs)
      let y = workspace.targets.rows(block)
      switch data.targets {
      case .values(let values): y.gather(rows, from: values)
      case .classes(let classes): y.gatherOneHot(rows, from: classes)
      }
      smoothing?.apply(to: y)
      if workspace.isWeighted, let weights {
        for r in block { workspace.rowWeights[r] = weights[rows[r - block.lowerBound]] }
      }
      workspace.noise?.disturb(workspace.inputs, rows, at: block)
    }
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
