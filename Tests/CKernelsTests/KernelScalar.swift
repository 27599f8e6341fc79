import CKernels

/// `Float` and `Double` with the kernels of each, so that one test checks both.
protocol KernelScalar: BinaryFloatingPoint {
  typealias Input = UnsafePointer<Self>?
  typealias Output = UnsafeMutablePointer<Self>?

  static var activate: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void { get }
  static var multiplyBySlope: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void { get }
  static var softmax: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var softmaxJacobian: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var logSumExp: (Int, Int, Input, Int, Output) -> Void { get }
  static var loss: (ff_loss, Self, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var softmaxCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var logisticCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var weightedCrossEntropy:
    (UnsafePointer<Double>?, Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double
  { get }
  static var poisson: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var gaussian: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var increasing: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var increasingJacobian: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var quantile: (UnsafePointer<Double>?, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double { get }
  static var sgd: (Int, Self, Input, Output) -> Void { get }
  static var momentum: (Int, Self, Self, Int32, Input, Output, Output) -> Void { get }
  static var adam: (Int, Self, Self, Self, Self, Self, Self, Self, Input, Output, Output, Output) -> Void
  { get }
  static var rootMeanSquare: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { get }
  static var lion: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { get }
  static var clip: (Int, Self, Output) -> Void { get }
  static var scale: (Int, Self, Output) -> Void { get }
  static var rprop: (Int, ff_rprop, Self, Self, Self, Self, Input, Output, Output, Output) -> Void { get }
  static var penalty: (Int, Int, Input, Int, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void
  { get }
  static var addPenaltyGradient: (Int, Int, Self, Self, Input, Int, Output, Int) -> Void { get }
  static var firstNonfinite: (Int, Input) -> Int { get }
  static var columnSums: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var countSameArgmax: (Int, Int, Input, Int, Input, Int) -> Int { get }
  static var gatherRows: (Int, Int, UnsafePointer<Int>?, Input, Output, Int) -> Void { get }
  static var product: (Int, Int, Int, Input, Int, Int, Input, Int, Int, Output, Int, Int32) -> Void { get }
  static var transpose: (Int, Int, Input, Int, Output, Int) -> Void { get }
  static var exp: (Int, Input, Output) -> Void { get }
  static var log: (Int, Input, Output) -> Void { get }
}

extension Float: KernelScalar {
  static var activate: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void { ff_activate_f32 }
  static var multiplyBySlope: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void {
    ff_multiply_by_slope_f32
  }
  static var softmax: (Int, Int, Input, Int, Output, Int) -> Void { ff_softmax_f32 }
  static var softmaxJacobian: (Int, Int, Input, Int, Output, Int) -> Void { ff_softmax_jacobian_f32 }
  static var logSumExp: (Int, Int, Input, Int, Output) -> Void { ff_log_sum_exp_f32 }
  static var loss: (ff_loss, Self, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double { ff_loss_f32 }
  static var softmaxCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double {
    ff_softmax_cross_entropy_f32
  }
  static var logisticCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double {
    ff_logistic_cross_entropy_f32
  }
  static var weightedCrossEntropy:
    (UnsafePointer<Double>?, Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double
  { ff_weighted_cross_entropy_f32 }
  static var poisson: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { ff_poisson_f32 }
  static var gaussian: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { ff_gaussian_f32 }
  static var increasing: (Int, Int, Input, Int, Output, Int) -> Void { ff_increasing_f32 }
  static var increasingJacobian: (Int, Int, Input, Int, Output, Int) -> Void { ff_increasing_jacobian_f32 }
  static var quantile: (UnsafePointer<Double>?, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double {
    ff_quantile_f32
  }
  static var sgd: (Int, Self, Input, Output) -> Void { ff_sgd_f32 }
  static var momentum: (Int, Self, Self, Int32, Input, Output, Output) -> Void { ff_momentum_f32 }
  static var adam: (Int, Self, Self, Self, Self, Self, Self, Self, Input, Output, Output, Output) -> Void {
    ff_adam_f32
  }
  static var rootMeanSquare: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { ff_root_mean_square_f32 }
  static var lion: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { ff_lion_f32 }
  static var clip: (Int, Self, Output) -> Void { ff_clip_f32 }
  static var scale: (Int, Self, Output) -> Void { ff_multiply_by_f32 }
  static var rprop: (Int, ff_rprop, Self, Self, Self, Self, Input, Output, Output, Output) -> Void { ff_rprop_f32 }
  static var penalty: (Int, Int, Input, Int, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void {
    ff_penalty_f32
  }
  static var addPenaltyGradient: (Int, Int, Self, Self, Input, Int, Output, Int) -> Void {
    ff_add_penalty_gradient_f32
  }
  static var firstNonfinite: (Int, Input) -> Int { ff_first_nonfinite_f32 }
  static var columnSums: (Int, Int, Input, Int, Output, Int) -> Void { ff_column_sums_f32 }
  static var countSameArgmax: (Int, Int, Input, Int, Input, Int) -> Int { ff_count_same_argmax_f32 }
  static var gatherRows: (Int, Int, UnsafePointer<Int>?, Input, Output, Int) -> Void { ff_gather_rows_f32 }
  static var product: (Int, Int, Int, Input, Int, Int, Input, Int, Int, Output, Int, Int32) -> Void { ff_product_f32 }
  static var transpose: (Int, Int, Input, Int, Output, Int) -> Void { ff_transpose_f32 }
  static var exp: (Int, Input, Output) -> Void { ff_exp_f32 }
  static var log: (Int, Input, Output) -> Void { ff_log_f32 }
}

extension Double: KernelScalar {
  static var activate: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void { ff_activate_f64 }
  static var multiplyBySlope: (ff_activation, Self, Int, Int, Input, Int, Output, Int) -> Void {
    ff_multiply_by_slope_f64
  }
  static var softmax: (Int, Int, Input, Int, Output, Int) -> Void { ff_softmax_f64 }
  static var softmaxJacobian: (Int, Int, Input, Int, Output, Int) -> Void { ff_softmax_jacobian_f64 }
  static var logSumExp: (Int, Int, Input, Int, Output) -> Void { ff_log_sum_exp_f64 }
  static var loss: (ff_loss, Self, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double { ff_loss_f64 }
  static var softmaxCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double {
    ff_softmax_cross_entropy_f64
  }
  static var logisticCrossEntropy: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double {
    ff_logistic_cross_entropy_f64
  }
  static var weightedCrossEntropy:
    (UnsafePointer<Double>?, Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double
  { ff_weighted_cross_entropy_f64 }
  static var poisson: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { ff_poisson_f64 }
  static var gaussian: (Int, Int, Output, Int, Input, Int, Self, Output, Int) -> Double { ff_gaussian_f64 }
  static var increasing: (Int, Int, Input, Int, Output, Int) -> Void { ff_increasing_f64 }
  static var increasingJacobian: (Int, Int, Input, Int, Output, Int) -> Void { ff_increasing_jacobian_f64 }
  static var quantile: (UnsafePointer<Double>?, Int, Int, Input, Int, Input, Int, Self, Output, Int) -> Double {
    ff_quantile_f64
  }
  static var sgd: (Int, Self, Input, Output) -> Void { ff_sgd_f64 }
  static var momentum: (Int, Self, Self, Int32, Input, Output, Output) -> Void { ff_momentum_f64 }
  static var adam: (Int, Self, Self, Self, Self, Self, Self, Self, Input, Output, Output, Output) -> Void {
    ff_adam_f64
  }
  static var rootMeanSquare: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { ff_root_mean_square_f64 }
  static var lion: (Int, Self, Self, Self, Self, Input, Output, Output) -> Void { ff_lion_f64 }
  static var clip: (Int, Self, Output) -> Void { ff_clip_f64 }
  static var scale: (Int, Self, Output) -> Void { ff_multiply_by_f64 }
  static var rprop: (Int, ff_rprop, Self, Self, Self, Self, Input, Output, Output, Output) -> Void { ff_rprop_f64 }
  static var penalty: (Int, Int, Input, Int, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> Void {
    ff_penalty_f64
  }
  static var addPenaltyGradient: (Int, Int, Self, Self, Input, Int, Output, Int) -> Void {
    ff_add_penalty_gradient_f64
  }
  static var firstNonfinite: (Int, Input) -> Int { ff_first_nonfinite_f64 }
  static var columnSums: (Int, Int, Input, Int, Output, Int) -> Void { ff_column_sums_f64 }
  static var countSameArgmax: (Int, Int, Input, Int, Input, Int) -> Int { ff_count_same_argmax_f64 }
  static var gatherRows: (Int, Int, UnsafePointer<Int>?, Input, Output, Int) -> Void { ff_gather_rows_f64 }
  static var product: (Int, Int, Int, Input, Int, Int, Input, Int, Int, Output, Int, Int32) -> Void { ff_product_f64 }
  static var transpose: (Int, Int, Input, Int, Output, Int) -> Void { ff_transpose_f64 }
  static var exp: (Int, Input, Output) -> Void { ff_exp_f64 }
  static var log: (Int, Input, Output) -> Void { ff_log_f64 }
}
