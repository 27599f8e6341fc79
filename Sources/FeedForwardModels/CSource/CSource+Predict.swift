import FeedForward
import FeedForwardData

extension CSource {
  private var signature: String {
    model.pipeline == nil
      ? "int \(name("predict"))(const \(type) *inputs, \(type) *outputs)"
      : "int \(name("predict"))(const struct \(name("row")) *row, double *outputs)"
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
    writeDays(pipeline)
    line("/* Outputs: \(meaning). Gives 0, or the number, from 1, of a column whose value is refused. */")
    line("\(signature);")
    line("\(signature) {")
    line("  \(type) inputs[\(constant("INPUTS"))], t[\(constant("OUTPUTS"))];")
    if pipeline.inputs.contains(where: \.encoding.isCategory) { line("  const char *text;") }
    if pipeline.inputs.contains(where: { !$0.encoding.isCategory }) { line("  double number;") }
    var offset = 0
    for (index, (member, column)) in zip(members(of: pipeline), pipeline.inputs).enumerated() {
      switch column.encoding {
      case .number(let number): write(number, member, refusal: index + 1, at: offset)
      case .category(let category): write(category, member, refusal: index + 1, at: offset)
      }
      offset += column.width
    }
    line("  forward(inputs, t);")
    writeOutputs()
    line("  return 0;")
    line("}")
    line()
    guard !pipeline.classNames.isEmpty else { return }
    line("/* The class that outputs say: the most probable one, of equal ones the first. */")
    let classOf = "enum \(name("class_index")) \(name("class_of"))(const double *outputs)"
    line("\(classOf);")
    line("\(classOf) {")
    if ensemble.outputs == 1 {
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
    writeNumberEncoders(pipeline)
    let searches = pipeline.inputs.contains { column in
      if case .category(let category) = column.encoding { !category.isSigned } else { false }
    }
    guard searches else { return }
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
      guard case .category(let category) = column.encoding, !category.isSigned else { continue }
      line("static const char *const categories_of_\(member)[\(category.categories.count)] = {")
      for text in category.categories { line("  \(literal(text)),") }
      line("};")
      line()
    }
  }

  private mutating func write(_ category: CategoryEncoding, _ member: String, refusal: Int, at offset: Int) {
    let count = category.categories.count
    line("  text = row->\(member);")
    if let fill = category.fill {
      line("  if (!text) text = \(literal(fill));")
    } else {
      line("  if (!text) return \(refusal);")
    }
    let (zero, one) = (CText.literal(Scalar(0)), CText.literal(Scalar(1)))
    if category.isSigned {
      line("  inputs[\(offset)] = \(zero);")
      for (i, text) in category.categories.enumerated() {
        let value = CText.literal(Scalar(category.signedValue(i)))
        line("  \(i == 0 ? "" : "else ")if (strcmp(text, \(literal(text))) == 0) inputs[\(offset)] = \(value);")
      }
      if !category.ignoresUnknown { line("  else return \(refusal);") }
    } else {
      let encode = "encode_text(text, categories_of_\(member), \(count), &inputs[\(offset)])"
      if category.hasRest {
        line("  inputs[\(offset + count)] = \(encode) ? \(zero) : \(one);")
      } else {
        line(category.ignoresUnknown ? "  (void)\(encode);" : "  if (!\(encode)) return \(refusal);")
      }
    }
    if category.hasIndicator {
      line("  inputs[\(offset + category.width - 1)] = row->\(member) ? \(zero) : \(one);")
    }
  }

  /// What the outputs are, for a comment.
  private var meaning: String {
    switch outputs {
    case .classes(let names):
      ensemble.outputs == 1
        ? "the probability of \(names.isEmpty ? "class 1" : "the second class")" : "a probability for each class"
    case .values(let values): "numbers, \(CText.comment(values.map(\.name).joined(separator: ", ")))"
    }
  }

  /// In the units of the table, computed in double.
  private mutating func writeOutputs() {
    for (k, value) in columns.enumerated() {
      let t = "t[\(value.output)]"
      guard !value.isIdentity else {
        line("  outputs[\(k)] = \(t);")
        continue
      }
      let (target, output) = (value.target, "outputs[\(k)]")
      let scale = CText.literal(target.scale)
      if value.isDeviation {
        line("  \(output) = sqrt((double)\(t)) * \(scale);")
        continue
      }
      line("  \(output) = (double)\(t) * \(scale) + \(CText.literal(target.shift));")
      if let offset = target.logarithmOffset {
        line("  \(output) = \(CText.literal(target.smearing)) * exp(\(output)) - \(CText.literal(offset));")
      }
      if let range = target.range {
        let (least, most) = (CText.literal(range.lowerBound), CText.literal(range.upperBound))
        line("  if (\(output) < \(least)) \(output) = \(least);")
        line("  if (\(output) > \(most)) \(output) = \(most);")
      }
    }
  }

  /// What `predict` gives, one for each output of the network.
  var columns: [OutputValue] {
    if model.pipeline != nil, case .values(let values) = outputs { return values }
    return (0..<ensemble.outputs).map { OutputValue(name: "", output: $0) }
  }
}

extension InputColumn.Encoding {
  var isCategory: Bool {
    if case .category = self { true } else { false }
  }
}
