import CKernels

/// `Float` or `Double`: a scalar with BLAS products and whole-buffer kernels.
///
/// Generic code never loops over elements; it calls kernels.
public protocol BLASScalar: BinaryFloatingPoint, BitwiseCopyable, Codable, Sendable {
  associatedtype _Kernels: _KernelList<Self>
}

extension Float: BLASScalar {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public typealias _Kernels = FloatKernels
}

extension Double: BLASScalar {
  // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
  public typealias _Kernels = DoubleKernels
}

extension BLASScalar {
  typealias Kernels = _Kernels

  /// Columns of a panel of the product kernels' right operand.
  static var panelWidth: Int { Int(FF_PANEL_BYTES) / MemoryLayout<Self>.stride }
}
