import FeedForward
import FeedForwardData
import Foundation
import Testing

@Suite struct StandardizationTests {
  /// Mean and population deviation of a column, summed in order.
  func moments<Scalar: BLASScalar>(of column: Int, in table: Matrix<Scalar>) -> (mean: Double, deviation: Double) {
    let x = (0..<table.rows).map { Double(table[$0, column]) }
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return (mean, variance.squareRoot())
  }

  /// Every column has mean 0 and deviation 1, within what rounding to `Double`, then once to `Scalar`, can do.
  ///
  /// With u = 2⁻⁵³, m rows and X the largest magnitude of a column: a sum of m differences to row 0, each at most 2X,
  /// gives the mean an error of at most (2m + 1) u X; subtracting and dividing another 4 u X / deviation; summing the
  /// result here 2 m u X / deviation. The deviation: a sum of m squares errs by (m + 3) u, twice, and its root by
  /// half of it; the error of the mean enters squared. Rounding to `Scalar`, v = ulp / 2, adds v · max |z| to the
  /// mean and v to the deviation.
  func expectLaws<Scalar: BLASScalar>(_: Scalar.Type, _ name: EmbeddedDataset) throws {
    let inputs = try name.load(Scalar.self).dataset.inputs
    let standardization = try Standardization(fittedTo: inputs)
    let standardized = try standardization.apply(to: inputs)
    let (m, u) = (Double(inputs.rows), Double.ulpOfOne / 2)
    let v = Scalar.self == Double.self ? 0 : Double(Scalar.ulpOfOne) / 2
    for column in 0..<inputs.columns {
      let x = (0..<inputs.rows).map { abs(Double(inputs[$0, column])) }
      let scale = (x.max() ?? 0) / standardization.deviations[column]
      let found = moments(of: column, in: standardized)
      let constant = Set(x).count == 1
      let meanBound = (4 * m + 8) * u * scale + v * 2 * scale
      let deviationBound = (m + 8) * u + meanBound * meanBound + v
      #expect(abs(found.mean) <= meanBound, "\(name), column \(column): mean \(found.mean), bound \(meanBound)")
      let error = abs(found.deviation - (constant ? 0 : 1))
      #expect(error <= deviationBound, "\(name), column \(column): error \(error), bound \(deviationBound)")
    }
  }

  @Test(arguments: EmbeddedDataset.allCases) func meanIsZeroAndDeviationOne(_ name: EmbeddedDataset) throws {
    try expectLaws(Float.self, name)
    try expectLaws(Double.self, name)
  }

  /// Exact rational means and variances, rounded once. The bounds are those above.
  @Test(arguments: [
    (EmbeddedDataset.digits, 63, 0.36449638286032277, 1.859604087390648),
    (.breastCancer, 0, 14.127291739894552, 3.520950760711061947),
    (.iris, 3, 1.1993333333333334, 0.7596926279021594),
    (.wine, 12, 746.8932584269663, 314.0216568419878077),
    (.diabetes, 0, 48.51809954751131, 13.094190207980022),
  ]) func agreesWithExactArithmetic(_ name: EmbeddedDataset, column: Int, mean: Double, deviation: Double) throws {
    let inputs = try name.load(Double.self).dataset.inputs
    let standardization = try Standardization(fittedTo: inputs)
    let (m, u) = (Double(inputs.rows), Double.ulpOfOne / 2)
    let largest = (0..<inputs.rows).map { abs(inputs[$0, column]) }.max() ?? 0
    let meanError = abs(standardization.means[column] - mean)
    #expect(meanError <= (2 * m + 2) * u * largest, "error \(meanError)")
    let deviationError = abs(standardization.deviations[column] / deviation - 1)
    #expect(deviationError <= (m + 8) * u, "error \(deviationError)")
  }

  @Test func handWorkedTable() throws {
    // Column 0: mean 3, deviations −2, 0, 2, 0 → variance 2. Column 1: mean 10, ±1 → variance 1.
    let table = try Matrix<Double>([[1, 9], [3, 11], [5, 9], [3, 11]])
    let standardization = try Standardization(fittedTo: table)
    #expect(standardization.means == [3, 10])
    #expect(standardization.deviations == [Double(2).squareRoot(), 1])
    let other = try standardization.apply(to: try Matrix<Double>([[3, 12]]))
    #expect(other.elements == [0, 2])
  }

  /// 0.1 summed ten times is not 1: a mean of that sum would give the column a deviation of
  /// 1e-17, and noise for values.
  @Test(arguments: [0.1, -3.7, 1e300, .leastNonzeroMagnitude, 0])
  func constantColumnIsShiftedOnly(_ value: Double) throws {
    let table = try Matrix(rows: 10, columns: 2, elements: (0..<20).map { $0 % 2 == 0 ? value : Double($0) })
    let standardization = try Standardization(fittedTo: table)
    #expect(standardization.means[0] == value && standardization.deviations[0] == 1)
    let standardized = try standardization.apply(to: table)
    #expect((0..<10).allSatisfy { standardized[$0, 0] == 0 })
  }

  @Test func digitsHaveThreeConstantColumns() throws {
    let inputs = try EmbeddedDataset.digits.load(Float.self).dataset.inputs
    let standardization = try Standardization(fittedTo: inputs)
    let constant = standardization.means.indices.filter { standardization.means[$0] == 0 }
    #expect(constant == [0, 32, 39])
    #expect(constant.allSatisfy { standardization.deviations[$0] == 1 })
  }

  @Test func oneRowIsConstantEverywhere() throws {
    let standardization = try Standardization(fittedTo: try Matrix<Float>([[2, -7, 0.5]]))
    #expect(standardization.means == [2, -7, 0.5] && standardization.deviations == [1, 1, 1])
  }

  /// A small deviation about a large mean is lost by Σx² − (Σx)²/m and by a mean kept in `Float`.
  @Test func smallDeviationAboutALargeMean() throws {
    let table = try Matrix<Float>([[16_777_214], [16_777_215], [16_777_216]])
    let standardized = try Standardization(fittedTo: table).apply(to: table)
    #expect(standardized.elements == [-Float(1.5).squareRoot(), 0, Float(1.5).squareRoot()])
  }

  @Test func onlyTrainingRowsAreLookedAt() throws {
    let inputs = try EmbeddedDataset.wine.load(Double.self).dataset.inputs
    let training = try inputs.selecting(rows: (0..<inputs.rows).filter { $0 % 5 != 0 })
    let standardization = try Standardization(fittedTo: training)
    #expect(standardization != (try Standardization(fittedTo: inputs)))

    // A row has the same result alone, among the training rows, and among all.
    let all = try standardization.apply(to: inputs)
    let alone = try standardization.apply(to: try inputs.selecting(rows: [6]))
    #expect(alone.row(0).elementsEqual(all.row(6)))
    #expect(try standardization.apply(to: training).row(5).elementsEqual(all.row(7)))
  }

  @Test func tableOfNoRowsIsStandardizedToNoRows() throws {
    let standardization = try Standardization(fittedTo: try Matrix<Float>([[1, 2]]))
    #expect(try standardization.apply(to: try Matrix<Float>(rows: 0, columns: 2, elements: [])).rows == 0)
  }

  @Test func survivesEncoding() throws {
    let standardization = try Standardization(fittedTo: EmbeddedDataset.iris.load(Double.self).dataset.inputs)
    let data = try JSONEncoder().encode(standardization)
    #expect(try JSONDecoder().decode(Standardization.self, from: data) == standardization)
  }

  // MARK: - Misuse

  @Test func wrongColumnCountIsRefused() throws {
    let standardization = try Standardization(fittedTo: try Matrix<Float>([[1, 2, 3], [4, 5, 7]]))
    let error = #expect(throws: FeedForwardError.self) {
      try standardization.apply(to: try Matrix<Float>([[1, 2]]))
    }
    #expect(
      error == .wrongShape(what: "The table to standardize", found: "2 columns", expected: "the 3 it was fitted to"))
  }

  @Test func emptyTableIsRefused() throws {
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
      let table = try Matrix<Double>(rows: rows, columns: columns, elements: [])
      #expect(throws: FeedForwardError.emptyData(what: "The table to standardize")) {
        try Standardization(fittedTo: table)
      }
    }
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func nonFiniteNumberIsNamed(_ value: Double, text: String) throws {
    let table = try Matrix<Double>([[1, 2, 3], [4, 5, value]])
    #expect(throws: FeedForwardError.nonFinite(what: "The table to standardize", row: 1, column: 2, value: text)) {
      try Standardization(fittedTo: table)
    }
  }

  @Test(arguments: [1e200, Double.greatestFiniteMagnitude]) func overflowIsRefused(_ value: Double) throws {
    let table = try Matrix<Double>([[1, value], [2, -value], [3, 0]])
    let error = #expect(throws: FeedForwardError.self) { try Standardization(fittedTo: table) }
    #expect(error?.description.contains("column 1") == true)
  }

  @Test(arguments: [
    #"{"means":[1],"deviations":[1,2]}"#, #"{"means":[1],"deviations":[0]}"#, #"{"means":[1],"deviations":[-1]}"#,
    #"{"means":[1]}"#,
  ]) func damagedEncodingIsRefused(_ json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Standardization.self, from: Data(json.utf8)) }
  }
}
