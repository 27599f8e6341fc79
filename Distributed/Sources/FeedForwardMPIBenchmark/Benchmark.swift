import ArgumentParser
import FeedForward
import FeedForwardMPI
import Foundation

/// What ranks cost: steps that are shared, and messages alone. One JSON object, printed by rank 0.
@main struct Benchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "FeedForwardMPIBenchmark", abstract: "Times steps that ranks share, and their messages.",
    subcommands: [Step.self, Messages.self])
}

extension AsyncParsableCommand {
  /// Runs on all ranks and prints what rank 0 makes of it.
  fileprivate func onAllRanks(_ body: (MPICommunicator) throws -> some Encodable) async throws {
    try await MPI.run { world in
      let result = try body(world)
      guard world.rank == 0 else { return }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
  }
}

/// Steps on random rows.
struct Step: AsyncParsableCommand {
  @Option(help: "Sizes from the inputs to the outputs, as in 784,128,10.") var layers: String
  @Option(help: "Activation of the hidden layers.") var activation = "relu"
  @Option(help: "Rows in a minibatch, all ranks together.") var batch = 64
  @Option(help: "sgd or adam.") var optimizer = "adam"
  @Option(help: "Groups that gradients are summed by.") var groups = 8
  @Option(help: "Threads of each rank.") var threads = 1
  @Option(help: "Seconds for which steps are timed.") var seconds = 1.0

  struct Result: Encodable {
    let ranks: Int
    let threads: Int
    let groups: Int
    let parameters: Int
    /// Median of a step, in microseconds, and the fastest tenth.
    let us: Double
    let fast: Double
    /// Sent by all ranks in a step.
    let bytes: Double
    let messages: Double
    /// A hash of θ after a fixed number of steps.
    let bits: String
  }

  func run() async throws {
    try await onAllRanks { world in
      let training = try training(over: world)
      for _ in 0..<20 { try training.step() }
      let bits = training.network.parameters.elements.reduce(into: UInt64(0)) { hash, number in
        hash = (hash ^ UInt64(number.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
      }
      let before = world.sent
      var times: [Double] = []
      let end = ContinuousClock.now + .seconds(seconds)
      var goesOn = true
      while goesOn {
        let start = ContinuousClock.now
        for _ in 0..<10 { try training.step() }
        times.append((ContinuousClock.now - start) / .microseconds(10))
        // All ranks end after the same step, that of rank 0.
        if times.count % 8 == 0 { goesOn = try world.broadcast([ContinuousClock.now < end ? 1 : 0]) == [1] }
      }
      let steps = Double(10 * times.count)
      // What the broadcasts took is left out: a gather of counts and one of bytes each.
      let broadcasts = Double(times.count / 8 * (world.size - 1))
      let own = [
        Double(world.sent.bytes - before.bytes) - broadcasts * (8 + (world.rank == 0 ? 1 : 0)),
        Double(world.sent.messages - before.messages) - broadcasts * (world.rank == 0 ? 2 : 1),
      ]
      let sums = try world.gather(own.flatMap { withUnsafeBytes(of: $0) { Array($0) } }).map { bytes in
        bytes.withUnsafeBytes {
          [$0.loadUnaligned(as: Double.self), $0.loadUnaligned(fromByteOffset: 8, as: Double.self)]
        }
      }
      times.sort()
      return Result(
        ranks: world.size, threads: threads, groups: groups, parameters: training.network.parameters.count,
        us: times[times.count / 2], fast: times[times.count / 10],
        bytes: sums.reduce(0) { $0 + $1[0] } / steps, messages: sums.reduce(0) { $0 + $1[1] } / steps,
        bits: String(bits, radix: 16))
    }
  }

  private func training(over world: MPICommunicator) throws -> Training<Float> {
    let sizes = layers.split(separator: ",").compactMap { Int($0) }
    guard sizes.count >= 2 else { throw ValidationError("--layers is \(layers); expected at least two sizes") }
    let hidden = try Activation(activation)
    let network = try FeedForwardNetwork<Float>(
      inputs: sizes[0],
      layers: sizes[1..<sizes.count - 1].map { Layer($0, hidden) } + [Layer(sizes[sizes.count - 1], .softmax)], seed: 1)
    var generator = SystemLikeGenerator(state: 7)
    let rows = batch * 32
    let data = try Dataset(
      inputs: Matrix(
        rows: rows, columns: sizes[0],
        elements: (0..<rows * sizes[0]).map { _ in Float.random(in: -1...1, using: &generator) }),
      classes: (0..<rows).map { $0 % sizes[sizes.count - 1] })
    let trainer = Trainer(
      optimizer: optimizer == "sgd" ? .sgd(learningRate: 1e-3) : .adam(), batchSize: batch, epochs: .max,
      threads: threads, gradientGroups: groups)
    return try Training(trainer, of: network, on: data, over: world.size > 1 ? world : nil)
  }
}

/// The same numbers on every rank.
private struct SystemLikeGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// A message there and one back.
struct Messages: AsyncParsableCommand {
  struct Result: Encodable {
    let bytes: Int
    /// One way, in microseconds: half of there and back, the median.
    let us: Double
  }

  func run() async throws {
    try await onAllRanks { world in
      try (0...24).map { power in
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << power, alignment: 64)
        defer { bytes.deallocate() }
        bytes.initializeMemory(as: UInt8.self, repeating: 1)
        let repeats = max(20, min(2000, (1 << 24) >> power))
        var times: [Double] = []
        for _ in 0..<repeats {
          let start = ContinuousClock.now
          for turn in 0..<2 where world.rank < 2 {
            if world.rank == turn {
              try world.send(UnsafeRawBufferPointer(bytes), to: 1 - turn)
            } else {
              try world.receive(into: bytes, from: turn)
            }
            try world.complete()
          }
          times.append((ContinuousClock.now - start) / .microseconds(2))
        }
        times.sort()
        return Result(bytes: 1 << power, us: times[times.count / 2])
      }
    }
  }
}
