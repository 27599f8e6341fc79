import FeedForward
import FeedForwardData
import LibC

extension CSource {
  /// Rows, what this model says for them, and how far another computation may be from that.
  mutating func writeTests() throws {
    let count = GoldenRows.count(for: ensemble)
    let rows: [String]
    let inputs: [[Scalar]]
    if let pipeline = model.pipeline {
      let samples = pipeline.sampleRows(count)
      rows = samples.map { row in
        "{" + zip(row, pipeline.inputs).map { literal($0, of: $1) }.joined(separator: ", ") + "}"
      }
      inputs = samples.map { pipeline.encoded($0).map { Scalar($0) } }
    } else {
      let golden = try GoldenRows(of: model).inputs
      inputs = (0..<count).map { Array(golden.row($0)) }
      rows = inputs.map { "{" + $0.map { CText.literal($0) }.joined(separator: ", ") + "}" }
    }
    let matrix = try ensemble.predict(Matrix(rows: count, columns: ensemble.inputs, elements: Array(inputs.joined())))
    line("static const struct {")
    line(model.pipeline == nil ? "  \(type) given[\(constant("INPUTS"))];" : "  struct \(name("row")) given;")
    line("  \(outputType) outputs[\(constant("OUTPUTS"))];")
    line("  double bounds[\(constant("OUTPUTS"))];")
    line("} tests[\(count)] = {")
    let unit = Double(Scalar.ulpOfOne) / 2
    for r in 0..<count {
      let bounds = ErrorBound(ensemble).ofOutputs(for: inputs[r].map { Double($0) }, inputError: unit)
      let row = matrix.row(r).map { Double($0) }
      let outputs = columns.map { column in
        let t = row[column.output]
        return model.pipeline == nil ? CText.literal(Scalar(t)) : CText.literal(column.value(of: t))
      }
      let scaled = columns.map { $0.bound(of: row[$0.output], error: 2 * bounds[$0.output]) }
      line("  {\(rows[r]),")
      line("   {\(outputs.joined(separator: ", "))},")
      line("   {\(scaled.map { CText.literal($0) }.joined(separator: ", "))}},")
    }
    line("};")
    line()
    writeMain(count)
  }

  private mutating func writeMain(_ count: Int) {
    let row = model.pipeline == nil ? "tests[r].given" : "&tests[r].given"
    line("int main(void) {")
    line("  int r, k, failures = 0;")
    line("  double largest = 0;")
    line("  for (r = 0; r < \(count); r++) {")
    line("    \(outputType) t[\(constant("OUTPUTS"))];")
    line("    const int refused = \(name("predict"))(\(row), t);")
    line("    if (refused) {")
    line("      printf(\"row %d: value %d is refused\\n\", r, refused);")
    line("      failures++;")
    line("      continue;")
    line("    }")
    line("    for (k = 0; k < \(constant("OUTPUTS")); k++) {")
    line("      const double found = t[k], expected = tests[r].outputs[k], bound = tests[r].bounds[k];")
    line("      const double distance = fabs(found - expected);")
    line("      if (found == expected || (isnan(found) && isnan(expected))) continue;")
    line("      if (distance <= bound) {")
    line("        if (distance / bound > largest) largest = distance / bound;")
    line("        continue;")
    line("      }")
    line("      printf(\"row %d, output %d: %.17g, expected %.17g within %.3g\\n\", r, k, found, expected, bound);")
    line("      failures++;")
    line("    }")
    line("  }")
    line("  printf(\"\(count) rows, %d failures; the largest distance is %.3g of its bound\\n\", failures, largest);")
    line("  return failures > 0;")
    line("}")
  }

  private var outputType: String { model.pipeline == nil ? type : "double" }

  private func literal(_ value: SampleValue, of column: InputColumn) -> String {
    switch (value, column.encoding) {
    case (.number(let number), _): CText.literal(number)
    case (.text(let text), _): literal(text)
    case (.missing, .number): "NAN"
    case (.missing, .category): "NULL"
    }
  }
}

extension OutputValue {
  /// How far two computations may be apart of an output that is known so well.
  fileprivate func bound(of t: Double, error: Double) -> Double {
    guard !isIdentity else { return error }
    // |√(t + e) − √t| ≤ e / √t
    let carried = target.scale * (isDeviation ? error / max(t, .leastNormalMagnitude).squareRoot() : error)
    var (bound, size) = (carried, abs(value(of: t)) + 2 * abs(target.shift))
    if let offset = target.logarithmOffset {
      // |e^(u + e) − e^u| ≤ e^u e · e^e, where u has roundings of its own.
      let (power, u) = (abs(value(of: t)) + offset, abs(t * target.scale) + abs(target.shift))
      let e = carried + 4 * Double.ulpOfOne * u
      bound = power * e * exp(e)
      size = 4 * power
    }
    return bound + 4 * Double.ulpOfOne * size
  }
}
