/// Max-norm: the incoming weights of each neuron, without its bias, are at most c long (Srebro, Rennie & Jaakkola 2005).
///
///     w ← c / |w| · w where |w| > c
public func naiveMaxNorm(_ c: Double, _ parameters: inout [NaiveMatrix]) {
  for ℓ in 0..<parameters.count {
    for j in 0..<parameters[ℓ].rows {
      var sum = 0.0
      for i in 1..<parameters[ℓ].columns { sum += parameters[ℓ][j, i] * parameters[ℓ][j, i] }
      let norm = sum.squareRoot()
      if norm > c { for i in 1..<parameters[ℓ].columns { parameters[ℓ][j, i] *= c / norm } }
    }
  }
}

/// Label smoothing (Szegedy et al. 2016): y ← (1 − ε) y + ε / K over K classes, or over the 2 answers of each output.
public func naiveSmoothed(_ ε: Double, _ y: NaiveMatrix, answers: Int) -> NaiveMatrix {
  var smoothed = y
  for e in 0..<y.elements.count { smoothed.elements[e] = (1 - ε) * y.elements[e] + ε / Double(answers) }
  return smoothed
}
