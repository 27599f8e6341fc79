// Documented in CKernels.h.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import CKernels

/// The kernels of one scalar type: the list of CKernels.h, whose functions are the witnesses, and what BLAS has for it.
///
/// The engine's own business; it may change.
public protocol _KernelList<Scalar> {
  associatedtype Scalar
  typealias Input = UnsafePointer<Scalar>
  typealias Output = UnsafeMutablePointer<Scalar>

  static func activate(
    _ f: ActivationCode, _ alpha: Scalar, _ rows: Int, _ columns: Int, _ z: Input, _ zStride: Int, _ a: Output,
    _ aStride: Int)
  static func multiplyBySlope(
    _ f: ActivationCode, _ alpha: Scalar, _ rows: Int, _ columns: Int, _ source: Input, _ sourceStride: Int,
    _ delta: Output, _ deltaStride: Int)
  static func softmax(_ rows: Int, _ columns: Int, _ z: Input, _ zStride: Int, _ t: Output, _ tStride: Int)
  static func softmaxJacobian(
    _ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ delta: Output, _ deltaStride: Int)
  static func increasing(_ rows: Int, _ columns: Int, _ z: Input, _ zStride: Int, _ t: Output, _ tStride: Int)
  static func increasingJacobian(
    _ rows: Int, _ columns: Int, _ z: Input, _ zStride: Int, _ delta: Output, _ deltaStride: Int)
  static func exp(_ n: Int, _ x: Input, _ out: Output)
  static func log(_ n: Int, _ x: Input, _ out: Output)

  static func loss(
    _ kind: LossCode, _ parameter: Scalar, _ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ y: Input,
    _ yStride: Int, _ scale: Scalar, _ gradient: Output?, _ gradientStride: Int
  ) -> Double
  static func quantile(
    _ levels: UnsafePointer<Double>, _ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ y: Input,
    _ yStride: Int, _ scale: Scalar, _ gradient: Output?, _ gradientStride: Int
  ) -> Double
  static func logitLoss(
    _ kind: LogitLossCode, _ weights: UnsafePointer<Double>?, _ rows: Int, _ columns: Int, _ z: Output, _ zStride: Int,
    _ y: Input, _ yStride: Int, _ scale: Scalar, _ delta: Output?, _ deltaStride: Int
  ) -> Double

  static func gatherRows(
    _ rows: Int, _ columns: Int, _ indices: UnsafePointer<Int>, _ x: Input, _ out: Output, _ outStride: Int)
  static func columnSums(_ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ out: Output, _ outStride: Int)
  static func columnDots(
    _ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ y: Input, _ yStride: Int, _ out: Output,
    _ outStride: Int)
  static func multiply(_ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ y: Output, _ yStride: Int)
  static func add(_ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ y: Output, _ yStride: Int)
  static func countSameArgmax(_ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ y: Input, _ yStride: Int)
    -> Int
  static func countSameSide(
    _ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ y: Input, _ yStride: Int, _ threshold: Scalar
  ) -> Int
  static func addSquaredResiduals(
    _ rows: Int, _ columns: Int, _ t: Input, _ tStride: Int, _ y: Input, _ yStride: Int,
    _ sums: UnsafeMutablePointer<Double>)
  static func dropout(
    _ stream: PhiloxStream, _ firstBlock: UInt32, _ first: Int, _ least: UInt32, _ scale: Scalar, _ rows: Int,
    _ columns: Int, _ rowNumbers: UnsafePointer<UInt32>, _ mask: Output, _ maskStride: Int)
  static func words(
    _ stream: PhiloxStream, _ firstBlock: UInt32, _ row: UInt32, _ out: UnsafeMutablePointer<UInt32>)
  static func firstNonfinite(_ n: Int, _ x: Input) -> Int

  static func penalty(
    _ rows: Int, _ columns: Int, _ theta: Input, _ thetaStride: Int, _ squares: UnsafeMutablePointer<Double>,
    _ magnitudes: UnsafeMutablePointer<Double>)
  static func addPenaltyGradient(
    _ rows: Int, _ columns: Int, _ l2: Scalar, _ l1: Scalar, _ theta: Input, _ thetaStride: Int, _ g: Output,
    _ gStride: Int)

  static func update(
    _ rule: UpdateCode, _ step: UnsafePointer<StepNumbers>, _ n: Int, _ g: Input, _ m: Output, _ v: Output,
    _ theta: Output)
  static func clip(_ n: Int, _ limit: Scalar, _ x: Output)
  static func multiplyBy(_ n: Int, _ factor: Scalar, _ x: Output)

  static func product(
    _ m: Int, _ n: Int, _ k: Int, _ a: Input, _ aRow: Int, _ aK: Int, _ b: Input, _ bK: Int, _ bPanel: Int, _ c: Output,
    _ cRow: Int, _ add: Int32)
  static func transpose(_ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ out: Output, _ outStride: Int)

  // These are in BLAS.swift.
  static func gemm(
    transposeA: Bool, transposeB: Bool, m: Int32, n: Int32, k: Int32, alpha: Scalar, a: Input, lda: Int32, b: Input,
    ldb: Int32, beta: Scalar, c: Output, ldc: Int32)
  static func dot(_ count: Int, _ x: Input, _ y: Input) -> Double
  static func axpy(_ count: Int, _ alpha: Scalar, _ x: Input, _ y: Output)
}

extension FloatKernels: _KernelList {}
extension DoubleKernels: _KernelList {}
