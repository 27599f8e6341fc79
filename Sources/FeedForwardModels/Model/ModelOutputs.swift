import FeedForward
import FeedForwardData

/// What the outputs of a model say, for other programs: the words and units of the table.
package enum ModelOutputs {
  /// The probability of each class, or with one output that of the second of two; class indices if there are no names.
  case classes([String])
  /// Numbers, in the order of the columns of predictions.
  case values([OutputValue])

  package init<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws {
    let outputs = model.ensemble.outputs
    if let pipeline = model.pipeline, pipeline.width != model.ensemble.inputs {
      throw FilePlace.model.error(
        found: "a network of \(model.ensemble.inputs) inputs after a pipeline that makes \(pipeline.width)",
        expected: "as many")
    }
    switch model.pipeline?.target {
    case nil: self = Self.withoutNames(model.loss, outputs: outputs)
    case .classes(_, let classes):
      guard outputs == classes.count || outputs == 1 && classes.count == 2 else {
        throw FilePlace.model.error(
          found: "a network of \(outputs) outputs for \(classes.count) classes",
          expected: "an output for each class, or one for two")
      }
      self = .classes(classes)
    case .values(let values):
      guard !values.isEmpty, outputs % values.count == 0, outputs >= values.count else {
        throw FilePlace.model.error(
          found: "a network of \(outputs) outputs for \(values.count) values",
          expected: "as many outputs for each value")
      }
      self = .values(Self.values(values, model.loss, outputs: outputs))
    }
  }

  /// Class indices where the loss is one of a single class a row, else values as they are.
  private static func withoutNames(_ loss: Loss, outputs: Int) -> Self {
    switch loss {
    case .crossEntropy: .classes([])
    case .binaryCrossEntropy where outputs == 1, .weightedBinaryCrossEntropy where outputs == 1: .classes([])
    default: .values((0..<outputs).map { OutputValue(name: "y\($0 + 1)", output: $0) })
    }
  }

  /// The network gives all means before all variances; the quantiles of a value side by side.
  private static func values(_ values: [ValueTarget], _ loss: Loss, outputs: Int) -> [OutputValue] {
    let each = outputs / values.count
    return values.enumerated().flatMap { i, value -> [OutputValue] in
      let number = { (k: Int, name: String) in
        OutputValue(name: name, output: k, target: value)
      }
      switch loss {
      case .gaussian where each == 2:
        let names = [value.name].normalNames
        let deviation = OutputValue(name: names[1], output: values.count + i, target: value, isDeviation: true)
        return [number(i, names[0]), deviation]
      case .quantile(let levels) where levels.count == each:
        return [value.name].quantileNames(levels).enumerated().map { number(i * each + $0, $1) }
      default: return (0..<each).map { number(i * each + $0, each == 1 ? value.name : "\(value.name)_\($0 + 1)") }
      }
    }
  }
}

/// A column of predictions, of an output t of the network: what it says of the target, or √t · scale of a variance.
package struct OutputValue {
  package let name: String
  /// The output of the network.
  package let output: Int
  /// What it is said of; the output as it stands where there are no columns.
  package var target = ValueTarget(name: "")
  /// Whether it is the standard deviation of which the network gives the variance.
  package var isDeviation = false

  /// Whether it is the output as it stands.
  package var isIdentity: Bool { target.isIdentity && !isDeviation }

  /// In Double, in the unit of the table.
  package func value(of t: Double) -> Double { isDeviation ? t.squareRoot() * target.scale : target.scaledBack(t) }
}
