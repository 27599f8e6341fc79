// The requirements are documented in BLASScalar.swift.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import CKernels

extension Float: BLASScalar {
  public static func _product(
    m: Int, n: Int, k: Int, a: UnsafePointer<Float>, aRow: Int, aStep: Int, b: UnsafePointer<Float>, bStep: Int,
    bPanel: Int, c: UnsafeMutablePointer<Float>, cRow: Int, adding: Bool
  ) {
    ff_product_f32(m, n, k, a, aRow, aStep, b, bStep, bPanel, c, cRow, adding ? 1 : 0)
  }

  public static var _panelWidth: Int { Int(FF_PANEL_BYTES) / MemoryLayout<Float>.stride }

  public static func _transpose(_ x: _Rows<Float>, into out: UnsafeMutablePointer<Float>, outStride: Int) {
    ff_transpose_f32(x.rows, x.columns, x.base, x.stride, out, outStride)
  }

  public static func _activate(_ function: _Elementwise, _ z: _Rows<Float>, into a: _Rows<Float>) {
    ff_activate_f32(function.code, Float(function.alpha), z.rows, z.columns, z.base, z.stride, a.base, a.stride)
  }

  public static func _multiplyBySlope(_ function: _Elementwise, from source: _Rows<Float>, _ delta: _Rows<Float>) {
    ff_multiply_by_slope_f32(
      function.code, Float(function.alpha), delta.rows, delta.columns, source.base, source.stride, delta.base,
      delta.stride)
  }

  public static func _gather(
    _ rows: UnsafeBufferPointer<Int>, from x: UnsafePointer<Float>, into out: _Rows<Float>
  ) {
    ff_gather_rows_f32(rows.count, out.columns, rows.baseAddress, x, out.base, out.stride)
  }

  public static func _columnSums(_ x: _Rows<Float>, into out: UnsafeMutablePointer<Float>, stride: Int) {
    ff_column_sums_f32(x.rows, x.columns, x.base, x.stride, out, stride)
  }

  public static func _multiply(_ x: _Rows<Float>, into y: _Rows<Float>) {
    ff_multiply_f32(y.rows, y.columns, x.base, x.stride, y.base, y.stride)
  }

  public static func _softmax(_ z: _Rows<Float>) {
    ff_softmax_f32(z.rows, z.columns, z.base, z.stride, z.base, z.stride)
  }

  public static func _softmaxJacobian(_ t: _Rows<Float>, _ delta: _Rows<Float>) {
    ff_softmax_jacobian_f32(t.rows, t.columns, t.base, t.stride, delta.base, delta.stride)
  }

  public static func _increasing(_ z: _Rows<Float>, into t: _Rows<Float>) {
    ff_increasing_f32(t.rows, t.columns, z.base, z.stride, t.base, t.stride)
  }

  public static func _increasingJacobian(_ z: _Rows<Float>, _ delta: _Rows<Float>) {
    ff_increasing_jacobian_f32(delta.rows, delta.columns, z.base, z.stride, delta.base, delta.stride)
  }

  public static func _loss(
    _ loss: _ElementwiseLoss, _ t: _Rows<Float>, _ y: _Rows<Float>, scale: Float, gradient: _Rows<Float>?
  ) -> Double {
    ff_loss_f32(
      loss.code, Float(loss.parameter), t.rows, t.columns, t.base, t.stride, y.base, y.stride, scale, gradient?.base,
      gradient?.stride ?? 0)
  }

  public static func _softmaxCrossEntropy(
    _ z: _Rows<Float>, _ y: _Rows<Float>, scale: Float, delta: _Rows<Float>?
  ) -> Double {
    ff_softmax_cross_entropy_f32(
      z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _logisticCrossEntropy(
    _ z: _Rows<Float>, _ y: _Rows<Float>, scale: Float, delta: _Rows<Float>?
  ) -> Double {
    ff_logistic_cross_entropy_f32(
      z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _weightedCrossEntropy(
    _ weights: [Double], _ z: _Rows<Float>, _ y: _Rows<Float>, scale: Float, delta: _Rows<Float>?
  ) -> Double {
    ff_weighted_cross_entropy_f32(
      weights, z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _poisson(_ z: _Rows<Float>, _ y: _Rows<Float>, scale: Float, delta: _Rows<Float>?) -> Double {
    ff_poisson_f32(z.rows, z.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _gaussian(_ z: _Rows<Float>, _ y: _Rows<Float>, scale: Float, delta: _Rows<Float>?) -> Double {
    ff_gaussian_f32(y.rows, y.columns, z.base, z.stride, y.base, y.stride, scale, delta?.base, delta?.stride ?? 0)
  }

  public static func _quantile(
    _ levels: [Double], _ t: _Rows<Float>, _ y: _Rows<Float>, scale: Float, gradient: _Rows<Float>?
  ) -> Double {
    ff_quantile_f32(
      levels, t.rows, t.columns, t.base, t.stride, y.base, y.stride, scale, gradient?.base, gradient?.stride ?? 0)
  }

  public static func _penalty(_ theta: _Rows<Float>) -> (squares: Double, magnitudes: Double) {
    var sums = (squares: 0.0, magnitudes: 0.0)
    ff_penalty_f32(theta.rows, theta.columns, theta.base, theta.stride, &sums.squares, &sums.magnitudes)
    return sums
  }

  public static func _addPenaltyGradient(l2: Float, l1: Float, _ theta: _Rows<Float>, to gradient: _Rows<Float>) {
    ff_add_penalty_gradient_f32(
      theta.rows, theta.columns, l2, l1, theta.base, theta.stride, gradient.base, gradient.stride)
  }

  public static func _sgd(
    rate: Float, count: Int, gradient: UnsafePointer<Float>, parameters: UnsafeMutablePointer<Float>
  ) {
    ff_sgd_f32(count, rate, gradient, parameters)
  }

  public static func _momentum(
    rate: Float, momentum: Float, nesterov: Bool, count: Int, gradient: UnsafePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, parameters: UnsafeMutablePointer<Float>
  ) {
    ff_momentum_f32(count, rate, momentum, nesterov ? 1 : 0, gradient, velocity, parameters)
  }

  public static func _adam(
    momentStep: Float, gradientStep: Float, beta1: Float, beta2: Float, scale: Float, epsilon: Float, decay: Float,
    count: Int,
    gradient: UnsafePointer<Float>, m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>,
    parameters: UnsafeMutablePointer<Float>
  ) {
    ff_adam_f32(
      count, momentStep, gradientStep, beta1, beta2, scale, epsilon, decay, gradient, m, v, parameters)
  }

  public static func _rootMeanSquare(
    rate: Float, decay: Float, gain: Float, epsilon: Float, count: Int, gradient: UnsafePointer<Float>,
    s: UnsafeMutablePointer<Float>, parameters: UnsafeMutablePointer<Float>
  ) {
    ff_root_mean_square_f32(count, rate, decay, gain, epsilon, gradient, s, parameters)
  }

  public static func _lion(
    rate: Float, beta1: Float, beta2: Float, decay: Float, count: Int, gradient: UnsafePointer<Float>,
    m: UnsafeMutablePointer<Float>, parameters: UnsafeMutablePointer<Float>
  ) {
    ff_lion_f32(count, rate, beta1, beta2, decay, gradient, m, parameters)
  }

  public static func _clip(_ x: UnsafeMutableBufferPointer<Float>, to limit: Float) {
    ff_clip_f32(x.count, limit, x.baseAddress)
  }

  public static func _scale(_ x: UnsafeMutableBufferPointer<Float>, by factor: Float) {
    ff_multiply_by_f32(x.count, factor, x.baseAddress)
  }

  public static func _rprop(
    _ turn: _RpropTurn, increase: Float, decrease: Float, smallest: Float, largest: Float, count: Int,
    gradient: UnsafePointer<Float>, previous: UnsafeMutablePointer<Float>, sizes: UnsafeMutablePointer<Float>,
    parameters: UnsafeMutablePointer<Float>
  ) {
    ff_rprop_f32(count, turn.code, increase, decrease, smallest, largest, gradient, previous, sizes, parameters)
  }

  public static func _dropout(
    _ words: _PhiloxWords, rate: Double, _ rowNumbers: UnsafePointer<UInt32>, into mask: _Rows<Float>
  ) {
    ff_dropout_f32(
      words.stream, words.firstBlock, words.first, words.least(rate), Float(1 / (1 - rate)), mask.rows, mask.columns,
      rowNumbers, mask.base, mask.stride)
  }

  public static func _firstNonFinite(_ x: UnsafeBufferPointer<Float>) -> Int {
    x.baseAddress.map { ff_first_nonfinite_f32(x.count, $0) } ?? -1
  }

  public static func _countAgreement(_ t: _Rows<Float>, _ y: _Rows<Float>, threshold: Float?) -> Int {
    if let threshold {
      ff_count_same_side_f32(t.rows, t.columns, t.base, t.stride, y.base, y.stride, threshold)
    } else {
      ff_count_same_argmax_f32(t.rows, t.columns, t.base, t.stride, y.base, y.stride)
    }
  }

  public static func _addSquaredResiduals(_ t: _Rows<Float>, _ y: _Rows<Float>, to sums: UnsafeMutablePointer<Double>) {
    ff_add_squared_residuals_f32(t.rows, t.columns, t.base, t.stride, y.base, y.stride, sums)
  }
}
