import FeedForward
import TestSupport
import Testing

/// First parameters that know the data.
@Suite struct DataStartTests {
  private func logits(_ network: FeedForwardNetwork<Double>, layer l: Int, of x: Matrix<Double>) throws -> Matrix<
    Double
  > {
    let layers = network.layers.prefix(l) + [Layer(network.layers[l].units, .identity)]
    let count = network.parameters.range(ofLayer: l).upperBound
    return try FeedForwardNetwork(
      inputs: network.inputs, layers: Array(layers), parameters: Array(network.parameters.elements[..<count])
    ).predict(x)
  }

  /// Deviation 1 at every neuron, and a hyperplane between rows; one that does not see anything differ stays.
  @Test func deviationsAndHyperplanes() throws {
    var samples = Samples(seed: 93)
    var x: Matrix<Double> = try samples.matrix(200, 6)
    for r in 0..<200 { (x[r, 0], x[r, 5]) = (1e4 * x[r, 0] + 3e4, 7) }
    var network = try FeedForwardNetwork<Double>(
      inputs: 6, layers: [Layer(9, .elu()), Layer(5, .relu), Layer(3, .softmax)], seed: 5)
    let start = network
    try network.standardizeLogits(on: x, seed: 1)
    for l in 0..<3 {
      let z = try logits(network, layer: l, of: x)
      for j in 0..<z.columns {
        let column = (0..<200).map { z[$0, j] }
        let mean = column.reduce(0, +) / 200
        let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200).squareRoot()
        #expect(abs(deviation - 1) <= 1e-9, "layer \(l), neuron \(j): \(deviation)")
        #expect((column.min() ?? 1) < 0 && (column.max() ?? -1) > 0, "layer \(l), neuron \(j)")
      }
      // A factor for each neuron, no more.
      let (now, before) = (network.parameters.theta(l), start.parameters.theta(l))
      for j in 0..<now.rows {
        for i in 2..<now.columns {
          #expect(
            abs(now[j, i] * before[j, 1] - now[j, 1] * before[j, i]) <= 1e-12 * abs(now[j, 1] * before[j, i]) + 1e-15)
        }
      }
    }
    var again = start
    try again.standardizeLogits(on: x, seed: 1)
    #expect(again.parameters == network.parameters)
    try again.standardizeLogits(on: x, seed: 2)
    #expect(again.parameters != network.parameters)
  }

  @Test func whatStays() throws {
    let x = try Matrix<Double>([[1, 2], [1, 2], [1, 2]])
    var network = try FeedForwardNetwork<Double>(
      inputs: 2, layers: [Layer(3, .tanh), Layer(1, .identity, initializer: .zeros)], seed: 5)
    let start = network
    try network.standardizeLogits(on: x)
    let areFinite = network.parameters.elements.allSatisfy { $0.isFinite }
    #expect(areFinite)
    for j in 0..<3 {
      #expect(
        network.parameters.theta(0).row(j).dropFirst().elementsEqual(start.parameters.theta(0).row(j).dropFirst()))
    }
    #expect(network.parameters.theta(1).elements == [0, 0, 0, 0])
    #expect(throws: FeedForwardError.self) {
      try network.standardizeLogits(on: Matrix(rows: 0, columns: 2, elements: []))
    }
    #expect(throws: FeedForwardError.self) { try network.standardizeLogits(on: Matrix([[1, 2, 3]])) }
    #expect(throws: FeedForwardError.self) { try network.standardizeLogits(on: x, rows: 0) }
  }
}
