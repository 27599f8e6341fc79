extension ParameterLayout {
  /// Θˡ, s_{ℓ+1} × (s_ℓ + 1), in a flat vector that starts at `base`.
  func theta<Scalar>(_ l: Int, in base: UnsafeMutablePointer<Scalar>) -> MatrixView<Scalar> {
    MatrixView(base: base + offsets[l], rows: sizes[l + 1], columns: sizes[l] + 1, stride: sizes[l] + 1)
  }
}
