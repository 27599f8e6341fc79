/// Outputs of one network, as often as wanted: it prepares the parameters once, holds every buffer, and allocates
/// nothing in a call that writes into the caller's memory.
///
/// ```swift
/// let predictor = try Predictor(network)
/// var span = output.mutableSpan
/// try predictor.predict(row.span, into: &span)
/// ```
///
/// A predictor serves one caller at a time: give each thread or task its own. Outputs have the same bits for any number
/// of threads, which is measured in the first calls and now and then; those of a row do not depend on the rows beside
/// it either, unless BLAS multiplies.
public final class Predictor<Scalar: BLASScalar> {
  /// n, the columns of the inputs.
  public let inputs: Int
  /// K, the columns of the outputs.
  public let outputs: Int

  private let layout: ParameterLayout
  private let byRows: RowPass<Scalar>
  private let layerByLayer: RowPass<Scalar>
  /// By the logarithm of the rows of a call.
  private let threads: [ThreadChoice]

  private static var fewRows: Int { 32 }
  private static var parametersInCache: Int { 262_144 }

  /// ⌊log₂ m⌋, 0 for no rows.
  private static func logarithm(_ m: Int) -> Int { max(0, Int.bitWidth - 1 - m.leadingZeroBitCount) }

  /// - Parameters:
  ///   - network: is copied; later changes to it change nothing here.
  ///   - threads: at most so many, at least 1; nil for the processors that the process may use. Where fewer are faster,
  ///     fewer are taken.
  /// - Throws: ``FeedForwardError/invalidSetting(name:value:expected:)``, ``FeedForwardError/outOfMemory(bytes:)``.
  /// - Complexity: O(number of parameters), in time and memory.
  public convenience init(_ network: FeedForwardNetwork<Scalar>, threads: Int? = nil) throws(FeedForwardError) {
    try self.init(network, threads: threads, rows: nil)
  }

  /// - Parameter rows: most rows of a call, if that is known.
  init(_ network: FeedForwardNetwork<Scalar>, threads: Int?, rows: Int?) throws(FeedForwardError) {
    try WorkerPool.validate(threads: threads)
    (inputs, outputs, layout) = (network.inputs, network.outputs, network.parameters.layout)
    self.threads = (0...Self.logarithm(rows ?? 1 << 24)).map { [layout] in
      ThreadChoice(forCost: layout.costOfPrediction(rows: 2 << $0), limit: threads)
    }
    let threads = self.threads[self.threads.count - 1].most
    let weights = try ForwardWeights(copying: network.parameters)
    // A block for each thread.
    let block = max(1, min(WorkPurpose.rowsOfPrediction, threads == 1 ? rows ?? .max : .max))
    let workspace = try Workspace(
      for: network, rows: threads * block, purpose: .prediction(layerByLayer: false), loss: nil)
    byRows = try RowPass(.prediction(layerByLayer: false), in: workspace, weights, threads: threads)
    layerByLayer = try RowPass(.prediction(layerByLayer: true), in: workspace, weights, threads: threads)
  }

  /// Outputs t for each row of inputs, into memory that is there.
  ///
  /// - Parameters:
  ///   - rows: `m · n` finite numbers, one row after another; m may be 0.
  ///   - outputs: `m · K` numbers, overwritten; left as they are if the inputs are refused.
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
    let pass = m > Self.fewRows || layout.count <= Self.parametersInCache ? byRows : layerByLayer
    pass.threads = threads[min(Self.logarithm(m), threads.count - 1)]
    if let refused = pass.outputs(of: rows, m, into: &outputs) {
      throw .nonFinite(what: "Inputs", row: refused / inputs, column: refused % inputs, value: "\(rows[refused])")
    }
  }

  /// Outputs t for each row of inputs.
  ///
  /// - Parameter rows: `m × n`, finite; m may be 0.
  /// - Returns: `m × K`.
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
}
