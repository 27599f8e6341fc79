/// What passes over a minibatch cost, in floating-point operations at the speed of large products; only to say how many
/// threads are worth their hand-over.
extension ParameterLayout {
  /// Forward pass, deltas and gradients: two operations each for a row and a weight. Where one task takes all rows,
  /// only the gradients can be shared out, and the parameters that another thread has moved come back at a price.
  func costOfStep(rows: Int, isOneBlock: Bool) -> Double {
    isOneBlock ? cost(rows: rows, perWeight: 1.5, perNeuron: 0) : cost(rows: rows, perWeight: 6, perNeuron: 64)
  }

  /// Forward pass.
  func costOfPrediction(rows: Int) -> Double { cost(rows: rows, perWeight: 2, perNeuron: 32) }

  /// Narrow layers cost what whole vectors cost, and each number of a row is also gathered, activated or moved. Fitted
  /// to steps of 1 to 100 µs.
  private func cost(rows: Int, perWeight: Double, perNeuron: Double) -> Double {
    let vector = 16
    var sum = 0.0
    for l in 0..<layers {
      let inputs = Double((sizes[l] + vector - 1) / vector * vector)
      let neurons = Double((sizes[l + 1] + vector - 1) / vector * vector)
      sum += perWeight * inputs * neurons + perNeuron * (inputs + neurons)
    }
    return Double(rows) * sum
  }
}
