import CAllocationCounter
import FeedForward
import TestSupport
import Testing

@Suite struct PredictorTests {
  private func network<Scalar: BLASScalar>(_: Scalar.Type) throws -> FeedForwardNetwork<Scalar> {
    try FeedForwardNetwork(inputs: 30, layers: [Layer(70, .tanh), Layer(130, .gelu), Layer(5, .softmax)], seed: 3)
  }

  private func outputs<Scalar: BLASScalar>(_ predictor: Predictor<Scalar>, _ rows: Matrix<Scalar>) throws -> [Scalar] {
    var result = [Scalar](repeating: .nan, count: rows.rows * predictor.outputs)
    var span = result.mutableSpan
    try predictor.predict(rows.elements.span, into: &span)
    return result
  }

  @Test func isTheNetworksPrediction() throws {
    func check<Scalar: BLASScalar>(_: Scalar.Type) throws {
      var samples = Samples(seed: 1)
      let network = try network(Scalar.self)
      let predictor = try Predictor(network)
      for rows in [0, 1, 2, 3, 5, 63, 64, 65, 200] {
        let x: Matrix<Scalar> = try samples.matrix(rows, 30)
        let t = try outputs(predictor, x)
        #expect(try network.predict(x).elements == t)
        #expect(try predictor.predict(x).elements == t)
      }
    }
    try check(Float.self)
    try check(Double.self)
  }

  /// With product kernels, a row's outputs do not depend on the rows beside it. (BLAS promises no such thing.)
  @Test func rowsAreAlone() throws {
    // The second is large, and its inputs are a power of two: both are taken another way.
    let large = try FeedForwardNetwork<Float>(
      inputs: 256, layers: [Layer(1_100, .relu, initializer: .uniform(-0.1...0.1)), Layer(5, .softmax)], seed: 4)
    for network in [try network(Float.self), large] {
      var samples = Samples(seed: 2)
      let predictor = try Predictor(network)
      let x: Matrix<Float> = try samples.matrix(150, network.inputs)
      let together = try predictor.predict(x)
      for r in stride(from: 0, to: 150, by: 13) {
        #expect(try predictor.predict(x.selecting(rows: [r])).elements == Array(together.row(r)))
      }
    }
  }

  @Test func aCallAllocatesNothing() throws {
    var samples = Samples(seed: 3)
    for rows in [1, 64, 500] {
      let predictor = try Predictor(network(Float.self))
      let x: Matrix<Float> = try samples.matrix(rows, 30)
      var t = [Float](repeating: 0, count: rows * 5)
      var span = t.mutableSpan
      // A second thread is started when it is tried for the first time.
      for _ in 0..<100 { try predictor.predict(x.elements.span, into: &span) }
      let before = ff_allocations_of_thread()
      for _ in 0..<10 { try predictor.predict(x.elements.span, into: &span) }
      #expect(ff_allocations_of_thread() == before, "\(rows) rows")
    }
  }

  @Test func refusals() throws {
    let predictor = try Predictor(network(Double.self))
    var t = [Double](repeating: 7, count: 10)
    let x = [Double](repeating: 1, count: 60)
    func refused(_ x: [Double], _ t: inout [Double]) -> FeedForwardError? {
      var span = t.mutableSpan
      do throws(FeedForwardError) {
        try predictor.predict(x.span, into: &span)
        return nil
      } catch {
        return error
      }
    }
    #expect(refused(x, &t) == nil)
    t = [Double](repeating: 7, count: 10)
    for wrong in [Array(x.dropLast()), Array(x.dropLast(30))] {
      guard case .wrongShape = refused(wrong, &t) else {
        Issue.record("\(wrong.count) inputs were not refused")
        continue
      }
    }
    var bad = x
    bad[43] = .infinity
    guard case .nonFinite(_, let row, let column, _) = refused(bad, &t) else {
      Issue.record("an infinity was not refused")
      return
    }
    #expect(row == 1 && column == 13)
    #expect(t == [Double](repeating: 7, count: 10), "a refused call must leave the outputs alone")
    #expect(throws: FeedForwardError.self) { try predictor.predict(Matrix<Double>([[1, 2]])) }
  }
}
