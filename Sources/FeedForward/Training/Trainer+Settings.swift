extension Trainer {
  /// What decides the bits of a training of that network, by name: the canonical text of every setting but the number
  /// of epochs, which may grow, and threads. nil for code of the user's own that has no text. Settings that are younger
  /// than files that hold these are left out where they are at their defaults.
  package func settings<Scalar: BLASScalar>(
    of network: FeedForwardNetwork<Scalar>
  ) -> [(name: String, text: String?)] {
    let loss = loss ?? .standard(for: network.outputActivation)
    let texts: KeyValuePairs = [
      "network": network.description, "optimizer": optimizerText, "loss": loss.description,
      "l2": l2.shortestText, "l1": l1.shortestText, "batchSize": "\(batchSize)", "shuffle": "\(shuffle)",
      "seed": "\(seed)", "earlyStopping": earlyStopping?.description ?? "none",
      "schedule": schedule.knownText, "clipping": clipping?.description ?? "none",
      "dropout": noise.dropout.description, "inputNoise": noise.inputs.shortestText,
      "labelSmoothing": noise.labelSmoothing.shortestText, "maxNorm": maxNorm?.shortestText ?? "none",
      "classWeights": classWeights?.description ?? "none", "diagnostics": "\(diagnostics)",
    ]
    let younger: KeyValuePairs = [
      "decaySchedule": decaySchedule.knownText, "dropoutSchedule": dropoutSchedule.knownText,
      "partRates": partRates.description, "gradientGroups": "\(gradientGroups)",
    ]
    let defaults = ["\(Schedule.constant)", "\(PartRates.alike)", "1"]
    return texts.map { ($0, $1) } + younger.filter { !defaults.contains($1 ?? "") }.map { ($0, $1) }
  }

  /// A rule of the user's own is never taken for one of the engine.
  private var optimizerText: String? {
    optimizer is any EngineOptimizer
      ? optimizer.setting?.description : optimizer.setting.map { "custom(rule: \($0))" }
  }
}
