/// `Float` or `Double`: a scalar with BLAS products and whole-buffer kernels.
///
/// Generic code never loops over elements; it calls these. The requirements are the engine's own business and may change.
public protocol BLASScalar: BinaryFloatingPoint, Codable, Sendable {
  /// c ← alpha · op(a) · op(b) + beta · c, row-major.
  static func _gemm(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Self, a: UnsafePointer<Self>, lda: Int32,
    b: UnsafePointer<Self>, ldb: Int32, beta: Self, c: UnsafeMutablePointer<Self>, ldc: Int32)

  /// Σ x y, added up in `Double`.
  static func _dot(_ count: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>) -> Double
  /// y ← y + alpha · x.
  static func _axpy(_ count: Int, _ alpha: Self, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)

  /// C ← A · B, or C + A · B, by the product kernels, where there are any: A(i, p) at a + i · aRow + p · aStep, B(p, j) at
  /// b + j / w · bPanel + p · bStep + j % w with w = ``_panelWidth``, C row-major.
  static func _product(
    m: Int, n: Int, k: Int, a: UnsafePointer<Self>, aRow: Int, aStep: Int, b: UnsafePointer<Self>, bStep: Int,
    bPanel: Int, c: UnsafeMutablePointer<Self>, cRow: Int, adding: Bool)
  /// Columns of a panel of B.
  static var _panelWidth: Int { get }
  /// out[c · outStride + r] ← x(r, c); with the product kernels only.
  static func _transpose(_ x: _Rows<Self>, into out: UnsafeMutablePointer<Self>, outStride: Int)

  /// a ← σ(z); `a` may be `z`.
  static func _activate(_ function: _Elementwise, _ z: _Rows<Self>, into a: _Rows<Self>)
  /// δ ← δ ⊙ σ′, read from a or from z as ``_Elementwise/slopeNeedsLogits`` says.
  static func _multiplyBySlope(_ function: _Elementwise, from source: _Rows<Self>, _ delta: _Rows<Self>)
  /// Row r of `out` ← row rows[r] of the table at x, which has as many columns.
  static func _gather(_ rows: UnsafeBufferPointer<Int>, from x: UnsafePointer<Self>, into out: _Rows<Self>)
  /// out[c · stride] ← Σ x(r, c) over the rows.
  static func _columnSums(_ x: _Rows<Self>, into out: UnsafeMutablePointer<Self>, stride: Int)
  /// y ← x ⊙ y.
  static func _multiply(_ x: _Rows<Self>, into y: _Rows<Self>)
  /// Each row becomes its softmax.
  static func _softmax(_ z: _Rows<Self>)
  /// δ ← t ⊙ (δ − ⟨δ, t⟩) row by row: ∂D/∂t becomes ∂D/∂z.
  static func _softmaxJacobian(_ t: _Rows<Self>, _ delta: _Rows<Self>)
  /// t₁ ← z₁, tₖ ← tₖ₋₁ + ln(1 + e^zₖ) row by row.
  static func _increasing(_ z: _Rows<Self>, into t: _Rows<Self>)
  /// δₖ ← logistic(zₖ) Σ δⱼ over j ≥ k, δ₁ ← Σ δⱼ row by row: ∂D/∂t becomes ∂D/∂z.
  static func _increasingJacobian(_ z: _Rows<Self>, _ delta: _Rows<Self>)

  /// Σ loss; `gradient` ← scale · ∂loss/∂t unless nil.
  static func _loss(
    _ loss: _ElementwiseLoss, _ t: _Rows<Self>, _ y: _Rows<Self>, scale: Self, gradient: _Rows<Self>?
  ) -> Double
  /// Σ cross-entropy from logits; z becomes t = softmax(z), `delta` ← scale · (t Σy − y) unless nil.
  static func _softmaxCrossEntropy(_ z: _Rows<Self>, _ y: _Rows<Self>, scale: Self, delta: _Rows<Self>?) -> Double
  /// Σ binary cross-entropy from logits; z becomes t = logistic(z), `delta` ← scale · (t − y) unless nil.
  static func _logisticCrossEntropy(_ z: _Rows<Self>, _ y: _Rows<Self>, scale: Self, delta: _Rows<Self>?) -> Double
  /// The same with a weight of y for each column.
  static func _weightedCrossEntropy(
    _ weights: [Double], _ z: _Rows<Self>, _ y: _Rows<Self>, scale: Self, delta: _Rows<Self>?
  ) -> Double
  /// Σ (t − y z); z becomes t = eᶻ, `delta` ← scale · (t − y) unless nil.
  static func _poisson(_ z: _Rows<Self>, _ y: _Rows<Self>, scale: Self, delta: _Rows<Self>?) -> Double
  /// ½ Σ (s + (μ − y)² e⁻ˢ) for z = (μ, s), twice as many columns as y has; s becomes eˢ, `delta` ← scale · ∂/∂z unless nil.
  static func _gaussian(_ z: _Rows<Self>, _ y: _Rows<Self>, scale: Self, delta: _Rows<Self>?) -> Double
  /// Σ (y − t)(q − [y < t]) over the levels q, the columns of t, for one column of y; `gradient` ← scale · ∂/∂t unless nil.
  static func _quantile(
    _ levels: [Double], _ t: _Rows<Self>, _ y: _Rows<Self>, scale: Self, gradient: _Rows<Self>?
  ) -> Double

  /// Σ θ² and Σ |θ|.
  static func _penalty(_ theta: _Rows<Self>) -> (squares: Double, magnitudes: Double)
  /// g ← g + l2 · θ + l1 · sign(θ).
  static func _addPenaltyGradient(l2: Self, l1: Self, _ theta: _Rows<Self>, to gradient: _Rows<Self>)

  /// θ ← θ − rate · g.
  static func _sgd(rate: Self, count: Int, gradient: UnsafePointer<Self>, parameters: UnsafeMutablePointer<Self>)
  /// v ← momentum · v + g, then θ ← θ − rate · v, or − rate · (g + momentum · v) with `nesterov`.
  static func _momentum(
    rate: Self, momentum: Self, nesterov: Bool, count: Int, gradient: UnsafePointer<Self>,
    velocity: UnsafeMutablePointer<Self>, parameters: UnsafeMutablePointer<Self>)
  /// Adam and its kin, the bias corrections in the steps and `scale`; see `ff_adam` in CKernels.h.
  static func _adam(
    momentStep: Self, gradientStep: Self, beta1: Self, beta2: Self, scale: Self, epsilon: Self, decay: Self, count: Int,
    gradient: UnsafePointer<Self>, m: UnsafeMutablePointer<Self>, v: UnsafeMutablePointer<Self>,
    parameters: UnsafeMutablePointer<Self>)
  /// s ← decay · s + gain · g², then θ ← θ − rate · g / (√s + epsilon).
  static func _rootMeanSquare(
    rate: Self, decay: Self, gain: Self, epsilon: Self, count: Int, gradient: UnsafePointer<Self>,
    s: UnsafeMutablePointer<Self>, parameters: UnsafeMutablePointer<Self>)
  /// θ ← θ − (decay · θ + rate · sign(beta1 · m + (1 − beta1) · g)), then m ← beta2 · m + (1 − beta2) · g.
  static func _lion(
    rate: Self, beta1: Self, beta2: Self, decay: Self, count: Int, gradient: UnsafePointer<Self>,
    m: UnsafeMutablePointer<Self>, parameters: UnsafeMutablePointer<Self>)
  /// x ← x, moved into −limit … limit.
  static func _clip(_ x: UnsafeMutableBufferPointer<Self>, to limit: Self)
  /// x ← factor · x.
  static func _scale(_ x: UnsafeMutableBufferPointer<Self>, by factor: Self)

  /// Rprop: step sizes grow or shrink by the signs of the gradient and the one before; θ moves by them; see `Rprop`.
  static func _rprop(
    _ turn: _RpropTurn, increase: Self, decrease: Self, smallest: Self, largest: Self, count: Int,
    gradient: UnsafePointer<Self>, previous: UnsafeMutablePointer<Self>, sizes: UnsafeMutablePointer<Self>,
    parameters: UnsafeMutablePointer<Self>)

  /// A row of the mask for each row number: 0 with the probability `rate`, else 1 / (1 − rate).
  static func _dropout(
    _ words: _PhiloxWords, rate: Double, _ rowNumbers: UnsafePointer<UInt32>, into mask: _Rows<Self>)

  /// Index of the first NaN or infinity, or −1.
  static func _firstNonFinite(_ x: UnsafeBufferPointer<Self>) -> Int
  /// How many rows of t say the same as those of y, by the largest column or, with a threshold, by each column's side of it.
  static func _countAgreement(_ t: _Rows<Self>, _ y: _Rows<Self>, threshold: Self?) -> Int
  /// sums[k] += Σ (t − y)² over column k.
  static func _addSquaredResiduals(_ t: _Rows<Self>, _ y: _Rows<Self>, to sums: UnsafeMutablePointer<Double>)
}

/// A strided matrix as the C kernels take it.
public struct _Rows<Scalar: BLASScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let rows: Int
  let columns: Int
  let stride: Int
}

extension MatrixView {
  var asRows: _Rows<Scalar> {
    precondition(!isTransposed, "\(shape) is transposed; element-wise work reads it as it stands in memory")
    return _Rows(base: base, rows: rows, columns: columns, stride: stride)
  }
}
