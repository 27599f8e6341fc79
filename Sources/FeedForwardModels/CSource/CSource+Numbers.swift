import FeedForward
import FeedForwardData

/// Columns of numbers in C, each step in double and rounded once.
extension CSource {
  /// Each function that a column needs, once, and the constants of curves and bins.
  mutating func writeNumberEncoders(_ pipeline: Pipeline) {
    var encodings: [(member: String, encoding: NumberEncoding)] = []
    for (member, column) in zip(members(of: pipeline), pipeline.inputs) {
      if case .number(let encoding) = column.encoding { encodings.append((member, encoding)) }
    }
    guard !encodings.isEmpty else { return }
    line("/* Rounds; 0 for a number that is not finite, or becomes so. */")
    line("static int encode_number(double value, double input, \(type) *rounded) {")
    line("  *rounded = (\(type))input;")
    line("  return isfinite(value) && isfinite(*rounded) ? 1 : 0;")
    line("}")
    line()
    if encodings.contains(where: { if case .smoothClip = $0.encoding.curve { true } else { false } }) {
      line("static double smooth_clip(double u, double limit) {")
      let largest = CText.literal(NumberEncoding.Curve.largest)
      line("  double v = u / limit;")
      line("  if (v > \(largest)) v = \(largest);")
      line("  if (v < -\(largest)) v = -\(largest);")
      line("  return limit * (v / sqrt(1 + v * v));")
      line("}")
      line()
    }
    let hasLines = encodings.contains { if case .lines = $0.encoding.curve { true } else { false } }
    let hasBins = encodings.contains { $0.encoding.bins != nil }
    if hasLines || hasBins {
      line("/* How far x is on its way from one number to the next, 0 to 1. */")
      line("static double share_of(double x, const double *edges) {")
      line("  const double share = (x - edges[0]) / (edges[1] - edges[0]);")
      line("  return share < 0 ? 0 : share > 1 ? 1 : share;")
      line("}")
      line()
    }
    if hasLines {
      line("static double along_lines(double u, size_t knots, const double *knot, const double *value) {")
      line("  double y = value[0];")
      line("  size_t j;")
      line("  for (j = 0; j + 1 < knots; j++) y += share_of(u, knot + j) * (value[j + 1] - value[j]);")
      line("  return y;")
      line("}")
      line()
    }
    if hasBins {
      line(
        "static void encode_bins(double x, size_t bins, const double *edges, const double *means, \(type) *inputs) {")
      line("  size_t j;")
      line("  for (j = 0; j < bins; j++) inputs[j] = (\(type))(share_of(x, edges + j) - means[j]);")
      line("}")
      line()
    }
    if encodings.contains(where: { $0.encoding.calendar != nil }) { writeCalendar() }
    for (member, encoding) in encodings {
      if case .lines(let knots, let values) = encoding.curve {
        writeArray("knots_of_\(member)", knots)
        writeArray("values_of_\(member)", values)
      }
      if let bins = encoding.bins {
        writeArray("edges_of_\(member)", bins.edges)
        writeArray("means_of_\(member)", bins.means)
      }
    }
  }

  private mutating func writeArray(_ name: String, _ numbers: [Double]) {
    line("static const double \(name)[\(numbers.count)] = {")
    write(numbers.map { CText.literal($0) })
    line("};")
    line()
  }

  /// The inputs of a column.
  ///
  /// - Parameters:
  ///   - refusal: what `predict` returns for a value that is refused.
  ///   - offset: of its first input.
  mutating func write(_ number: NumberEncoding, _ member: String, refusal: Int, at offset: Int) {
    var value = "row->\(member)"
    if let fill = number.fill {
      value = "isnan(row->\(member)) ? \(CText.literal(fill)) : row->\(member)"
    }
    line("  number = \(value);")
    let u = "(number - \(CText.literal(number.shift))) / \(CText.literal(number.scale))"
    let input =
      switch number.curve {
      case .line: u
      case .smoothClip(let limit): "smooth_clip(\(u), \(CText.literal(limit)))"
      case .lines(let knots, _): "along_lines(\(u), \(knots.count), knots_of_\(member), values_of_\(member))"
      }
    line("  if (!encode_number(number, \(input), &inputs[\(offset)])) return \(refusal);")
    if let bins = number.bins {
      line(
        "  encode_bins(number, \(bins.means.count), edges_of_\(member), means_of_\(member), &inputs[\(offset + 1)]);")
    }
    if let calendar = number.calendar {
      write(calendar, refusal: refusal, at: offset + 1 + (number.bins?.means.count ?? 0))
    }
    if number.hasIndicator {
      let (zero, one) = (CText.literal(Scalar(0)), CText.literal(Scalar(1)))
      line("  inputs[\(offset + number.width - 1)] = isnan(row->\(member)) ? \(one) : \(zero);")
    }
  }
}
