import FeedForward
import FeedForwardData

extension TrainedModel {
  /// The model as one file of C99 that needs nothing but the standard library: weights with all their bits,
  /// preprocessing, and a function `predict`; with class names, if there are any. Every compiler of C99, C11, C17, C23
  /// or C++11 and later takes it, whatever columns and classes are called, and without a warning of
  /// `-Wall -Wextra -Wconversion -pedantic`.
  ///
  /// Without a pipeline `predict` takes the network's inputs and gives its outputs. With one it takes a `struct row` of
  /// the table's columns, whose members begin with `col_`: numbers as doubles, NaN where missing, and texts in UTF-8,
  /// NULL where missing; shift and scale are computed in `double`, before the network's own type. It gives doubles: a
  /// probability for each class, or with one output that of the second, or the numbers of
  /// ``/FeedForwardData/Pipeline/predictions(from:loss:)``. It returns 0, or the number, from 1, of the first input or
  /// column that it refuses.
  ///
  /// - Parameters:
  ///   - withTests: adds a `main` that checks the outputs for some rows against those of this model. They may
  ///     be twice as far apart as either may be from the exact ones: the bound of <doc:ModelFile>, which
  ///     stands beside each output.
  ///   - prefix: of all names that other files see.
  /// - Throws: ``/FeedForwardData/DataError`` for code, such as an activation of the user's own, a pipeline that
  ///   does not fit the network, a text with a zero in it, and a prefix that is no name.
  public func cSource(withTests: Bool, prefix: String = "") throws -> String {
    _ = try ensemble.architectureJSON()
    try CText.requirePrefix(prefix)
    var source = try CSource(model: self, prefix: prefix)
    try source.write(withTests: withTests)
    return source.text
  }
}

/// A file of C in the making.
struct CSource<Scalar: BLASScalar> {
  let model: TrainedModel<Scalar>
  let prefix: String
  let outputs: ModelOutputs
  private(set) var text = ""
  /// Texts that are too long for a literal, and the names of their arrays.
  private var longTexts: [CodePoints: String] = [:]

  var ensemble: Ensemble<Scalar> { model.ensemble }
  /// The name of the scalar type.
  var type: String { Scalar.tensorType == .f64 ? "double" : "float" }
  private var capitals: String { prefix.uppercased() }
  /// `name` with the prefix.
  func name(_ name: String) -> String { prefix + name }
  func constant(_ name: String) -> String { capitals + name }

  init(model: TrainedModel<Scalar>, prefix: String) throws {
    self.model = model
    self.prefix = prefix
    outputs = try ModelOutputs(model)
  }

  mutating func line(_ line: String = "") { text += line + "\n" }

  mutating func write(withTests: Bool) throws {
    writeHead(withTests: withTests)
    try writeLongTexts()
    try writeNames()
    for (i, member) in ensemble.members.enumerated() { writeWeights(of: member, suffix(ofMember: i)) }
    writeActivations()
    writeForward()
    if let pipeline = model.pipeline { writePredict(pipeline) } else { writePredict() }
    if withTests { try writeTests() }
  }

  private mutating func writeHead(withTests: Bool) {
    let members = ensemble.members.map { CText.comment($0.description) }
    let first = members.count == 1 ? "A feed-forward network" : "The mean of \(members.count) feed-forward networks"
    line("/* \(first), \(members[0]).")
    for member in members.dropFirst() { line("   \(member).") }
    line("   Written by swift-feedforward. C99 or C++11; needs nothing but the standard library. */")
    line("#include <math.h>")
    line("#include <stddef.h>")
    if withTests { line("#include <stdio.h>") }
    if model.pipeline != nil { line("#include <string.h>") }
    line()
    line("enum { \(constant("INPUTS")) = \(ensemble.inputs), \(constant("OUTPUTS")) = \(ensemble.outputs) };")
    line()
  }

  /// Texts of the table; C has a zero at their end.
  private mutating func writeLongTexts() throws {
    guard let pipeline = model.pipeline else { return }
    var texts: [String] = []
    for column in pipeline.inputs {
      guard case .category(let category) = column.encoding else { continue }
      guard !category.categories.isEmpty else {
        throw FilePlace.model.error(
          found: "the column \(column.name.quoted) without a category in C", expected: "at least one")
      }
      texts += category.categories + (category.fill.map { [$0] } ?? [])
    }
    for text in texts + pipeline.classNames {
      try CText.requireNoZero(text)
      guard text.utf8.count > CText.longestLiteral, longTexts[CodePoints(text)] == nil else { continue }
      let name = "text\(longTexts.count)"
      longTexts[CodePoints(text)] = name
      line("static const char \(name)[] = {")
      write(CText.characters(text))
      line("};")
      line()
    }
  }

  /// A text of the table where a pointer is expected.
  func literal(_ text: String) -> String { longTexts[CodePoints(text)] ?? CText.literal(text) }

  /// The columns of a row, and the classes.
  private mutating func writeNames() throws {
    guard let pipeline = model.pipeline else { return }
    line("/* A row of the table. Missing: NAN among numbers, NULL among texts. */")
    line("struct \(name("row")) {")
    for (member, column) in zip(members(of: pipeline), pipeline.inputs) {
      let type = column.encoding.isCategory ? "const char *" : "double "
      line("  \(type)\(member); /* \(CText.comment(column.name)) */")
    }
    line("};")
    line()
    let classes = pipeline.classNames
    guard !classes.isEmpty else { return }
    let names = CText.identifiers(classes, prefix: "class").map { constant($0.uppercased()) }
    line("enum \(name("class_index")) { \(names.joined(separator: ", ")) };")
    line("extern const char *const \(name("class_names"))[\(classes.count)];")
    line("const char *const \(name("class_names"))[\(classes.count)] = {")
    for text in classes { line("  \(literal(text)),") }
    line("};")
    line()
  }

  func members(of pipeline: Pipeline) -> [String] { CText.identifiers(pipeline.inputs.map(\.name), prefix: "col") }

  // MARK: - The network

  /// What the names of a member end with; nothing of the only one.
  private func suffix(ofMember i: Int) -> String { ensemble.members.count == 1 ? "" : "_\(i)" }

  private mutating func writeWeights(of network: FeedForwardNetwork<Scalar>, _ suffix: String) {
    for (l, layer) in network.layers.enumerated() {
      let theta = network.parameters.theta(l)
      line("/* Layer \(l + 1): \(layer.units) neurons, one a row. */")
      line("static const \(type) bias\(l)\(suffix)[\(layer.units)] = {")
      write((0..<layer.units).map { theta[$0, 0] })
      line("};")
      line("static const \(type) weights\(l)\(suffix)[\(layer.units)][\(theta.columns - 1)] = {")
      for j in 0..<layer.units {
        line("  {")
        write(theta.row(j).dropFirst())
        line("  },")
      }
      line("};")
      line()
    }
  }

  private mutating func write(_ numbers: some Sequence<Scalar>) { write(numbers.map { CText.literal($0) }) }

  mutating func write(_ elements: [String]) {
    var row = "   "
    for element in elements {
      row += " \(element),"
      if row.utf8.count > 100 {
        line(row)
        row = "   "
      }
    }
    if row != "   " { line(row) }
  }

  private mutating func writeForward() {
    line("/* z = bias + weights a */")
    line(
      "static void affine(size_t units, size_t inputs, const \(type) *bias, const \(type) *weights, const \(type) *a,")
    line("                   \(type) *z) {")
    line("  size_t i, j;")
    line("  for (j = 0; j < units; j++, weights += inputs) {")
    line("    \(type) sum = bias[j];")
    line("    for (i = 0; i < inputs; i++) sum += weights[i] * a[i];")
    line("    z[j] = sum;")
    line("  }")
    line("}")
    line()
    for (i, member) in ensemble.members.enumerated() { writeForward(of: member, suffix(ofMember: i)) }
    if ensemble.members.count > 1 { writeMean() }
  }

  /// The mean of the members' outputs, added up in double.
  private mutating func writeMean() {
    let (k, outputs) = (ensemble.members.count, ensemble.outputs)
    let half = ensemble.outputActivation.isOfDistributions ? outputs / 2 : outputs
    line("static void forward(const \(type) *inputs, \(type) *outputs) {")
    line("  \(type) t[\(k)][\(outputs)];")
    line("  size_t i, k;")
    for i in 0..<k { line("  forward_\(i)(inputs, t[\(i)]);") }
    line("  for (k = 0; k < \(half); k++) {")
    line("    double sum = 0;")
    line("    for (i = 0; i < \(k); i++) sum += t[i][k];")
    line("    outputs[k] = (\(type))(sum / \(k));")
    line("  }")
    if half < outputs {
      line("  for (k = 0; k < \(half); k++) {")
      line("    double mean = 0, sum = 0;")
      line("    for (i = 0; i < \(k); i++) mean += (double)t[i][k] / \(k);")
      line("    for (i = 0; i < \(k); i++) sum += t[i][k + \(half)] + (t[i][k] - mean) * (t[i][k] - mean);")
      line("    outputs[k + \(half)] = (\(type))(sum / \(k));")
      line("  }")
    }
    line("}")
    line()
  }

  private mutating func writeForward(of network: FeedForwardNetwork<Scalar>, _ suffix: String) {
    let largest = network.layers.map(\.units).max() ?? 1
    line("static void forward\(suffix)(const \(type) *inputs, \(type) *outputs) {")
    let last = network.layers.count - 1
    if last > 0 { line("  \(type) a[\(largest)]\(last > 1 ? ", z[\(largest)]" : "");") }
    // Layers write a and z by turns, the last one the outputs.
    for (l, layer) in network.layers.enumerated() {
      let from = l == 0 ? "inputs" : l % 2 == 1 ? "a" : "z"
      let to = l == last ? "outputs" : l % 2 == 0 ? "a" : "z"
      let inputs = network.sizes[l]
      line("  affine(\(layer.units), \(inputs), bias\(l)\(suffix), weights\(l)\(suffix)[0], \(from), \(to));")
      if let call = layer.activation.cCall(units: layer.units, on: to, literal: { CText.literal(Scalar($0)) }) {
        line("  \(call)")
      }
    }
    line("}")
    line()
  }

  /// Each activation that the network has, once.
  private mutating func writeActivations() {
    var written = Set<String>()
    for layer in ensemble.members.flatMap(\.layers) {
      guard let function = layer.activation.cFunction(suffix: type == "float" ? "f" : "", type: type),
        written.insert(layer.activation.kind).inserted
      else { continue }
      line(function)
    }
  }
}

extension Activation {
  /// The name of its function in C; nil for the identity.
  private var cName: String? {
    if case .identity = self { return nil }
    return "apply_" + kind.map { $0 == "-" ? "_" : "\($0)" }.joined()
  }

  fileprivate func cCall(units: Int, on array: String, literal: (Double) -> String) -> String? {
    guard let cName else { return nil }
    let argument =
      if case .increasing(let groups) = self { "\(groups), " } else {
        elementwise?.parameter.map { literal($0.value) + ", " } ?? ""
      }
    return "\(cName)(\(units), \(argument)\(array));"
  }

  /// The definition of that function; `s` is the suffix of mathematical functions.
  fileprivate func cFunction(suffix s: String, type: String) -> String? {
    guard let cName else { return nil }
    let one = s.isEmpty ? "1.0" : "1.0f"
    let (parameter, body): (String, String)
    switch self {
    case .softmax:
      parameter = ""
      body = """
          \(type) most = z[0], sum = 0;
          size_t k;
          for (k = 1; k < n; k++) most = z[k] > most ? z[k] : most;
          for (k = 0; k < n; k++) sum += z[k] = exp\(s)(z[k] - most);
          for (k = 0; k < n; k++) z[k] /= sum;
        """
    case .meanAndVariance:
      (parameter, body) = ("", "  size_t k;\n  for (k = n / 2; k < n; k++) z[k] = exp\(s)(z[k]);")
    case .increasing:
      parameter = "size_t groups, "
      body = """
          size_t k;
          for (k = 0; k < n; k++) {
            const \(type) x = z[k];
            if (k % (n / groups) != 0) z[k] = z[k - 1] + ((x > 0 ? x : 0) + log1p\(s)(exp\(s)(-fabs\(s)(x))));
          }
        """
    default:
      guard let function = elementwise else { return nil }
      parameter = function.parameter.map { "\(type) \($0.label), " } ?? ""
      body = """
          size_t k;
          for (k = 0; k < n; k++) {
            const \(type) x = z[k];
            z[k] = \(function.c.replacing("$", with: s));
          }
        """
    }
    return "static void \(cName)(size_t n, \(parameter)\(type) *z) {\n\(body)\n}\n".replacingOnes(one)
  }
}

extension String {
  /// Literals are of the scalar type, so that nothing is computed in another.
  fileprivate func replacingOnes(_ one: String) -> String {
    replacing("(1 +", with: "(\(one) +").replacing(": 1 /", with: ": \(one) /")
  }
}
