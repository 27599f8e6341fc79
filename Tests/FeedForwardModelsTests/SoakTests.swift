import FeedForward
import FeedForwardModels
import Foundation
import Testing

/// The short form of `FeedForwardBenchmark soak`, in a process of its own, so that no other test
/// takes memory meanwhile.
@Suite struct SoakTests {
  @Test func memoryStaysFlat() async {
    await #expect(processExitsWith: .success) {
      let network = try FeedForwardNetwork<Float>(
        inputs: 64, layers: [Layer(64, .relu), Layer(10, .softmax)], seed: 1)
      let model = TrainedModel(network: network, loss: .crossEntropy)
      let row = [Float](repeating: 0.5, count: 64)
      let expected = try network.predict(row)
      let path = NSTemporaryDirectory() + "soak-\(ProcessInfo.processInfo.globallyUniqueString).safetensors"
      defer { try? FileManager.default.removeItem(atPath: path) }
      var before = 0.0
      for round in 0..<60 {
        for _ in 0..<200 {
          let found = try network.predict(row)
          precondition(found == expected)
        }
        try model.save(to: path)
        let found = try TrainedModel<Float>(contentsOf: path).network.predict(row)
        precondition(found == expected)
        if round == 20 { before = residentMegabytes() }
      }
      precondition(residentMegabytes() - before < 4, "\(before) MB became \(residentMegabytes()) MB")
    }
  }
}

/// What of this process stands in the machine's memory; 0 where the system does not say.
private func residentMegabytes() -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
  return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0) / 1024
}
