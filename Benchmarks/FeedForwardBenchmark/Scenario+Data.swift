import FeedForward
import NaiveFeedForward

extension Scenario {
  /// Numbers that both sides make alike: exact in either precision.
  private func number(_ i: Int) -> Int { (i * 37) % 101 - 50 }

  private var hasClasses: Bool { if case .softmax = output.engine { true } else { false } }

  private func target(ofRow row: Int) -> Int { (row * 7) % sizes[sizes.count - 1] }

  func network<Scalar: BLASScalar>(_: Scalar.Type) throws -> FeedForwardNetwork<Scalar> {
    try FeedForwardNetwork(inputs: sizes[0], layers: layers, seed: 1)
  }

  func inputs<Scalar: BLASScalar>(_: Scalar.Type, rows: Int) throws -> Matrix<Scalar> {
    // The numbers repeat themselves after 101.
    let numbers = (0..<101).map { Scalar(number($0)) / 64 }
    let elements = [Scalar](unsafeUninitializedCapacity: rows * sizes[0]) { buffer, count in
      count = buffer.count
      var at = 0
      for i in buffer.indices {
        buffer.initializeElement(at: i, to: numbers[at])
        at = at == 100 ? 0 : at + 1
      }
    }
    return try Matrix(rows: rows, columns: sizes[0], elements: elements)
  }

  func data<Scalar: BLASScalar>(_: Scalar.Type, rows: Int) throws -> Dataset<Scalar> {
    let inputs = try inputs(Scalar.self, rows: rows)
    if hasClasses { return try Dataset(inputs: inputs, classes: (0..<rows).map(target)) }
    var values = try Matrix<Scalar>(zeros: rows, by: sizes[sizes.count - 1])
    for r in 0..<rows { values[r, target(ofRow: r)] = 1 }
    return try Dataset(inputs: inputs, values: values)
  }

  func naiveData(rows: Int) -> (inputs: NaiveMatrix, targets: NaiveMatrix) {
    var targets = NaiveMatrix(rows: rows, columns: sizes[sizes.count - 1])
    for r in 0..<rows { targets[r, target(ofRow: r)] = 1 }
    let elements = (0..<rows * sizes[0]).map { Double(number($0)) / 64 }
    return (NaiveMatrix(rows: rows, columns: sizes[0], elements: elements), targets)
  }
}
