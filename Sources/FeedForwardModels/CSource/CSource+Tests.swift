import FeedForward
import FeedForwardData

extension CSource {
  /// Rows, what this model says for them, and how far another computation may be from that.
  mutating func writeTests() throws(ModelFileError) {
    let count = GoldenRows.count(for: network)
    let rows: [String]
    let inputs: [[Scalar]]
    if let pipeline = model.pipeline {
      // Numbers of a row are of the network's precision, as those of a table are.
      let samples = pipeline.sampleRows(count).map { $0.map { $0.rounded(to: Scalar.self) } }
      rows = samples.map { row in
        "{" + zip(row, pipeline.inputs).map { literal($0, of: $1) }.joined(separator: ", ") + "}"
      }
      inputs = samples.map { pipeline.encoded($0).map { Scalar($0) } }
    } else {
      let golden = try engine { () throws(FeedForwardError) in try GoldenRows(of: model).inputs }
      inputs = (0..<count).map { Array(golden.row($0)) }
      rows = inputs.map { "{" + $0.map { CText.literal($0) }.joined(separator: ", ") + "}" }
    }
    let matrix = try engine { () throws(FeedForwardError) in
      try network.predict(Matrix(rows: count, columns: network.inputs, elements: Array(inputs.joined())))
    }
    line("static const struct {")
    line(model.pipeline == nil ? "  \(type) row[\(constant("INPUTS"))];" : "  struct \(name("row")) row;")
    line("  \(type) outputs[\(constant("OUTPUTS"))];")
    line("  double bounds[\(constant("OUTPUTS"))];")
    line("} tests[\(count)] = {")
    let scalings = network.scalings(for: model.pipeline?.target)
    let unit = Double(Scalar.ulpOfOne) / 2
    for r in 0..<count {
      let bounds = ErrorBound(network).ofOutputs(for: inputs[r].map { Double($0) }, inputError: unit)
      let outputs = zip(matrix.row(r), scalings).map { Scalar(Double($0) * $1.scale + $1.shift) }
      let scaled = zip(zip(matrix.row(r), scalings), bounds).map { pair, bound in
        let (t, scaling) = (abs(Double(pair.0)), pair.1)
        let rounding =
          scaling.scale == 1 && scaling.shift == 0 ? 0 : 4 * unit * (t * scaling.scale + abs(scaling.shift))
        return 2 * bound * scaling.scale + rounding
      }
      line("  {\(rows[r]),")
      line("   {\(outputs.map { CText.literal($0) }.joined(separator: ", "))},")
      line("   {\(scaled.map { CText.literal($0) }.joined(separator: ", "))}},")
    }
    line("};")
    line()
    writeMain(count)
  }

  private mutating func writeMain(_ count: Int) {
    let row = model.pipeline == nil ? "tests[r].row" : "&tests[r].row"
    line("int main(void) {")
    line("  int r, k, failures = 0;")
    line("  double largest = 0;")
    line("  for (r = 0; r < \(count); r++) {")
    line("    \(type) t[\(constant("OUTPUTS"))];")
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

  private func literal(_ value: SampleValue, of column: InputColumn) -> String {
    switch (value, column.encoding) {
    case (.number(let number), _): CText.literal(Scalar(number))
    case (.text(let text), _): CText.literal(text)
    case (.missing, .number): "NAN"
    case (.missing, .category): "NULL"
    }
  }

  private func engine<Result>(_ work: () throws(FeedForwardError) -> Result) throws(ModelFileError) -> Result {
    do throws(FeedForwardError) {
      return try work()
    } catch {
      throw .engine(error)
    }
  }
}

extension SampleValue {
  fileprivate func rounded<Scalar: BLASScalar>(to type: Scalar.Type) -> SampleValue {
    if case .number(let number) = self { .number(Double(Scalar(number))) } else { self }
  }
}
