import FeedForward
import FeedForwardData
import FeedForwardModels

/// What the graph of a model is to give.
enum ModelOutputs {
  /// `label` and `probabilities`; the labels are class indices if there are no names.
  case classes([String])
  /// `prediction`, each output times its scale plus its shift.
  case values(scales: [Double], shifts: [Double])

  /// The names of the graph's outputs.
  var names: [String] {
    switch self {
    case .classes: ["label", "probabilities"]
    case .values: ["prediction"]
    }
  }

  init<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws(ModelFileError) {
    let outputs = model.network.outputs
    switch model.pipeline?.target {
    case nil: self = Self.withoutNames(model.loss, outputs: outputs)
    case .classes(_, let classes):
      guard outputs == classes.count || outputs == 1 && classes.count == 2 else {
        throw .unsupported(
          what: "a network of \(outputs) outputs for \(classes.count) classes",
          expected: "an output for each class, or one for two")
      }
      self = .classes(classes)
    case .values(let values):
      guard !values.isEmpty, outputs % values.count == 0, outputs >= values.count else {
        throw .unsupported(
          what: "a network of \(outputs) outputs for \(values.count) values", expected: "as many outputs for each value"
        )
      }
      self = Self.of(values, model.loss, outputs: outputs)
    }
  }

  /// Class indices where the loss is one of a single class a row, else values as they are.
  private static func withoutNames(_ loss: Loss, outputs: Int) -> Self {
    switch loss {
    case .crossEntropy: .classes([])
    case .binaryCrossEntropy where outputs == 1, .weightedBinaryCrossEntropy where outputs == 1: .classes([])
    default:
      .values(scales: .init(repeating: 1, count: outputs), shifts: .init(repeating: 0, count: outputs))
    }
  }

  /// A variance has the squared scale of its value and no shift; the quantiles of a value stand side by side.
  private static func of(_ values: [ValueTarget], _ loss: Loss, outputs: Int) -> Self {
    let each = outputs / values.count
    return switch loss {
    case .gaussian where each == 2:
      .values(
        scales: values.map(\.scale) + values.map { $0.scale * $0.scale },
        shifts: values.map(\.shift) + values.map { _ in 0 })
    default:
      .values(
        scales: values.flatMap { Array(repeating: $0.scale, count: each) },
        shifts: values.flatMap { Array(repeating: $0.shift, count: each) })
    }
  }
}

extension GraphBuilder {
  /// What the outputs t of a network say, under the names that were kept for it.
  mutating func add(_ outputs: ModelOutputs, of t: String, columns: Int) {
    switch outputs {
    case .classes(let names):
      var probabilities = t
      if columns == 1 {
        probabilities = concatenated([add("Sub", [constant([1], shape: []), t]), t])
      }
      add("Identity", [probabilities], result: "probabilities")
      let largest: [String: Attribute] = ["axis": .integer(1), "keepdims": .integer(0)]
      let integers = names.compactMap { name in Int64(name).flatMap { "\($0)" == name ? Int($0) : nil } }
      if names.isEmpty {
        add("ArgMax", [probabilities], largest, result: "label")
        addOutput("label", .int64, columns: nil)
      } else {
        let index = add("ArgMax", [probabilities], largest)
        let areIntegers = integers.count == names.count
        let labels = areIntegers ? constant(integers) : constant(names, shape: [names.count])
        add("Gather", [labels, index], result: "label")
        addOutput("label", areIntegers ? .int64 : .string, columns: nil)
      }
      addOutput("probabilities", type, columns: max(2, columns))

    case .values(let scales, let shifts):
      var values = t
      if scales.contains(where: { $0 != 1 }) || shifts.contains(where: { $0 != 0 }) {
        // In Double, as the pipeline does.
        let row = [1, columns]
        if type != .double { values = cast(values, to: .double) }
        values = add("Mul", [values, constant(scales, shape: row, type: .double)])
        values = add("Add", [values, constant(shifts, shape: row, type: .double)])
        if type != .double { values = cast(values, to: type) }
      }
      add("Identity", [values], result: "prediction")
      addOutput("prediction", type, columns: columns)
    }
  }
}
