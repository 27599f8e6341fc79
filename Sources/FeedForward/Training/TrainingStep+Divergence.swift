extension TrainingStep {
  /// Where numbers stop being finite at the rows in the workspace: the first layer, from 1, whose parameters or
  /// activations are not (the output layer if only the loss is not), the row of the minibatch where activations are to
  /// blame, its largest input where that is in the first layer, and the largest magnitude before.
  func divergence() throws(FeedForwardError) -> (layer: Int, row: Int?, column: Int?, largestActivation: Double) {
    let (parameters, workspace) = (error.parameters, error.workspace)
    let layers = workspace.layout.layers
    let layerOfParameters = (1...layers).first { parameters.theta($0 - 1).firstNonFinite != nil }
    _ = try RowPass(.logits, in: workspace, parameters.forward)(.gathered)
    var largest = 0.0
    for l in 0..<layers {
      // Z of a hidden layer is gone, A stands where it was; T of the last is not made yet.
      let a = l == layers - 1 ? workspace.output : workspace.activations[l + 1].columns(from: 1)
      if l == 0 { largest = workspace.inputs.largestMagnitude }
      for r in 0..<workspace.rows where a.rows(r..<r + 1).firstNonFinite != nil {
        if let layerOfParameters { return (layerOfParameters, nil, nil, largest) }
        return (l + 1, r, l == 0 ? workspace.inputs.largestColumn(ofRow: r) : nil, largest)
      }
      if l + 1 == layerOfParameters { break }
      largest = max(largest, a.prefix(workspace.rows).largestMagnitude)
    }
    return (layerOfParameters ?? layers, nil, nil, largest)
  }
}
