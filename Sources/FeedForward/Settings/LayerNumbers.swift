extension [Double] {
  /// That of a layer, counted from 0, of one number for each layer or one for all.
  func number(ofLayer l: Int) -> Double { count == 1 ? self[0] : self[l] }

  /// Throws unless there is one for each layer, or one for all.
  ///
  /// - Parameters:
  ///   - what: what errors call the numbers.
  ///   - layer: what they call a layer.
  func requireNumber(
    forEachOf layers: Int, _ what: String, layer: String = "layer"
  ) throws(FeedForwardError) {
    guard count == 1 || count == layers else {
      throw .wrongShape(
        what: what, found: "\(count) numbers", expected: "\(layers), one for each \(layer), or one for all")
    }
  }
}
