import FeedForward

extension SVG {
  /// The weights of each unit of the first layer as an image, for inputs that are pixels: one colour below 0, another
  /// above, the stronger the larger; biases are left out.
  ///
  /// - Parameters:
  ///   - network: whose inputs are pixels.
  ///   - columns: pixels in a row of an image, row after row; the network's inputs are a multiple of it.
  ///   - most: at most so many images, those with the largest weights (Σ θ²) if there are more.
  /// - Throws: ``/FeedForward/FeedForwardError`` if the inputs do not fit.
  public static func firstLayer<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>, columns: Int, units most: Int = 100
  ) throws -> SVG {
    guard columns >= 1, network.inputs % columns == 0 else {
      throw FeedForwardError.wrongShape(
        what: "Pixels of an image", found: "\(network.inputs) inputs", expected: "a multiple of \(columns) columns")
    }
    guard most >= 1 else {
      throw FeedForwardError.invalidSetting(name: "units", value: "\(most)", expected: "at least 1")
    }
    let theta = network.parameters.theta(0)
    let weights = (0..<theta.rows).map { theta.row($0).dropFirst().map { Double($0) } }
    let strongest = weights.indices.sorted { weights[$0].sumOfSquares > weights[$1].sumOfSquares }
    let shown = strongest.prefix(most).sorted()
    let rows = network.inputs / columns
    let largest = shown.reduce(0) { weights[$1].reduce($0) { max($0, abs($1)) } }

    // One picture of all images, with a pixel between them.
    let across = Int(Double(shown.count * rows).squareRoot() / Double(columns).squareRoot() + 0.999)
    let down = (shown.count + across - 1) / across
    let (width, height) = (across * (columns + 1) - 1, down * (rows + 1) - 1)
    var pixels = [UInt8](repeating: 7, count: width * height)
    for (position, unit) in shown.enumerated() {
      let (top, left) = (position / across * (rows + 1), position % across * (columns + 1))
      for (i, weight) in weights[unit].enumerated() {
        let level = largest > 0 ? Int((7 * weight / largest).rounded()) : 0
        pixels[(top + i / columns) * width + left + i % columns] = UInt8(7 + level)
      }
    }
    let image = PNG(width: width, height: height, pixels: pixels, colors: palette)
    let title = "Weights of the first layer"
    let note = shown.count < theta.rows ? "the \(shown.count) strongest of \(theta.rows) units" : "\(theta.rows) units"
    var drawing = Drawing()
    let scale = min(456 / Double(width), 520 / Double(height))
    let (x, total) = ((480 - scale * Double(width)) / 2, 84 + scale * Double(height))
    drawing.rectangle(0, 0, 480, total, "bg")
    drawing.text(title, 12, 26, "ink h")
    drawing.text(
      "\(note); from \(readable(-largest, digits: 3)) (blue) to \(readable(largest, digits: 3)) (orange)", 12, 45,
      "mut s")
    var frames = Path()
    for position in shown.indices {
      let (top, left) = (Double(position / across * (rows + 1)), Double(position % across * (columns + 1)))
      frames.rectangle(x + scale * left, 60 + scale * top, scale * Double(columns), scale * Double(rows))
    }
    drawing.add(
      """
      <image x="\(coordinate(x))" y="60" width="\(coordinate(scale * Double(width)))" \
      height="\(coordinate(scale * Double(height)))" preserveAspectRatio="none" style="image-rendering:pixelated" \
      href="data:image/png;base64,\(image.base64)"/>
      """)
    drawing.path(frames, "w gr")
    return SVG(
      title: title, summary: "\(shown.count) images of \(columns) × \(rows) pixels.", width: 480, height: total,
      body: drawing.body)
  }

  /// Blue for −7 … −1, nothing for 0, orange for 1 … 7: what is behind shows through.
  private static let palette: [PNG.Color] = (-7...7).map { level in
    let opacity = UInt8(abs(level) * 255 / 7)
    return level < 0 ? (0x2F, 0x7B, 0xD1, opacity) : (0xDB, 0x77, 0x1A, opacity)
  }
}

extension [Double] {
  fileprivate var sumOfSquares: Double { reduce(0) { $0 + $1 * $1 } }
}
