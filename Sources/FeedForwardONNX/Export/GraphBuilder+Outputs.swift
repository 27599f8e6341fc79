import FeedForward
import FeedForwardData
import FeedForwardModels

extension ModelOutputs {
  /// The names of the graph's outputs.
  var names: [String] {
    switch self {
    case .classes: ["label", "probabilities"]
    case .values: ["prediction"]
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

    case .values(let values):
      add("Identity", [inUnits(t, values)], result: "prediction")
      addOutput(
        "prediction", tableType, columns: columns, description: "Columns: \(values.map(\.name).joined(separator: ", "))"
      )
    }
  }

  /// Outputs in the units of the table, computed in Double, as the pipeline does.
  private mutating func inUnits(_ t: String, _ values: [OutputValue]) -> String {
    let order = values.map(\.output)
    let t = order == Array(order.indices) ? t : add("Gather", [t, constant(order)], ["axis": .integer(1)])
    guard values.contains(where: { !$0.isIdentity }) else { return cast(t, from: type, to: tableType) }
    let row = [1, values.count]
    var numbers = cast(t, from: type, to: .double)
    if values.contains(where: \.isDeviation) {
      numbers = add("Where", [constant(values.map(\.isDeviation), shape: row), add("Sqrt", [numbers]), numbers])
    }
    // A deviation is scaled and no more.
    let targets = values.map { $0.isDeviation ? ValueTarget(name: "", scale: $0.target.scale) : $0.target }
    if targets.contains(where: { $0.scale != 1 || $0.shift != 0 }) {
      numbers = add("Mul", [numbers, constant(targets.map(\.scale), shape: row, type: .double)])
      numbers = add("Add", [numbers, constant(targets.map(\.shift), shape: row, type: .double)])
    }
    if targets.contains(where: { $0.logarithmOffset != nil }) {
      let smeared = add("Mul", [constant(targets.map(\.smearing), shape: row, type: .double), add("Exp", [numbers])])
      let powers = add("Sub", [smeared, constant(targets.map { $0.logarithmOffset ?? 0 }, shape: row, type: .double)])
      numbers = add("Where", [constant(targets.map { $0.logarithmOffset != nil }, shape: row), powers, numbers])
    }
    if targets.contains(where: { $0.range != nil }) {
      let least = constant(targets.map { $0.range?.lowerBound ?? -.infinity }, shape: row, type: .double)
      let most = constant(targets.map { $0.range?.upperBound ?? .infinity }, shape: row, type: .double)
      numbers = add("Min", [add("Max", [numbers, least]), most])
    }
    return cast(numbers, from: .double, to: tableType)
  }
}
