extension NaiveFeedForward {
  /// Max-norm: the incoming weights of each neuron, without its bias, become at most c long (Srebro,
  /// Rennie & Jaakkola 2005).
  ///
  ///     w ← c / |w| · w where |w| > c
  public mutating func shortenNeurons(to c: Double) {
    for ℓ in 0..<layers {
      for j in 0..<parameters[ℓ].rows {
        var sum = 0.0
        for i in 1..<parameters[ℓ].columns { sum += parameters[ℓ][j, i] * parameters[ℓ][j, i] }
        let norm = sum.squareRoot()
        if norm > c {
          for i in 1..<parameters[ℓ].columns { parameters[ℓ][j, i] *= c / norm }
        }
      }
    }
  }
}

extension NaiveMatrix {
  /// Label smoothing (Szegedy et al. 2016): y ← (1 − ε) y + ε / K over K classes, or over the 2 answers of each output.
  public func smoothed(by ε: Double, answers K: Int) -> NaiveMatrix {
    var smoothed = self
    for e in 0..<elements.count { smoothed.elements[e] = (1 - ε) * elements[e] + ε / Double(K) }
    return smoothed
  }
}
