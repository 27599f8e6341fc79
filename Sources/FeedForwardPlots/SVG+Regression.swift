import FeedForward

extension SVG {
  /// One output beside its targets, a point a row; where there are many, squares that are darker where rows are dense.
  ///
  /// - Parameters:
  ///   - outputs: `m × K`, finite.
  ///   - targets: `m × K`, finite.
  ///   - output: which column, from 0.
  ///   - name: what the column is called; empty for nothing.
  ///   - showsScores: whether R², RMSE and MAE stand below the title.
  /// - Throws: ``/FeedForward/FeedForwardError`` for shapes that differ, no rows, numbers that are not finite, or no
  ///   such column.
  public static func predictedAgainstActual<Scalar: BLASScalar>(
    outputs: Matrix<Scalar>, targets: Matrix<Scalar>, output: Int = 0, name: String = "",
    showsScores: Bool = true
  ) throws -> SVG {
    let report = try RegressionReport(outputs: outputs, targets: targets)
    guard report.outputs.indices.contains(output) else {
      throw FeedForwardError.invalidSetting(
        name: "output", value: "\(output)", expected: "0 to \(report.outputs.count - 1)")
    }
    let scores = report.outputs[output]
    let said = ", R² \(fixed(scores.r2, 3)), RMSE \(readable(scores.rmse)), MAE \(readable(scores.mae))"
    let points = (0..<outputs.rows).map { (x: Double(targets[$0, output]), y: Double(outputs[$0, output])) }
    let all = Extent(Axis(""), of: points.flatMap { [$0.x, $0.y] }, ticks: 5)
    let what = name.isEmpty ? "" : " \(name)"
    return try LineChart(
      "Predicted against actual\(what)",
      note: "\(report.rows) rows\(showsScores ? said : "")",
      x: Axis("actual\(what)", range: all.lower...all.upper), y: Axis("predicted\(what)", range: all.lower...all.upper),
      series: [.init("", points: points, look: .dots)], marks: [.diagonal], isSquare: true
    ).svg(height: 480)
  }
}
