/// Neurons whose parameters one task moves.
struct Slab {
  let layer: Int
  let neurons: Range<Int>

  /// Where its parameters begin in θ.
  func start(in layout: ParameterLayout) -> Int {
    layout.offsets[layer] + neurons.lowerBound * (layout.sizes[layer] + 1)
  }

  /// Slabs of a multiple of 16 neurons: about 16 a layer, but none smaller than a task should be, and none whose
  /// gradient fills more than a quarter of a second-level cache unless A itself fills all of it.
  static func all(of layout: ParameterLayout, rows: Int) -> [Slab] {
    (0..<layout.layers).flatMap { l in
      let (inputs, neurons) = (layout.sizes[l] + 1, layout.sizes[l + 1])
      let least = max(32, roundedTo16(131_072 / (rows * inputs)))
      let most = max(rows * inputs > 262_144 ? 48 : 32, 65_536 / inputs / 16 * 16)
      let size = max(least, min(most, roundedTo16(neurons / 16)))
      return stride(from: 0, to: neurons, by: size).map { Slab(layer: l, neurons: $0..<min(neurons, $0 + size)) }
    }
  }

  private static func roundedTo16(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
