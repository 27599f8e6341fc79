extension Communicator {
  /// Throws unless all ranks are at the same work: by the engine that computes, settings, network and data.
  func requireSame<Scalar: BLASScalar>(
    _ problem: TrainingProblem<Scalar>, _ state: TrainingState<Scalar>, _ validation: Dataset<Scalar>?
  ) throws(FeedForwardError) {
    try requireSame(["engine": EngineDescription.path])
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
