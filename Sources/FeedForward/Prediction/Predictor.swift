/// Outputs of one network, as often as wanted: it prepares the parameters once, holds every buffer, and allocates nothing
/// in a call that writes into the caller's memory.
///
/// ```swift
/// let predictor = try Predictor(network)
/// var span = output.mutableSpan
/// try predictor.predict(row.span, into: &span)
/// ```
///
/// A predictor serves one caller at a time: give each thread or task its own. Outputs have the same bits for any number of
/// threads; with AVX-512 those of a row do not depend on the rows beside it either.
public final class Predictor<Scalar: BLASScalar> {
  /// n, the columns of the inputs.
  public let inputs: Int
  /// K, the columns of the outputs.
  public let outputs: Int

  private let layout: ParameterLayout
  private let weights: ForwardWeights<Scalar>
  private let workspace: Workspace<Scalar>
  private let threads: Int

  // The call at hand.
  private enum Task {
    /// A block of rows through all layers.
    case rows
    /// A block of neurons of one layer, for the first rows of the workspace.
    case neurons(layer: Int)
  }
  private var task = Task.rows
  private var blocks = 1
  private var x: MatrixView<Scalar>
  private var t: MatrixView<Scalar>

  /// Rows that go through all layers as one task: enough for full speed, few enough to stay in cache.
  private static var rowsInBlock: Int { 64 }
  private static var neuronsInBlock: Int { 128 }
  private static var fewRows: Int { 32 }
  private static var parametersInCache: Int { 262_144 }
  /// Cost that is long beside a hand-over.
  private static var worthCutting: Double { 1e6 }
  /// Cost that is long beside the calling of a sleeping thread.
  private static var worthWaking: Double { 1e7 }

  /// - Parameters:
  ///   - network: is copied; later changes to it change nothing here.
  ///   - threads: at most so many, at least 1; nil for the processors that the process may use. Few rows of a small network
  ///     take fewer.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)``, ``FeedForwardError/outOfMemory(bytes:)``.
  /// - Complexity: O(number of parameters), in time and memory.
  public convenience init(_ network: FeedForwardNetwork<Scalar>, threads: Int? = nil) throws(FeedForwardError) {
    try self.init(network, threads: threads, rows: nil)
  }

  /// - Parameter rows: most rows of a call, if that is known.
  init(_ network: FeedForwardNetwork<Scalar>, threads: Int?, rows: Int?) throws(FeedForwardError) {
    try WorkerPool.validate(threads: threads)
    (inputs, outputs, layout) = (network.inputs, network.outputs, network.parameters.layout)
    let layout = network.parameters.layout
    self.threads = WorkerPool.threads(
      forCost: layout.costOfPrediction(rows: rows ?? Int(Int32.max)), limit: threads)
    weights = try ForwardWeights(copying: network.parameters)
    // A block for each thread.
    let block = max(1, min(Self.rowsInBlock, self.threads == 1 ? rows ?? .max : .max))
    let capacity = self.threads * block
    workspace = try Workspace(for: network, rows: capacity, purpose: .prediction, loss: nil)
    (x, t) = (workspace.output, workspace.output)
  }

  /// Outputs t for each row of inputs, into memory that is there.
  ///
  /// - Parameters:
  ///   - rows: m · n finite numbers, one row after another; m may be 0.
  ///   - outputs: m · K numbers, overwritten; left as they are if the inputs are refused.
  /// - Throws: ``FeedForwardError`` for a number of elements that does not fit, or a number that is not finite.
  /// - Complexity: O(m · number of parameters). Allocates nothing.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func predict(_ rows: Span<Scalar>, into outputs: inout MutableSpan<Scalar>) throws(FeedForwardError) {
    let m = rows.count / inputs
    guard m * inputs == rows.count else {
      throw .wrongShape(what: "Inputs", found: "\(rows.count) elements", expected: "a multiple of \(inputs)")
    }
    guard outputs.count / self.outputs == m, outputs.count % self.outputs == 0 else {
      throw .wrongShape(what: "Outputs", found: "\(outputs.count) elements", expected: "\(m) × \(self.outputs)")
    }
    if m == 0 { return }
    let refused = rows.withUnsafeBufferPointer { x in
      outputs.withUnsafeMutableBufferPointer { t in
        let refused = x.firstNonFinite
        if refused == nil { predict(m, UnsafeMutableBufferPointer(mutating: x), into: t) }
        return refused
      }
    }
    if let refused {
      throw .nonFinite(what: "Inputs", row: refused / inputs, column: refused % inputs, value: "\(rows[refused])")
    }
  }

  /// Outputs t for each row of inputs.
  ///
  /// - Parameter rows: m × n, finite; m may be 0.
  /// - Returns: m × K.
  /// - Throws: ``FeedForwardError`` for a wrong number of columns or a number that is not finite.
  public func predict(_ rows: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    guard rows.columns == inputs else {
      throw .wrongShape(what: "Inputs", found: "\(rows.columns) columns", expected: "\(inputs)")
    }
    var result = try [Scalar](zeros: try product(rows.rows, outputs))
    var span = result.mutableSpan
    try predict(rows.elements.span, into: &span)
    return Matrix(unchecked: result, rows: rows.rows, columns: outputs)
  }

  /// Into how many equal blocks of at most ``rowsInBlock`` rows a call is cut: more of them where that occupies more
  /// threads, but none so small that the parameters are read too often.
  private static func blocks(_ m: Int, cost: Double) -> Int {
    let needed = (m + rowsInBlock - 1) / rowsInBlock
    let paying = WorkerPool.threads(forCost: cost, limit: 8)
    return max(needed, min(paying, max(min(m, 2), (m + 7) / 8)))
  }

  /// A layer of some rows of the workspace; the first one reads x where it lies. Rows a large power of two apart would fall
  /// on each other in the cache: those are copied. Either way for any number of rows, since the bias is then added in
  /// another order.
  private func forward(
    layer l: Int, rows: Range<Int>, from x: MatrixView<Scalar>, neurons: Range<Int>? = nil
  ) {
    workspace.forward(layer: l, weights, rows: rows, neurons: neurons, from: isCopied ? nil : x)
  }

  private var isCopied: Bool { inputs % 256 == 0 }

  private func copyIfNeeded(_ x: MatrixView<Scalar>, to rows: Range<Int>) {
    if isCopied { workspace.activations[0].columns(from: 1).rows(rows).copy(from: x) }
  }

  private func predict(
    _ m: Int, _ rows: UnsafeMutableBufferPointer<Scalar>, into outputs: UnsafeMutableBufferPointer<Scalar>
  ) {
    guard let from = rows.baseAddress, let to = outputs.baseAddress else { return }
    x = MatrixView(base: from, rows: m, columns: inputs, stride: inputs)
    t = MatrixView(base: to, rows: m, columns: self.outputs, stride: self.outputs)
    let cost = layout.costOfPrediction(rows: m)
    let wakes = cost >= Self.worthWaking
    if m > Self.fewRows || layout.count <= Self.parametersInCache {
      task = .rows
      blocks = Self.blocks(m, cost: cost)
      WorkerPool.run(
        self, tasks: blocks, threads: WorkerPool.threads(forCost: cost, limit: threads), wakesSleepers: wakes)
      return
    }
    // Few rows of a large network: layer by layer, so that each thread reads its own part of the parameters only.
    workspace.rows = m
    copyIfNeeded(x, to: 0..<m)
    for l in 0..<layout.layers {
      let parameters = layout.offsets[l + 1] - layout.offsets[l]
      // Parameters that no second-level cache holds take as long to read as ten operations on each.
      let cost = Double(parameters) * Double(max(2 * m, 10))
      if cost >= Self.worthCutting && workspace.canCut(layer: l) {
        task = .neurons(layer: l)
        WorkerPool.run(
          self, tasks: (layout.sizes[l + 1] + Self.neuronsInBlock - 1) / Self.neuronsInBlock,
          threads: WorkerPool.threads(forCost: cost, limit: threads), wakesSleepers: wakes)
      } else {
        forward(layer: l, rows: 0..<m, from: x)
      }
    }
    workspace.applyOutputActivation(rows: 0..<m)
    t.copy(from: workspace.output.prefix(m))
  }
}

extension Predictor: ParallelWork {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func perform(_ index: Int, participant: Int) {
    switch task {
    case .neurons(let l):
      let first = index * Self.neuronsInBlock
      forward(
        layer: l, rows: 0..<workspace.rows, from: x,
        neurons: first..<min(layout.sizes[l + 1], first + Self.neuronsInBlock))
    case .rows:
      let rows = x.rows * index / blocks..<x.rows * (index + 1) / blocks
      let own = participant * Self.rowsInBlock..<participant * Self.rowsInBlock + rows.count
      copyIfNeeded(x.rows(rows), to: own)
      for l in 0..<layout.layers { forward(layer: l, rows: own, from: x.rows(rows)) }
      workspace.applyOutputActivation(rows: own)
      t.rows(rows).copy(from: workspace.output.rows(own))
    }
  }
}
