import LibC

/// Masks of dropout and noise on inputs for a minibatch, and the room they take.
///
/// Every number comes from ``Philox`` at (seed, purpose, epoch, row of the data): the words of a row are those of its
/// units, layer after layer from the inputs on, each layer beginning with a block of four.
final class StepNoise<Scalar: BLASScalar> {
  private let settings: Noise
  private let seed: UInt64
  /// From 1.
  @exclusivity(unchecked) var epoch = 1
  /// What every p of dropout is multiplied with.
  @exclusivity(unchecked) var dropoutFactor = 1.0
  /// Of the layers 0 ..< L, those with a rate of 0 empty: 0 or 1 / (1 − p), and A before units were left out.
  private let masks: [MatrixView<Scalar>]
  private let whole: [MatrixView<Scalar>]
  private let firstBlocks: [UInt32]
  private let rowNumbers: UnsafeMutableBufferPointer<UInt32>
  private let arena: Arena<Scalar>

  /// nil if nothing is drawn.
  init?(_ settings: Noise, seed: UInt64, for network: FeedForwardNetwork<Scalar>, rows: Int) throws(FeedForwardError) {
    if settings.isDeterministic { return nil }
    let sizes = network.parameters.layout.sizes.dropLast()
    let columns = sizes.enumerated().map { settings.dropout.rate(ofLayer: $0) > 0 ? $1 : 0 }
    var total = 0
    for count in columns { total += 2 * Arena<Scalar>.rounded(try product(rows, count)) }
    let arena = try Arena<Scalar>(capacity: total)
    masks = columns.map { arena.matrix(rows, $0) }
    whole = columns.map { arena.matrix(rows, $0) }
    var block: UInt32 = 0
    firstBlocks = sizes.map { size in
      defer { block &+= UInt32(truncatingIfNeeded: (size + 3) / 4) }
      return block
    }
    try requireMemory(for: rows, of: UInt32.self)
    rowNumbers = .allocate(capacity: rows)
    rowNumbers.initialize(repeating: 0)
    self.settings = settings
    self.seed = seed
    self.arena = arena
  }

  deinit { rowNumbers.deallocate() }

  private var stream: UInt32 { UInt32(truncatingIfNeeded: epoch) }

  /// p of the units of layer ℓ, also at a factor that a user's own schedule has above 1.
  private func rate(ofLayer l: Int) -> Double {
    min(settings.dropout.rate(ofLayer: l) * dropoutFactor, 1 - 0x1p-16)
  }

  /// Adds noise to inputs and leaves some of them out; notes the rows for the layers above.
  ///
  /// - Parameters:
  ///   - rows: where the block's rows stand in the data set.
  ///   - block: where they stand in the minibatch.
  func disturb(_ x: MatrixView<Scalar>, _ rows: UnsafeBufferPointer<Int>, at block: Range<Int>) {
    for (r, row) in zip(block, rows) { rowNumbers[r] = UInt32(truncatingIfNeeded: row) }
    if settings.inputs > 0 {
      for r in block { addNoise(to: x.base + r * x.stride, count: x.columns, row: rowNumbers[r]) }
    }
    drop(layer: 0, x.rows(block), rows: block, units: 0..<x.columns)
  }

  /// A ← mask ⊙ A for some rows and units of a layer.
  func drop(layer l: Int, _ a: MatrixView<Scalar>, rows block: Range<Int>, units: Range<Int>) {
    let rate = rate(ofLayer: l)
    guard rate > 0, let numbers = rowNumbers.baseAddress else { return }
    let mask = masks[l].rows(block).columns(units)
    mask.drawDropout(
      rate: rate, from: .init(seed: seed, purpose: .dropout, stream: stream), block: firstBlocks[l],
      first: units.lowerBound, rowNumbers: numbers + block.lowerBound)
    if l > 0 { whole[l].rows(block).columns(units).copy(from: a) }
    a.multiply(by: mask)
  }

  /// δ ← mask ⊙ δ for some rows and units of a hidden layer.
  ///
  /// - Returns: A before units were left out; nil if none were, and then nothing is done.
  func undo(
    layer l: Int, _ delta: MatrixView<Scalar>, rows block: Range<Int>, units: Range<Int>
  ) -> MatrixView<Scalar>? {
    guard l < masks.count, rate(ofLayer: l) > 0 else { return nil }
    delta.multiply(by: masks[l].rows(block).columns(units))
    return whole[l].rows(block).columns(units)
  }

  /// x ← x + σ · normal, by Box and Muller: the words 0 and 1 of a block give the normals 0 and 1, the words 2 and 3
  /// the normals 2 and 3.
  private func addNoise(to x: UnsafeMutablePointer<Scalar>, count: Int, row: UInt32) {
    let key: SIMD2<UInt32> = [
      UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32),
    ]
    for first in stride(from: 0, to: count, by: 4) {
      let words = Philox.block(
        counter: [UInt32(truncatingIfNeeded: first / 4), row, stream, Philox.Purpose.inputNoise.rawValue], key: key)
      for pair in stride(from: 0, to: min(4, count - first), by: 2) {
        let radius = settings.inputs * (-2 * log((Double(words[pair]) + 0.5) * 0x1p-32)).squareRoot()
        let angle = 2 * .pi * (Double(words[pair + 1]) * 0x1p-32)
        x[first + pair] += Scalar(radius * cos(angle))
        if first + pair + 1 < count { x[first + pair + 1] += Scalar(radius * sin(angle)) }
      }
    }
  }
}
