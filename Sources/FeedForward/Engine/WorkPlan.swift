import CKernels

/// How a pass over the rows of a minibatch is cut into tasks that may run at the same time: by shapes alone, never by
/// the number of threads, so that results have the same bits for any number of them.
///
/// Everything from the gathering of the rows to the first layer's delta concerns each row by itself, so a block of rows
/// goes through all of it as one task. Only a layer that is large beside the minibatch is a stage of its own, cut by
/// neurons: then each thread keeps its part of Θ in its own cache, and few rows still occupy all threads.
final class WorkPlan {
  /// What is done to some rows.
  enum Operation {
    /// X and Y of a minibatch; x of a table, where it cannot be read as it lies.
    case gather
    /// A of one layer from the one before; for the output layer Z.
    case forward(layer: Int)
    /// T.
    case activate
    /// T to where the caller wants it.
    case deliver
    /// T, D and, in training, δᴸ.
    case loss
    /// ∂D/∂Zᴸ from ∂D/∂T, which stands in its place.
    case slope
    /// δ of the layer below from δ of this one.
    case delta(below: Int)
  }

  struct Stage {
    /// Which of the plan's operations.
    let operations: Range<Int>
    /// nil: all of them, one after another, for each block of rows. Else a single one on all rows, for each block of so
    /// many columns of its result.
    let columns: Int?
    /// Parameters that the single one reads.
    let parameters: Int
  }

  let operations: [Operation]
  let stages: [Stage]
  private let layout: ParameterLayout
  private let purpose: WorkPurpose
  private let products: ProductPath
  private let groups: GradientGroups
  private let rowsInBlock: Int
  private let columnsInBlock: Int
  private let mostBlocksOfGroup: Int

  /// - Parameters:
  ///   - rows: of the largest minibatch, all ranks together.
  ///   - groups: those that its gradient is summed by.
  ///   - products: who multiplies.
  ///   - canCut: whether a layer's columns may be handled apart: not where the user's own code wants whole rows.
  init(
    _ layout: ParameterLayout, rows: Int, groups: GradientGroups = .one, purpose: WorkPurpose, products: ProductPath,
    canCut: (_ layer: Int) -> Bool = { _ in false }
  ) {
    self.layout = layout
    self.groups = groups
    self.products = products
    self.purpose = purpose
    (rowsInBlock, columnsInBlock) = purpose.blocks(rows: rows)
    mostBlocksOfGroup = (groups.mostRowsOfGroup(rows) + rowsInBlock - 1) / rowsInBlock
    operations = purpose.operations(layers: layout.layers)
    // A stage cut by columns has the rows of all groups of a rank at once: BLAS's bits depend on how many these are.
    let keepsRows = groups.count > 1 && products == .blas
    stages = Self.stages(operations) { operation in
      purpose.columns(cutFrom: operation, sizes: layout.sizes, rows: rows) { !keepsRows && canCut($0) }
    }
  }

  private static func stages(
    _ operations: [Operation], _ cut: (Operation) -> (columns: Int, parameters: Int)?
  ) -> [Stage] {
    var stages: [Stage] = []
    var first = 0
    for (i, operation) in operations.enumerated() {
      guard let (columns, parameters) = cut(operation) else { continue }
      if first < i { stages.append(Stage(operations: first..<i, columns: nil, parameters: 0)) }
      stages.append(Stage(operations: i..<i + 1, columns: columns, parameters: parameters))
      first = i + 1
    }
    if first < operations.count {
      stages.append(Stage(operations: first..<operations.count, columns: nil, parameters: 0))
    }
    return stages
  }

  /// What a pass over so many rows costs, where calls are of many sizes; a step, which comes again and again, knows
  /// that from the beginning.
  func cost(rows: Int) -> Double {
    if case .prediction = purpose { layout.costOfPrediction(rows: rows) } else { 0 }
  }

  /// The blocks of a minibatch of so many rows, all ranks together.
  func cut(_ rows: Int, cost: Double) -> RowCut {
    let blocks = rowBlocks(groups.mostRowsOfGroup(rows), cost: cost)
    return RowCut(
      rows: rows, groups: groups, blocksOfGroup: blocks, slotsOfGroup: max(blocks, mostBlocksOfGroup))
  }

  private func rowBlocks(_ rows: Int, cost: Double) -> Int {
    let needed = (rows + rowsInBlock - 1) / rowsInBlock
    guard case .prediction(layerByLayer: false) = purpose else { return needed }
    // More of them where that occupies more threads, but none so small that the parameters are read too often.
    let paying = WorkerPool.threads(forCost: cost, limit: 8)
    return max(needed, min(paying, max(min(rows, 2), (rows + 7) / 8)))
  }

  /// Tasks that so many blocks of rows are made of. Few long ones read the parameters less often; where BLAS multiplies
  /// their number is fixed, since there the bits of a row depend on how many it is among.
  func rowTasks(blocks: Int, threads: Int) -> Int {
    if case .prediction = purpose { return blocks }
    return switch products {
    case .own: min(blocks, max(threads, (blocks + mostBlocksInTask - 1) / mostBlocksInTask))
    case .blas: groups.count > 1 ? groups.own.count : (blocks + 1) / 2
    }
  }

  /// More rows than a second-level cache holds all layers of are no gain.
  private var mostBlocksInTask: Int { max(1, 256 / rowsInBlock) }

  /// Where rows stand in the workspace: where they stand in the minibatch, or in a room of the thread that has them.
  func room(for rows: Range<Int>, participant: Int) -> Range<Int> {
    guard case .prediction(layerByLayer: false) = purpose else { return rows }
    return participant * rowsInBlock..<participant * rowsInBlock + rows.count
  }

  /// Tasks of a stage that is cut by columns.
  func columnBlocks(_ columns: Int) -> Int { (columns + columnsInBlock - 1) / columnsInBlock }

  /// The columns of one block.
  func columns(ofBlock block: Int, of columns: Int) -> Range<Int> {
    block * columnsInBlock..<min(columns, (block + 1) * columnsInBlock)
  }

  /// How many threads passes over at most so many rows may take.
  ///
  /// - Parameter limit: at most so many; nil for the processors that the process may use.
  func threads(rows: Int, limit: Int?) -> ThreadChoice {
    let cost: Double
    switch purpose {
    case .training:
      cost = layout.costOfStep(
        rows: groups.mostRows(of: rows), isOneBlock: stages.count == 1 && cut(rows, cost: 0).blocks == 1)
    case .evaluation, .logits: cost = layout.costOfPrediction(rows: rows)
    case .prediction: cost = .infinity
    case .outputs, .derivatives: cost = 0
    }
    return ThreadChoice(forCost: cost, limit: limit)
  }

  /// How many of them a stage is worth.
  func threads(for stage: Stage, rows: Int, cost: Double, limit: Int) -> Int {
    guard case .prediction = purpose, limit > 1 else { return limit }
    // Parameters that no second-level cache holds take as long to read as ten operations on each.
    let cost = stage.columns == nil ? cost : Double(stage.parameters) * Double(max(2 * rows, 10))
    return WorkerPool.threads(forCost: cost, limit: limit)
  }

  /// Whether a pass is long beside the calling of a sleeping thread.
  func wakesSleepers(cost: Double) -> Bool {
    if case .prediction = purpose { cost >= 1e7 } else { true }
  }
}

/// What a pass over rows is for, and so what is done to them.
enum WorkPurpose {
  /// Zᴸ.
  case logits
  /// T of a minibatch.
  case outputs
  /// T of a table. Few rows of a large network go layer by layer, so that each thread reads its own part of Θ only.
  case prediction(layerByLayer: Bool)
  /// T and D.
  case evaluation
  /// T, D and all deltas.
  case training
  /// All deltas, from ∂D/∂T in the place of δᴸ.
  case derivatives

  var hasTargets: Bool {
    switch self {
    case .evaluation, .training, .derivatives: true
    case .logits, .outputs, .prediction: false
    }
  }

  var hasDeltas: Bool {
    switch self {
    case .training, .derivatives: true
    case .logits, .outputs, .prediction, .evaluation: false
    }
  }

  fileprivate func operations(layers: Int) -> [WorkPlan.Operation] {
    let forward = [.gather] + (0..<layers).map { WorkPlan.Operation.forward(layer: $0) }
    let deltas = (1..<layers).reversed().map { WorkPlan.Operation.delta(below: $0) }
    return switch self {
    case .logits: forward
    case .outputs: forward + [.activate]
    case .prediction: forward + [.activate, .deliver]
    case .evaluation: forward + [.loss]
    case .training: forward + [.loss] + deltas
    case .derivatives: [.slope] + deltas
    }
  }

  /// Rows and columns of a task: enough for full speed, few enough to stay in cache.
  fileprivate func blocks(rows: Int) -> (rows: Int, columns: Int) {
    switch self {
    case .training, .evaluation, .logits: (rows <= 128 ? 32 : rows <= 256 ? 64 : 128, 64)
    case .prediction: (Self.rowsOfPrediction, 128)
    case .outputs, .derivatives: (max(rows, 1), 64)
    }
  }

  /// Most rows of a task in a prediction.
  static let rowsOfPrediction = 64

  /// How many columns the result of an operation has and how many parameters it reads, if it is to be cut by them.
  fileprivate func columns(
    cutFrom operation: WorkPlan.Operation, sizes: [Int], rows: Int, canCut: (_ layer: Int) -> Bool
  ) -> (columns: Int, parameters: Int)? {
    let (layer, columns, isLarge): (Int, Int, Bool)
    switch (self, operation) {
    case (.training, .forward(let l)):
      (layer, columns, isLarge) = (l, sizes[l + 1], sizes[l] > 4 * rows && sizes[l] * sizes[l + 1] >= 32_768)
    case (.training, .delta(below: let l)):
      (layer, columns, isLarge) = (l - 1, sizes[l], rows <= 32 && sizes[l] * sizes[l + 1] >= 131_072)
    case (.prediction(layerByLayer: true), .forward(let l)): (layer, columns, isLarge) = (l, sizes[l + 1], true)
    default: return nil
    }
    return isLarge && canCut(layer) ? (columns, (sizes[layer] + 1) * sizes[layer + 1]) : nil
  }
}
