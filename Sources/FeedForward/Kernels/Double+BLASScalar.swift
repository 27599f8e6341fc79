// The requirements are documented in BLASScalar.swift.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import CKernels

extension Double: BLASScalar {
  public static func _product(
    m: Int, n: Int, k: Int, a: UnsafePointer<Double>, aRow: Int, aStep: Int, b: UnsafePointer<Double>, bStep: Int,
    bPanel: Int, c: UnsafeMutablePointer<Double>, cRow: Int, adding: Bool
  ) {
    ff_product_f64(m, n, k, a, aRow, aStep, b, bStep, bPanel, c, cRow, adding ? 1 : 0)
  }

  public static var _panelWidth: Int { Int(FF_PANEL_BYTES) / MemoryLayout<Double>.stride }

  public static func _transpose(_ x: _Rows<Double>, into out: UnsafeMutablePointer<Double>, outStride: Int) {
    ff_transpose_f64(x.rows, x.columns, x.base, x.stride, out, outStride)
  }

  public static func _activate(_ function: _Elementwise, _ z: _Rows<Double>, into a: _Rows<Double>) {
    ff_activate_f64(function.code, Double(function.alpha), z.rows, z.columns, z.base, z.stride, a.base, a.stride)
  }

  public static func _multiplyBySlope(_ function: _Elementwise, from source: _Rows<Double>, _ delta: _Rows<Double>) {
    ff_multiply_by_slope_f64(
      function.code, Double(function.alpha), delta.rows, delta.columns, source.base, source.stride, delta.base,
      delta.stride)
  }

  public static func _gather(
    _ rows: UnsafeBufferPointer<Int>, from x: UnsafePointer<Double>, into out: _Rows<Double>
  ) {
    ff_gather_rows_f64(rows.count, out.columns, rows.baseAddress, x, out.base, out.stride)
  }

  public static func _columnSums(_ x: _Rows<Double>, into out: UnsafeMutablePointer<Double>, stride: Int) {
    ff_column_sums_f64(x.rows, x.columns, x.base, x.stride, out, stride)
  }

  public static func _multiply(_ x: _Rows<Double>, into y: _Rows<Double>) {
    ff_multiply_f64(y.rows, y.columns, x.base, x.stride, y.base, y.stride)
  }

  public static func _softmax(_ z: _Rows<Double>) {
    ff_softmax_f64(z.rows, z.columns, z.base, z.stride, z.base, z.stride)
  }

  public static func _softmaxJacobian(_ t: _Rows<Double>, _ delta: _Rows<Double>) {
    ff_softmax_jacobian_f64(t.rows, t.columns, t.base, t.stride, delta.base, delta.stride)
  }

  public static func _increasing(_ z: _Rows<Double>, into t: _Rows<Double>) {
    ff_increasing_f64(t.rows, t.columns, z.base, z.stride, t.base, t.stride)
  }

  public static func _increasingJacobian(_ z: _Rows<Double>, _ delta: _Rows<Double>) {
    ff_increasing_jacobian_f64(delta.rows, delta.columns, z.base, z.stride, delta.base, delta.stride)
  }

  public static func _loss(
    _ loss: _ElementwiseLoss, _ t: _Rows<Double>, _ y: _Rows<Double>, scale: Double, gradient: _Rows<Double>?
  ) -> Double {
    ff_loss_f64(
      loss.code, Double(loss.parameter), t.rows, t.columns, t.base, t.stride, y.base, y.stride, scale, gradient?.base,
      gradient?.stride ?? 0)
  }

  public static func _softmaxCrossEntropy(
    _ z: _Rows<Double>, _ y: _Rows<Double>, scale: Double, delta: _Rows<Double>?
  ) -> Double {
    ff_softmax_cross_entropy_f64(
      z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _logisticCrossEntropy(
    _ z: _Rows<Double>, _ y: _Rows<Double>, scale: Double, delta: _Rows<Double>?
  ) -> Double {
    ff_logistic_cross_entropy_f64(
      z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _weightedCrossEntropy(
    _ weights: [Double], _ z: _Rows<Double>, _ y: _Rows<Double>, scale: Double, delta: _Rows<Double>?
  ) -> Double {
    ff_weighted_cross_entropy_f64(
      weights, z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _poisson(_ z: _Rows<Double>, _ y: _Rows<Double>, scale: Double, delta: _Rows<Double>?) -> Double {
    ff_poisson_f64(z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _gaussian(_ z: _Rows<Double>, _ y: _Rows<Double>, scale: Double, delta: _Rows<Double>?) -> Double {
    ff_gaussian_f64(y.rows, y.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _quantile(
    _ levels: [Double], _ t: _Rows<Double>, _ y: _Rows<Double>, scale: Double, gradient: _Rows<Double>?
  ) -> Double {
    ff_quantile_f64(
      levels, t.rows, t.columns, t.base, t.stride, y.base, y.stride, scale, gradient?.base, gradient?.stride ?? 0)
  }

  public static func _penalty(_ theta: _Rows<Double>) -> (squares: Double, magnitudes: Double) {
    var sums = (squares: 0.0, magnitudes: 0.0)
    ff_penalty_f64(theta.rows, theta.columns, theta.base, theta.stride, &sums.squares, &sums.magnitudes)
    return sums
  }

  public static func _addPenaltyGradient(l2: Double, l1: Double, _ theta: _Rows<Double>, to gradient: _Rows<Double>) {
    ff_add_penalty_gradient_f64(
      theta.rows, theta.columns, l2, l1, theta.base, theta.stride, gradient.base, gradient.stride)
  }

  public static func _sgd(
    rate: Double, count: Int, gradient: UnsafePointer<Double>, parameters: UnsafeMutablePointer<Double>
  ) {
    ff_sgd_f64(count, rate, gradient, parameters)
  }

  public static func _momentum(
    rate: Double, momentum: Double, nesterov: Bool, count: Int, gradient: UnsafePointer<Double>,
    velocity: UnsafeMutablePointer<Double>, parameters: UnsafeMutablePointer<Double>
  ) {
    ff_momentum_f64(count, rate, momentum, nesterov ? 1 : 0, gradient, velocity, parameters)
  }

  public static func _adam(
    momentStep: Double, gradientStep: Double, beta1: Double, beta2: Double, scale: Double, epsilon: Double,
    decay: Double, count: Int,
    gradient: UnsafePointer<Double>, m: UnsafeMutablePointer<Double>, v: UnsafeMutablePointer<Double>,
    parameters: UnsafeMutablePointer<Double>
  ) {
    ff_adam_f64(
      count, momentStep, gradientStep, beta1, beta2, scale, epsilon, decay, gradient, m, v, parameters)
  }

  public static func _rootMeanSquare(
    rate: Double, decay: Double, gain: Double, epsilon: Double, count: Int, gradient: UnsafePointer<Double>,
    s: UnsafeMutablePointer<Double>, parameters: UnsafeMutablePointer<Double>
  ) {
    ff_root_mean_square_f64(count, rate, decay, gain, epsilon, gradient, s, parameters)
  }

  public static func _lion(
    rate: Double, beta1: Double, beta2: Double, decay: Double, count: Int, gradient: UnsafePointer<Double>,
    m: UnsafeMutablePointer<Double>, parameters: UnsafeMutablePointer<Double>
  ) {
    ff_lion_f64(count, rate, beta1, beta2, decay, gradient, m, parameters)
  }

  public static func _clip(_ x: UnsafeMutableBufferPointer<Double>, to limit: Double) {
    ff_clip_f64(x.count, limit, x.baseAddress)
  }

  public static func _scale(_ x: UnsafeMutableBufferPointer<Double>, by factor: Double) {
    ff_multiply_by_f64(x.count, factor, x.baseAddress)
  }

  public static func _rprop(
    _ turn: _RpropTurn, increase: Double, decrease: Double, smallest: Double, largest: Double, count: Int,
    gradient: UnsafePointer<Double>, previous: UnsafeMutablePointer<Double>, sizes: UnsafeMutablePointer<Double>,
    parameters: UnsafeMutablePointer<Double>
  ) {
    ff_rprop_f64(count, turn.code, increase, decrease, smallest, largest, gradient, previous, sizes, parameters)
  }

  public static func _dropout(
    _ words: _PhiloxWords, rate: Double, _ rowNumbers: UnsafePointer<UInt32>, into mask: _Rows<Double>
  ) {
    ff_dropout_f64(
      words.stream, words.firstBlock, words.first, words.least(rate), Double(1 / (1 - rate)), mask.rows, mask.columns,
      rowNumbers, mask.base, mask.stride)
  }

  public static func _firstNonFinite(_ x: UnsafeBufferPointer<Double>) -> Int {
    x.baseAddress.map { ff_first_nonfinite_f64(x.count, $0) } ?? -1
  }

  public static func _countAgreement(_ t: _Rows<Double>, _ y: _Rows<Double>, threshold: Double?) -> Int {
    if let threshold {
      ff_count_same_side_f64(t.rows, t.columns, t.base, t.stride, y.base, y.stride, threshold)
    } else {
      ff_count_same_argmax_f64(t.rows, t.columns, t.base, t.stride, y.base, y.stride)
    }
  }

  public static func _addSquaredResiduals(_ t: _Rows<Double>, _ y: _Rows<Double>, to sums: UnsafeMutablePointer<Double>)
  {
    ff_add_squared_residuals_f64(t.rows, t.columns, t.base, t.stride, y.base, y.stride, sums)
  }
}
