import FeedForward
import FeedForwardData
import FeedForwardModels
import Testing

/// Files that were damaged: each is refused, or says the same as before.
@Suite struct DamagedFileTests {
  /// Of less than 2 KB.
  private func small() throws -> TrainedModel<Float> {
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(2, .tanh), Layer(1, .identity)], seed: 1)
    return TrainedModel(network: network, loss: .squaredError, provenance: ["seed": "1"])
  }

  private func expectRefusedOrSame(
    _ bytes: [UInt8], as model: TrainedModel<Float>, _ what: @autoclosure () -> String
  ) -> Bool {
    do {
      let loaded = try TrainedModel<Float>(bytes: bytes, named: "damaged")
      #expect(isSame(loaded, model), "\(what())")
      return false
    } catch {
      #expect(error is DataError, "\(what())")
      return true
    }
  }

  @Test func everyBit() throws {
    let model = try small()
    let bytes = try model.serialized()
    var refused = 0
    for bit in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      if expectRefusedOrSame(damaged, as: model, "bit \(bit)") { refused += 1 }
    }
    // White space, the bit that makes a capital of an escape's digit and the like may change.
    #expect(refused > 8 * bytes.count * 99 / 100, "\(refused) of \(8 * bytes.count)")
  }

  @Test func everyLength() throws {
    let model = try small()
    let bytes = try model.serialized()
    for length in 0..<bytes.count {
      #expect(throws: DataError.self, "\(length) bytes") {
        try TrainedModel<Float>(bytes: Array(bytes.prefix(length)), named: "short")
      }
    }
    #expect(throws: DataError.self) { try TrainedModel<Float>(bytes: bytes + [0], named: "long") }
  }

  /// Bytes replaced, runs removed, doubled and filled, at random.
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomDamage(seed: UInt64) throws {
    let model = try Models.classifier(Float.self)
    let bytes = try model.serialized()
    var generator = Philox(seed: seed, purpose: .test)
    for round in 0..<400 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        let start = Int.random(in: 0..<damaged.count, using: &generator)
        let run = start..<min(damaged.count, start + Int.random(in: 1..<40, using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[start] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged.removeSubrange(run)
        case 2: damaged.insert(contentsOf: damaged[run], at: start)
        default: for i in run { damaged[i] = UInt8(ascii: "9") }
        }
      }
      _ = expectRefusedOrSame(damaged, as: model, "seed \(seed), round \(round)")
    }
  }
}
