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

  /// Throws unless all ranks are at the same work: by the engine that computes, settings, network and data.
  ///
  /// - Parameter mixed: whether they may compute by different instruction sets.
  func requireSame<Scalar: BLASScalar>(
    _ problem: TrainingProblem<Scalar>, _ state: TrainingState<Scalar>, _ validation: Dataset<Scalar>?, mixed: Bool
  ) throws(FeedForwardError) {
    try requireSame(["version": EngineDescription.version])
    if !mixed { try requireSame(["engine": EngineDescription.path]) }
    let optimizer = problem.trainer.optimizer
    if mixed, optimizer is any ObjectiveOptimizer, !(optimizer is LevenbergMarquardt) {
      throw .invalidSetting(
        name: "optimizer", value: "one that looks at more than one place, with ranks that compute differently",
        expected: "ranks that compute alike, Levenberg–Marquardt, or an optimizer for minibatches")
    }
    let settings = problem.trainer.settings(of: problem.network)
    try requireSame([
      "settings": settings.map { "\($0.name): \($0.text ?? "of your own")" }.joined(separator: ", "),
      "epochs": "\(problem.trainer.epochs)", "network": Digest(problem.network.parameters.elements).text,
      "data": problem.data.digest, "validation data": validation?.digest ?? "none",
      "state": "after \(state.steps) steps" + (state.optimizer.map { ", " + Digest($0.elements).text } ?? ""),
    ])
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
