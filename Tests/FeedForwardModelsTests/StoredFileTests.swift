import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Testing

/// Files that were written once: by earlier versions, and by other libraries.
@Suite struct StoredFileTests {
  private func path(_ name: String) throws -> String {
    try #require(Bundle.module.url(forResource: "Files/\(name)", withExtension: nil)).path
  }

  /// A model of version 1 of the format loads for ever, and gives the outputs that it gave.
  @Test func modelOfVersion1() throws {
    guard case .float(let float) = try AnyTrainedModel(contentsOf: path("model-1-float.safetensors")),
      case .double(let double) = try AnyTrainedModel(contentsOf: path("model-1-double.safetensors"))
    else {
      Issue.record("of another precision")
      return
    }
    let expected = try Models.classifier(Double.self)
    #expect(float.pipeline == expected.pipeline && double.pipeline == expected.pipeline)
    #expect(float.provenance == expected.provenance && "\(double.loss)" == "\(expected.loss)")
    #expect("\(double.network)" == "\(expected.network)")
    let row = [0.5, -1, 0, 1, 0, 0, 1, 0, 1]
    let outputs = (try float.network.predict(row.map { Float($0) })[0], try double.network.predict(row)[0])
    #expect(abs(Double(outputs.0) - Self.output) <= ErrorBound(float.network).ofOutputs(for: row)[0] + 0x1p-25)
    #expect(abs(outputs.1 - Self.output) <= 2 * ErrorBound(double.network).ofOutputs(for: row)[0])
  }

  /// What the network in Double gave when the files were written; that in Float has its parameters, rounded.
  private static let output = 0.585291268007767

  /// Python's package puts texts and tensors into another order; the hash is of what they say.
  @Test func savedAgainByPython() throws {
    let names = ["model-1-float.safetensors", "model-1-saved-by-python.safetensors"]
    let files = try names.map { try Data(contentsOf: URL(fileURLWithPath: path($0))) }
    try #require(files[0] != files[1])
    let models = try names.map { try TrainedModel<Float>(contentsOf: path($0)) }
    #expect(isSame(models[0], models[1]))
  }

  @Test func checkpointOfVersion1() throws {
    let checkpoint = try Checkpoint<Float>(contentsOf: path("checkpoint-1.safetensors"))
    #expect(checkpoint.state.epochs == 2 && checkpoint.state.steps == 15 && !checkpoint.isFinished)
    #expect(checkpoint.state.history.epochs.map(\.epoch) == [1, 2])
  }

  private struct Expected: Decodable {
    let rows: [[Double]]
    let f64, f32, f16, bf16, keras: [[Double]]
  }

  /// State dicts that Python's packages wrote give the outputs that PyTorch computed, up to twice the error bound.
  @Test(arguments: ["f64", "f32", "f16", "bf16", "keras", "npz"]) func stateDict(kind: String) throws {
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: URL(fileURLWithPath: path("state-dicts.json"))))
    let (name, outputs) =
      switch kind {
      case "f64": ("pytorch-f64.safetensors", expected.f64)
      case "f32": ("pytorch-f32.safetensors", expected.f32)
      case "f16": ("pytorch-f16.safetensors", expected.f16)
      case "bf16": ("pytorch-bf16.safetensors", expected.bf16)
      case "keras": ("keras-f32.safetensors", expected.keras)
      default: ("weights.npz", expected.f32)
      }
    let network: FeedForwardNetwork<Double> = try StateDict(contentsOf: path(name)).network(
      inputs: 3, layers: [Layer(5, .tanh), Layer(2, .identity)])
    for (row, t) in zip(expected.rows, outputs) {
      let bounds = ErrorBound(network).ofOutputs(for: row)
      for (k, found) in try network.predict(row).enumerated() {
        #expect(abs(found - t[k]) <= 2 * bounds[k], "\(kind), output \(k): \(found), PyTorch \(t[k])")
      }
    }
  }
}
