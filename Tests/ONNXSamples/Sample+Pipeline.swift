import FeedForward
import FeedForwardData
import FeedForwardModels

extension Sample {
  /// Models with a pipeline: numbers alone and with texts, missing and unknown values, classes and values.
  static func ofPipelines<Scalar: BLASScalar>(_: Scalar.Type) throws -> [Sample] {
    try cases.map { name, inputs, target, loss, output in
      let pipeline = Pipeline(inputs: inputs, target: target)
      // Behind curves there are several networks.
      let members = try (0..<(name.hasPrefix("curves") ? 3 : 1)).map { i in
        try FeedForwardNetwork<Scalar>(
          inputs: pipeline.width, layers: [Layer(7 + i, .tanh, initializer: .uniform(-1...1)), output],
          seed: UInt64(5 + i))
      }
      return try Sample(name, TrainedModel(ensemble: Ensemble(members), loss: loss, pipeline: pipeline))
    }
  }

  private typealias Case = (
    name: String, inputs: [InputColumn], target: TargetColumn, loss: Loss, output: Layer
  )

  private static let numbers = [
    number(
      "age", NumberEncoding(shift: 1.3, scale: 2.7, fill: 0.4, hasIndicator: true, range: -4...4)),
    number("height", NumberEncoding(range: -4...4)),
    number("weight", NumberEncoding(shift: -0.1, scale: 0.3, fill: 1.1, range: -4...4)),
  ]
  private static let texts = [
    text(
      "city",
      CategoryEncoding(categories: ["Bern", "Oslo", "Åbo"], fill: "Oslo", hasIndicator: true)),
    text("colour", CategoryEncoding(categories: ["blue", "red"], ignoresUnknown: true)),
    text("kind", CategoryEncoding(categories: ["a", "b"])),
  ]
  private static let curves = [
    number(
      "age",
      NumberEncoding(
        shift: 1.3, scale: 0.7, curve: .smoothClip(limit: 3),
        bins: .init(edges: [-3, -0.5, 0.25, 3], means: [0.75, 0.5, 0.25]), fill: 0.4, hasIndicator: true, range: -4...4)
    ),
    number("height", NumberEncoding(curve: .lines(knots: [-3, 0, 2], values: [-2, 0.5, 1.5]), range: -4...4)),
    number("weight", NumberEncoding(bins: .init(edges: [-1, 0, 1], means: [0, 0.5]), fill: 1.1, range: -4...4)),
  ]
  private static let grouped = [
    text("city", CategoryEncoding(categories: ["Bern", "Oslo"], hasRest: true, fill: "Oslo", hasIndicator: true)),
    text("colour", CategoryEncoding(categories: ["blue", "red"], isSigned: true, ignoresUnknown: true)),
    text("kind", CategoryEncoding(categories: ["a", "b"], isSigned: true)),
  ]
  private static let dates = [
    number(
      "day",
      NumberEncoding(
        scale: 3, bins: .init(edges: [-1, 0, 1], means: [0, 0.5]), isDate: true,
        calendar: .init(parts: NumberEncoding.Calendar.Part.allCases, yearShift: 1970, yearScale: 2), fill: 0.4,
        hasIndicator: true, range: -4...4)),
    number("height", NumberEncoding(range: -4...4)),
    number(
      "time", NumberEncoding(isDate: true, calendar: .init(parts: [.dayOfYear, .timeOfDay]), fill: 1.1, range: -4...4)),
  ]
  private static let ordered = [
    text("size", CategoryEncoding(categories: ["S", "M", "L", "XL"], isSigned: true, fill: "M", ignoresUnknown: true))
  ]
  private static let values = [
    ValueTarget(name: "u", shift: 3, scale: 7), ValueTarget(name: "v", shift: -1, scale: 0.2),
  ]

  private static let cases: [Case] = [
    (
      "numbers-classes", numbers, .classes(name: "y", classes: ["no", "perhaps", "yes"]),
      .crossEntropy, Layer(3, .softmax)
    ),
    (
      "numbers-binary", numbers, .classes(name: "y", classes: ["-1", "1"]), .binaryCrossEntropy,
      Layer(1, .logistic)
    ),
    (
      "mixed-classes", [texts[0]] + numbers + texts[1...],
      .classes(name: "y", classes: ["3", "5", "7"]), .crossEntropy,
      Layer(3, .softmax)
    ),
    ("mixed-values", numbers + texts, .values(values), .squaredError, Layer(2, .identity)),
    (
      "texts-binary", texts, .classes(name: "y", classes: ["no", "yes"]), .binaryCrossEntropy,
      Layer(1, .logistic)
    ),
    ("gaussian", numbers, .values(values), .gaussian, Layer(4, .meanAndVariance)),
    (
      "quantiles", numbers, .values(values), .quantile([0.1, 0.5, 0.9]),
      Layer(6, .increasing(groups: 2))
    ),
    (
      "curves-values", curves + grouped,
      .values([
        ValueTarget(name: "u", shift: 0.5, scale: 0.25, logarithmOffset: 1, smearing: 1.25, range: 0...9),
        ValueTarget(name: "v", shift: -1, scale: 0.2, range: -1.1 ... -0.9),
      ]), .squaredError, Layer(2, .identity)
    ),
    ("dates-values", dates, .values(values), .squaredError, Layer(2, .identity)),
    (
      "dates-classes", dates + ordered, .classes(name: "y", classes: ["no", "perhaps", "yes"]), .crossEntropy,
      Layer(3, .softmax)
    ),
    (
      "curves-binary", curves, .classes(name: "y", classes: ["no", "yes"]), .binaryCrossEntropy, Layer(1, .logistic)
    ),
  ]

  private static func number(_ name: String, _ encoding: NumberEncoding) -> InputColumn {
    InputColumn(name: name, encoding: .number(encoding))
  }

  private static func text(_ name: String, _ encoding: CategoryEncoding) -> InputColumn {
    InputColumn(name: name, encoding: .category(encoding))
  }

  /// Rows with every kind of value; what the pipeline refuses is NaN in the outputs.
  private init<Scalar: BLASScalar>(_ name: String, _ model: TrainedModel<Scalar>) throws {
    let type = Scalar.self == Float.self ? "float" : "double"
    let pipeline = model.pipeline ?? Pipeline(inputs: [], target: nil)
    let drawn = try Self.rows(1000, columns: pipeline.inputs.count, Scalar.self)
    var columns: [NewColumn] = []
    var matrix: [[Double?]] = Array(repeating: [], count: drawn.rows)
    self.init(name: "\(name)-\(type)", bytes: try model.onnx())
    for (c, column) in pipeline.inputs.enumerated() {
      switch column.encoding {
      case .number(let encoding):
        // One in eight is missing.
        let numbers = (0..<drawn.rows).map { drawn[$0, c] > 3 ? Scalar.nan : drawn[$0, c] }
        let values = numbers.map { Double($0) }
        columns.append(encoding.isDate ? .days(column.name, values) : .numbers(column.name, values))
        for (r, number) in numbers.enumerated() {
          matrix[r].append(number.isNaN ? nil : Double(number))
        }
        inputs[column.name] = Values(
          type: type, columns: 1, numbers: numbers.map { $0.isNaN ? nil : Double($0) })
      case .category(let encoding):
        // One in eight is missing, one unknown.
        let texts = (0..<drawn.rows).map { r -> String? in
          let draw = Double(drawn[r, c])
          return draw > 3
            ? nil
            : draw > 2
              ? "unheard of" : encoding.categories[Int((draw + 4) * 10) % encoding.categories.count]
        }
        columns.append(.texts(column.name, texts))
        inputs[column.name] = Values(type: "string", columns: 1, texts: texts.map { $0 ?? "" })
      }
    }
    if inputs.values.allSatisfy({ $0.type != "string" }) {
      inputs = ["x": Values(type: type, columns: columns.count, numbers: matrix.flatMap(\.self))]
    }
    let table = try Table(columns: columns)
    for r in 0..<drawn.rows { try add(row: r, of: table, model, pipeline, type: type) }
  }

  private mutating func add<Scalar: BLASScalar>(
    row: Int, of table: Table, _ model: TrainedModel<Scalar>, _ pipeline: Pipeline,
    type: String
  ) throws {
    let k = model.ensemble.outputs
    var outputs: Matrix<Scalar>?
    do {
      outputs = try model.ensemble.predict(try pipeline.inputs(of: table, rows: [row]))
    } catch {
      outputs = nil
    }
    switch pipeline.target {
    case nil: break
    case .classes(_, let names):
      let probabilities = outputs.map { k == 1 ? [1 - $0[0, 0], $0[0, 0]] : $0.elements }
      let largest = probabilities.flatMap { p in p.indices.max { p[$0] < p[$1] } } ?? 0
      labels.append(names[largest])
      append("probabilities", probabilities, columns: names.count, type)
    case .values(let values):
      let each = k / values.count
      let scaled = outputs.map { outputs in
        (0..<k).map { i -> Scalar in
          let value = values[i / each]
          guard case .gaussian = model.loss else { return Scalar(value.scaledBack(outputs[0, i])) }
          // Means stand before variances in the network, each beside its deviation among the predictions.
          let t = outputs[0, i % 2 * values.count + i / 2]
          return Scalar(i % 2 == 0 ? value.scaledBack(t) : Double(t).squareRoot() * value.scale)
        }
      }
      append("prediction", scaled, columns: k, type)
    }
  }

  private mutating func append<Scalar: BLASScalar>(
    _ name: String, _ row: [Scalar]?, columns: Int, _ type: String
  ) {
    let numbers =
      row.map { $0.map { Optional(Double($0)) } } ?? Array(repeating: nil, count: columns)
    outputs[name, default: Values(type: type, columns: columns)].numbers += numbers
  }
}
