/// How the work on a minibatch is cut into tasks that may run at the same time: by shapes alone, never by the number of
/// threads, so that results have the same bits for any number of them.
///
/// Everything from the gathering of the rows to the first layer's delta concerns each row by itself, so a block of rows
/// goes through all of it as one task; then each slab of neurons gets its gradient from all rows and is moved at once.
/// Two hand-overs a step are enough. Only a layer that is large beside the minibatch is a stage of its own, cut by
/// neurons: then each thread keeps its part of Θ in its own cache, and few rows still occupy all threads.
struct WorkPlan {
  /// What is done to some rows.
  enum Operation {
    case gather
    /// A of one layer from the one before; for the output layer Z.
    case forward(layer: Int)
    /// T, D and, in training, δᴸ.
    case output
    /// δ of the layer below from δ of this one.
    case delta(below: Int)
  }

  struct Stage {
    /// Which of the plan's operations.
    let operations: Range<Int>
    /// nil: all of them, one after another, for each block of rows. Else a single one on all rows, for each block of so many
    /// columns of its result.
    let columns: Int?
  }

  /// Neurons whose parameters one task moves.
  struct Slab {
    let layer: Int
    let neurons: Range<Int>
  }

  let operations: [Operation]
  let stages: [Stage]
  let slabs: [Slab]
  private let rowsInBlock: Int

  static let columnsInBlock = 64

  /// - Parameter canCut: whether a layer's columns may be handled apart: not where the user's own code wants whole rows.
  init(sizes: [Int], rows: Int, purpose: WorkPurpose, canCut: (_ layer: Int) -> Bool) {
    let layers = sizes.count - 1
    rowsInBlock = rows <= 128 ? 32 : rows <= 256 ? 64 : 128
    var operations: [(Operation, columns: Int?)] = [(.gather, nil)]
    for l in 0..<layers {
      let isLarge = sizes[l] > 4 * rows && sizes[l] * sizes[l + 1] >= 32_768
      operations.append((.forward(layer: l), isLarge && canCut(l) ? sizes[l + 1] : nil))
    }
    operations.append((.output, nil))
    if purpose == .training {
      for l in stride(from: layers - 1, to: 0, by: -1) {
        let isLarge = rows <= 32 && sizes[l] * sizes[l + 1] >= 131_072
        operations.append((.delta(below: l), isLarge && canCut(l - 1) ? sizes[l] : nil))
      }
    }
    var stages: [Stage] = []
    var first = 0
    func endStage(before next: Int, columns: Int? = nil) {
      if first < next { stages.append(Stage(operations: first..<next, columns: columns)) }
      first = next
    }
    for (i, operation) in operations.enumerated() where operation.columns != nil {
      endStage(before: i)
      endStage(before: i + 1, columns: operation.columns)
    }
    endStage(before: operations.count)
    self.operations = operations.map(\.0)
    self.stages = stages
    slabs = purpose == .training ? (0..<layers).flatMap { Self.slabs(ofLayer: $0, sizes, rows: rows) } : []
  }

  /// Slabs of a multiple of 16 neurons: about 16 a layer, but none smaller than a task should be, and none whose gradient
  /// fills more than a quarter of a second-level cache unless A itself fills all of it.
  private static func slabs(ofLayer l: Int, _ sizes: [Int], rows: Int) -> [Slab] {
    let (inputs, neurons) = (sizes[l] + 1, sizes[l + 1])
    let least = max(32, roundedTo16(131_072 / (rows * inputs)))
    let most = max(rows * inputs > 262_144 ? 48 : 32, 65_536 / inputs / 16 * 16)
    let size = max(least, min(most, roundedTo16(neurons / 16)))
    return stride(from: 0, to: neurons, by: size).map { first in
      Slab(layer: l, neurons: first..<min(neurons, first + size))
    }
  }

  private static func roundedTo16(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Tasks of a stage that is cut by rows.
  func rowBlocks(_ rows: Int) -> Int { (rows + rowsInBlock - 1) / rowsInBlock }

  /// The rows of one block; blocks are as equal as can be.
  func rows(ofBlock block: Int, of rows: Int) -> Range<Int> {
    let blocks = rowBlocks(rows)
    return rows * block / blocks..<rows * (block + 1) / blocks
  }

  func columnBlocks(_ columns: Int) -> Int { (columns + Self.columnsInBlock - 1) / Self.columnsInBlock }

  func columns(ofBlock block: Int, of columns: Int) -> Range<Int> {
    block * Self.columnsInBlock..<min(columns, (block + 1) * Self.columnsInBlock)
  }
}

/// What a workspace is for.
enum WorkPurpose { case prediction, evaluation, training }
