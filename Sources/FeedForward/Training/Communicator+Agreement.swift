extension Communicator {
  /// What the bits of a training by all ranks depend on beside data and settings: that of each rank, once.
  func enginesOfAll() throws(FeedForwardError) -> [String] {
    var engines: [String] = []
    for bytes in try gather(Array(EngineDescription.path.utf8)) {
      let engine = String(decoding: bytes, as: UTF8.self)
      if !engines.contains(engine) { engines.append(engine) }
    }
    return engines
  }

  /// Throws unless all ranks are at the same work: by the engine that computes, settings, network and data. Rows of
  /// others, where each holds a share, have to be of the same kind.
  ///
  /// - Parameter mixed: whether they may compute by different instruction sets.
  func requireSame<Scalar: BLASScalar>(
    _ trainer: Trainer, of network: FeedForwardNetwork<Scalar>, on data: Dataset<Scalar>,
    validation: Dataset<Scalar>?, _ holding: RowHolding, continuing state: TrainingState<Scalar>, mixed: Bool
  ) throws(FeedForwardError) {
    if size == 1 { return }
    let settings = trainer.settings(of: network)
    let text = { (data: Dataset<Scalar>) in holding == .all ? data.digest : data.kind }
    try requireSame([
      "version": EngineDescription.version, "engine": mixed ? "" : EngineDescription.path,
      "settings": settings.map { "\($0.name): \($0.text ?? "of your own")" }.joined(separator: ", "),
      "epochs": "\(trainer.epochs)", "network": Digest(network.parameters.elements).text,
      "holding": holding.rawValue, "data": text(data), "validation data": validation.map(text) ?? "none",
      "state": "after \(state.steps) steps" + (state.optimizer.map { ", " + Digest($0.elements).text } ?? ""),
    ])
  }
}

extension TrainingProblem {
  /// Throws for an optimizer whose steps ranks that compute differently do not agree on.
  func requireAgreement() throws(FeedForwardError) {
    guard trainer.optimizer is any ObjectiveOptimizer, !(trainer.optimizer is LevenbergMarquardt) else { return }
    throw .invalidSetting(
      name: "optimizer", value: "one that looks at more than one place, with ranks that compute differently",
      expected: "ranks that compute alike, Levenberg–Marquardt, or an optimizer for minibatches")
  }
}

/// A number that says whether two lists of numbers have the same bits.
private struct Digest {
  private var hash: UInt64 = 0x9E37_79B9_7F4A_7C15

  init<Number: BinaryFloatingPoint>(_ numbers: [Number]) {
    for number in numbers { add(Double(number).bitPattern) }
  }

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
    hash ^= hash >> 32
  }

  var text: String { String(hash, radix: 16) }
}

extension Dataset {
  /// What rows of other ranks have to be like.
  fileprivate var kind: String {
    let targets =
      switch targets {
      case .values(let values): "\(values.columns) values"
      case .classes: "a class"
      }
    return "rows of \(inputs.columns) inputs and \(targets)\(weights == nil ? "" : ", with weights")"
  }

  /// Its size and what its numbers come to.
  fileprivate var digest: String {
    var digest = Digest(inputs.elements)
    switch targets {
    case .values(let values): for value in values.elements { digest.add(Double(value).bitPattern) }
    case .classes(let classes): for number in classes { digest.add(UInt64(bitPattern: Int64(number))) }
    }
    for weight in weights ?? [] { digest.add(weight.bitPattern) }
    return "\(count) rows, \(digest.text)"
  }
}
