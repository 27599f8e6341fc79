extension Communicator {
  /// Where numbers stop being finite in the first layer, and there at the first row, of what each rank has found at its
  /// own.
  func first(of own: Divergence) throws(FeedForwardError) -> Divergence {
    let found: [Divergence] = try gather([own]).map { $0[0] }
    let layer = found.map(\.layer).min()
    let there = found.filter { $0.layer == layer }
    var first = there.first { $0.row != nil } ?? there[0]
    first.largestActivation = found.map(\.largestActivation).max() ?? 0
    return first
  }
}

extension TrainingStep {
  /// Where numbers stop being finite at the rows in the workspace; the output layer if only the loss is not.
  ///
  /// - Parameter rows: of the training data, that are in the workspace.
  func divergence(
    epoch: Int, step: Int, retainedEpoch: Int, rows: ArraySlice<Int>
  ) throws(FeedForwardError) -> Divergence {
    var largest = 0.0
    func found(layer: Int, row: Int? = nil, column: Int? = nil) -> Divergence {
      Divergence(
        epoch: epoch, step: step, layer: layer, retainedEpoch: retainedEpoch,
        row: row.map { rows[rows.startIndex + $0] }, column: column, largestActivation: largest)
    }
    let (parameters, workspace) = (error.parameters, error.workspace)
    let layers = workspace.layout.layers
    let layerOfParameters = (1...layers).first { parameters.theta($0 - 1).firstNonFinite != nil }
    _ = try RowPass(.logits, in: workspace, parameters.forward)(.gathered)
    for l in 0..<layers {
      // Z of a hidden layer is gone, A stands where it was; T of the last is not made yet.
      let a = l == layers - 1 ? workspace.output : workspace.activations[l + 1].columns(from: 1)
      if l == 0 { largest = workspace.inputs.largestMagnitude }
      for r in 0..<workspace.rows where a.rows(r..<r + 1).firstNonFinite != nil {
        if let layerOfParameters { return found(layer: layerOfParameters) }
        return found(layer: l + 1, row: r, column: l == 0 ? workspace.inputs.largestColumn(ofRow: r) : nil)
      }
      if l + 1 == layerOfParameters { break }
      largest = max(largest, a.prefix(workspace.rows).largestMagnitude)
    }
    return found(layer: layerOfParameters ?? layers)
  }
}
