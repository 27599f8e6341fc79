/// Where each layer's Θ stands in the flat vector θ.
struct ParameterLayout: Sendable, Equatable {
  /// s₀ = n, s₁, …, s_L = K
  let sizes: [Int]
  /// Start of Θˡ in θ, and the length of θ at the end.
  let offsets: [Int]

  var layers: Int { sizes.count - 1 }
  var count: Int { offsets[layers] }

  init(sizes: [Int]) throws(FeedForwardError) {
    var offsets = [0]
    for l in 0..<sizes.count - 1 {
      let (sum, overflow) = offsets[l].addingReportingOverflow(try product(sizes[l + 1], sizes[l] + 1))
      guard !overflow else {
        throw .wrongShape(what: "The parameters", found: "layers \(sizes)", expected: "at most \(Int.max) in all")
      }
      offsets.append(sum)
    }
    self.sizes = sizes
    self.offsets = offsets
  }

  /// Θˡ, s_{ℓ+1} × (s_ℓ + 1), in a flat vector θ.
  func theta<Scalar>(_ l: Int, in theta: Vector<Scalar>) -> MatrixView<Scalar> {
    MatrixView(base: theta.base + offsets[l], rows: sizes[l + 1], columns: sizes[l] + 1, stride: sizes[l] + 1)
  }
}

/// All parameters of a network as one flat vector θ: Θ⁰, Θ¹, …, each row-major, one neuron a row, its bias first.
///
/// Gradients, the state of optimizers and finite differences share this layout.
public struct ParameterVector<Scalar: BLASScalar>: Sendable, Equatable {
  /// θ.
  public internal(set) var elements: [Scalar]
  let layout: ParameterLayout

  /// Length of θ: Σ s_{ℓ+1} · (s_ℓ + 1).
  public var count: Int { elements.count }

  /// Which elements of θ are Θˡ.
  ///
  /// - Parameter layer: index into the network's `layers`; any other stops the program, as it does for an array.
  public func range(ofLayer layer: Int) -> Range<Int> {
    precondition(layer >= 0 && layer < layout.layers, "layer \(layer) of \(layout.layers)")
    return layout.offsets[layer]..<layout.offsets[layer + 1]
  }

  /// Θˡ, s_{ℓ+1} × (s_ℓ + 1): row j is neuron j, column 0 its bias. A copy, O(its size).
  ///
  /// - Parameter layer: index into the network's `layers`; any other stops the program, as it does for an array.
  public func theta(_ layer: Int) -> Matrix<Scalar> {
    Matrix(
      unchecked: Array(elements[range(ofLayer: layer)]), rows: layout.sizes[layer + 1], columns: layout.sizes[layer] + 1
    )
  }

  mutating func setTheta(_ layer: Int, to theta: Matrix<Scalar>) throws(FeedForwardError) {
    let (rows, columns) = (layout.sizes[layer + 1], layout.sizes[layer] + 1)
    guard theta.rows == rows, theta.columns == columns else {
      throw .wrongShape(
        what: "Θ of layer \(layer + 1)", found: "\(theta.rows) × \(theta.columns)", expected: "\(rows) × \(columns)")
    }
    try theta.requireFinite("Θ of layer \(layer + 1)")
    elements.replaceSubrange(range(ofLayer: layer), with: theta.elements)
  }

  /// The layer, neuron and input (0 is the bias) that element `index` of θ belongs to.
  func coordinates(of index: Int) -> (layer: Int, neuron: Int, input: Int) {
    let layer = layout.offsets.lastIndex { $0 <= index } ?? 0
    let columns = layout.sizes[layer] + 1
    let within = index - layout.offsets[layer]
    return (layer, within / columns, within % columns)
  }
}
