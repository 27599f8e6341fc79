import FeedForward
import FeedForwardData

extension CSource {
  private var signature: String {
    let input = model.pipeline == nil ? "const \(type) *inputs" : "const struct \(name("row")) *row"
    return "int \(name("predict"))(\(input), \(type) *outputs)"
  }

  /// Without a pipeline.
  mutating func writePredict() {
    line("/* OUTPUTS numbers for INPUTS numbers. Gives 0, or the number, from 1, of an input that is not finite. */")
    line("\(signature);")
    line("\(signature) {")
    line("  int i;")
    line("  for (i = 0; i < \(constant("INPUTS")); i++)")
    line("    if (!isfinite(inputs[i])) return i + 1;")
    line("  forward(inputs, outputs);")
    line("  return 0;")
    line("}")
    line()
  }

  mutating func writePredict(_ pipeline: Pipeline) {
    writeEncoders(pipeline)
    let what =
      switch pipeline.target {
      case .classes(_, let classes):
        classes.count == 2 && network.outputs == 1
          ? "the probability of the second class" : "a probability for each class"
      case .values: "numbers in the units of the target"
      case nil: "the network's outputs"
      }
    line("/* Outputs: \(what). Gives 0, or the number, from 1, of a column whose value is refused. */")
    line("\(signature);")
    line("\(signature) {")
    line("  \(type) inputs[\(constant("INPUTS"))];")
    if pipeline.inputs.contains(where: \.encoding.isCategory) { line("  const char *text;") }
    var offset = 0
    for (index, (member, column)) in zip(members(of: pipeline), pipeline.inputs).enumerated() {
      switch column.encoding {
      case .number(let number): write(number, member, refusal: index + 1, at: offset)
      case .category(let category): write(category, member, refusal: index + 1, at: offset)
      }
      offset += column.width
    }
    line("  forward(inputs, outputs);")
    writeScaling(pipeline.target)
    line("  return 0;")
    line("}")
    line()
    guard case .classes? = pipeline.target else { return }
    line("/* The class that outputs say: the most probable one, of equal ones the first. */")
    let classOf = "enum \(name("class_index")) \(name("class_of"))(const \(type) *outputs)"
    line("\(classOf);")
    line("\(classOf) {")
    if network.outputs == 1 {
      line("  return (enum \(name("class_index")))(outputs[0] > 0.5 ? 1 : 0);")
    } else {
      line("  int k, most = 0;")
      line("  for (k = 1; k < \(constant("OUTPUTS")); k++)")
      line("    if (outputs[k] > outputs[most]) most = k;")
      line("  return (enum \(name("class_index")))most;")
    }
    line("}")
    line()
  }

  // MARK: - Columns

  private mutating func writeEncoders(_ pipeline: Pipeline) {
    if pipeline.inputs.contains(where: { !$0.encoding.isCategory }) {
      line("static int encode_number(double value, double shift, double scale, \(type) *input) {")
      line("  *input = (\(type))((value - shift) / scale);")
      line("  return isfinite(*input) ? 1 : 0;")
      line("}")
      line()
    }
    guard pipeline.inputs.contains(where: \.encoding.isCategory) else { return }
    line("/* Marks the place of the text; 0 if it has none. */")
    line("static int encode_text(const char *text, const char *const *categories, size_t count, \(type) *inputs) {")
    line("  int found = 0;")
    line("  size_t i;")
    line("  for (i = 0; i < count; i++) {")
    line("    const int same = strcmp(text, categories[i]) == 0;")
    line("    inputs[i] = (\(type))same;")
    line("    found |= same;")
    line("  }")
    line("  return found;")
    line("}")
    line()
    for (member, column) in zip(members(of: pipeline), pipeline.inputs) {
      guard case .category(let category) = column.encoding else { continue }
      line("static const char *const categories_of_\(member)[\(category.categories.count)] = {")
      for text in category.categories { line("  \(CText.literal(text)),") }
      line("};")
      line()
    }
  }

  private mutating func write(_ number: NumberEncoding, _ member: String, refusal: Int, at offset: Int) {
    var value = "row->\(member)"
    if let fill = number.fill {
      value = "isnan(row->\(member)) ? \(CText.literal(fill)) : (double)row->\(member)"
    }
    let (shift, scale) = (CText.literal(number.shift), CText.literal(number.scale))
    line("  if (!encode_number(\(value), \(shift), \(scale), &inputs[\(offset)])) return \(refusal);")
    if number.hasIndicator { line("  inputs[\(offset + 1)] = isnan(row->\(member)) ? 1 : 0;") }
  }

  private mutating func write(_ category: CategoryEncoding, _ member: String, refusal: Int, at offset: Int) {
    let count = category.categories.count
    line("  text = row->\(member);")
    if let fill = category.fill {
      line("  if (!text) text = \(CText.literal(fill));")
    } else {
      line("  if (!text) return \(refusal);")
    }
    let encode = "encode_text(text, categories_of_\(member), \(count), &inputs[\(offset)])"
    line(category.ignoresUnknown ? "  (void)\(encode);" : "  if (!\(encode)) return \(refusal);")
    if category.hasIndicator { line("  inputs[\(offset + count)] = row->\(member) ? 0 : 1;") }
  }

  private mutating func writeScaling(_ target: TargetColumn?) {
    for (k, scaling) in network.scalings(for: target).enumerated() where scaling.shift != 0 || scaling.scale != 1 {
      let (scale, shift) = (CText.literal(scaling.scale), CText.literal(scaling.shift))
      line("  outputs[\(k)] = (\(type))(outputs[\(k)] * \(scale) + \(shift));")
    }
  }
}

extension InputColumn.Encoding {
  fileprivate var isCategory: Bool {
    if case .category = self { true } else { false }
  }
}

extension FeedForwardNetwork {
  /// What brings each output to the units of the target: t · scale + shift. Variances are scaled by squares; several
  /// quantiles of a value alike.
  func scalings(for target: TargetColumn?) -> [(scale: Double, shift: Double)] {
    guard case .values(let values)? = target else { return [(Double, Double)](repeating: (1, 0), count: outputs) }
    return (0..<outputs).map { k in
      switch outputActivation {
      case .meanAndVariance:
        let value = values[k % (outputs / 2)]
        return k < outputs / 2 ? (value.scale, value.shift) : (value.scale * value.scale, 0)
      default:
        let value = values[k * values.count / outputs]
        return (value.scale, value.shift)
      }
    }
  }
}
