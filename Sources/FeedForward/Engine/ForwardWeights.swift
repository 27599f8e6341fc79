import CKernels

/// Θᵀ of every layer as the forward products read it: by the engine's own kernels a copy in panels, which has to be
/// refreshed when θ moves; by BLAS Θ itself, transposed.
final class ForwardWeights<Scalar: BLASScalar> {
  private enum Operands {
    case panels([Panels<Scalar>])
    case theta([MatrixView<Scalar>])
  }

  private let layout: ParameterLayout
  private let operands: Operands
  private let arena: Arena<Scalar>

  /// Follows θ, which must outlive this object.
  init(_ layout: ParameterLayout, following theta: Vector<Scalar>) throws(FeedForwardError) {
    self.layout = layout
    if ProductPath.current == .own {
      (operands, arena) = try Self.panels(layout)
      refresh(from: theta)
    } else {
      arena = try Arena(capacity: 0)
      operands = .theta((0..<layout.layers).map { [layout] in layout.theta($0, in: theta) })
    }
  }

  /// A copy that needs θ no longer.
  init(copying parameters: ParameterVector<Scalar>) throws(FeedForwardError) {
    layout = parameters.layout
    let elements = parameters.elements
    if ProductPath.current == .own {
      (operands, arena) = try Self.panels(layout)
      // Only read; to ask for it mutable would copy θ.
      elements.withUnsafeBufferPointer { theta in
        guard let base = theta.baseAddress else { return }
        refresh(from: Vector(base: UnsafeMutablePointer(mutating: base), count: theta.count))
      }
    } else {
      let arena = try Arena<Scalar>(capacity: Arena<Scalar>.rounded(layout.count))
      let theta = arena.vector(layout.count)
      theta.copy(elements)
      self.arena = arena
      operands = .theta((0..<layout.layers).map { [layout] in layout.theta($0, in: theta) })
    }
  }

  private static func panels(_ layout: ParameterLayout) throws(FeedForwardError) -> (Operands, Arena<Scalar>) {
    let sizes = layout.sizes
    var total = 0
    for l in 0..<layout.layers {
      total += Arena<Scalar>.rounded(try Panels<Scalar>.count(rows: sizes[l] + 1, columns: sizes[l + 1]))
    }
    let arena = try Arena<Scalar>(capacity: total)
    let panels = try (0..<layout.layers).map { (l) throws(FeedForwardError) in
      let (rows, columns) = (sizes[l] + 1, sizes[l + 1])
      return Panels(
        base: arena.take(try Panels<Scalar>.count(rows: rows, columns: columns)), rows: rows, columns: columns,
        width: Panels<Scalar>.width(columns: columns))
    }
    return (.panels(panels), arena)
  }

  /// z ← a · Θᵀ for some neurons of a layer; a range of neurons must begin with a panel.
  func multiply(_ a: MatrixView<Scalar>, layer l: Int, neurons: Range<Int>, into z: MatrixView<Scalar>) {
    switch operands {
    case .panels(let panels): gemm(a, panels[l].columns(neurons), into: z)
    case .theta(let theta): gemm(a, theta[l].rows(neurons).transposed, into: z, by: .blas)
    }
  }

  /// The same for a minibatch x without the column of ones, as the user's own tables are: no copy of x is needed.
  func multiply(withoutOnes x: MatrixView<Scalar>, neurons: Range<Int>, into z: MatrixView<Scalar>) {
    switch operands {
    case .panels(let panels):
      let panel = panels[0].columns(neurons)
      panel.copyRow(0, into: z.base)
      z.repeatFirstRow()
      gemm(x, panel, fromRow: 1, into: z, adding: true)
    case .theta(let theta):
      let part = theta[0].rows(neurons)
      for j in 0..<z.columns { z.base[j] = part.base[j * part.stride] }
      z.repeatFirstRow()
      gemm(x, part.columns(from: 1).transposed, into: z, adding: true, by: .blas)
    }
  }

  /// Takes over rows of Θˡ, those of the neurons in the range, that have moved.
  func refresh(layer l: Int, neurons: Range<Int>, from rows: MatrixView<Scalar>) {
    if case .panels(let panels) = operands { panels[l].setColumns(neurons, toTransposeOf: rows) }
  }

  /// Takes over all of θ.
  func refresh(from theta: Vector<Scalar>) {
    for l in 0..<layout.layers {
      refresh(layer: l, neurons: 0..<layout.sizes[l + 1], from: layout.theta(l, in: theta))
    }
  }
}
