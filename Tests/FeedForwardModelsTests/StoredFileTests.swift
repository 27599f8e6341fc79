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
    var expected = try Models.classifier(Double.self)
    // At that time fewer texts stood for missing values.
    expected.pipeline?.reading.missing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]
    #expect(float.pipeline == expected.pipeline && double.pipeline == expected.pipeline)
    #expect(float.provenance == expected.provenance && "\(double.loss)" == "\(expected.loss)")
    #expect("\(double.network)" == "\(expected.network)")
    let row = [0.5, -1, 0, 1, 0, 0, 1, 0, 1]
    let outputs = (try float.network.predict(row.map { Float($0) })[0], try double.network.predict(row)[0])
    #expect(abs(Double(outputs.0) - Self.output) <= ErrorBound(float.ensemble).ofOutputs(for: row)[0] + 0x1p-25)
    #expect(abs(outputs.1 - Self.output) <= 2 * ErrorBound(double.ensemble).ofOutputs(for: row)[0])
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

  /// What version 1 has of settings is what Swift prints of values: it is read into canonical texts, and what it does
  /// not say differs from every setting.
  @Test func settingsOfVersion1() throws {
    let classes = try Checkpoint<Float>(contentsOf: path("checkpoint-1-classes.safetensors")).settings
    let expected = [
      "optimizer": "sgd(learningRate: 0.01, momentum: 0.9, nesterov: true)", "loss": "cross-entropy", "l2": "0.3",
      "l1": "0",
      "earlyStopping":
        "early-stopping(criterion: patience(epochs: 4), minimumImprovement: 0, measure: loss, ties: earlier)",
      "schedule": "cosine(period: 3, minimum: 0, periodFactor: 1)", "dropout": "dropout(hidden: [0.2], inputs: 0)",
      "classWeights": "balanced", "clipping": "none", "maxNorm": "none", "batchSize": "8", "shuffle": "true",
      "network": "2 → 3 elu(alpha: 1) → 3 softmax, 21 parameters (Float)", "diagnostics": "false",
    ]
    for (name, text) in expected { #expect(classes[name] == text) }
    #expect(classes["activation of layer 1"] == nil)
    let rprop = try Checkpoint<Float>(contentsOf: path("checkpoint-1-rprop.safetensors")).settings
    #expect(rprop["optimizer"] == Rprop().setting?.description && rprop["loss"] == "squared-error")
    #expect(rprop["schedule"] == "warm-up(epochs: 1, then: constant)")
    let huber = try Checkpoint<Float>(contentsOf: path("checkpoint-1-huber.safetensors")).settings
    #expect(huber["loss"] == "huber of parameters that are not in the file")
    #expect(
      huber["earlyStopping"] == "early-stopping(criterion: never, minimumImprovement: 0, measure: loss, ties: earlier)")
    #expect(huber["network"] == "2 → 3 leaky-relu(slope: 0.01) → 1 identity, 13 parameters (Float)")
    guard case .float(let model) = try AnyTrainedModel(contentsOf: path("model-1-huber.safetensors")) else {
      Issue.record("of another precision")
      return
    }
    #expect("\(model.loss)" == "huber(delta: 0.5)")
    #expect("\(model.network.layers[0].activation)" == "leaky-relu(slope: 0.01)")
  }

  /// Other texts that version 1 may have, as Swift printed them.
  @Test(arguments: [
    ("optimizer", "LBFGS(memory: 3, gradientTolerance: 1e-10)", "l-bfgs(memory: 3, gradientTolerance: 1e-10)"),
    (
      "optimizer", "ScaledConjugateGradient(distance: 5e-05, scale: 1e-06, gradientTolerance: 1e-10)",
      "scg(distance: 5e-5, scale: 1e-6, gradientTolerance: 1e-10)"
    ),
    ("optimizer", "AutomaticOptimizer()", "automatic"),
    (
      "optimizer",
      """
      Rprop(variant: FeedForward.Rprop.Variant.minus, increase: 1.1, decrease: 0.5, initialStep: \
      FeedForward.Rprop.InitialStep.drawn(from: ClosedRange(0.05...0.2), seed: 3), smallestStep: 0.0, largestStep: 50.0)
      """,
      """
      rprop(variant: rprop-, increase: 1.1, decrease: 0.5, initialStep: drawn(from: 0.05, to: 0.2, seed: 3), \
      smallestStep: 0, largestStep: 50)
      """
    ),
    (
      "schedule",
      """
      warmUp(epochs: 2.0, then: FeedForward.LearningRateSchedule.reduceOnPlateau(factor: 0.5, patience: 1, \
      minimumImprovement: 0.0001, minimum: 0.0))
      """,
      "warm-up(epochs: 2, then: plateau(factor: 0.5, patience: 1, minimumImprovement: 0.0001, minimum: 0))"
    ),
    (
      "earlyStopping",
      """
      EarlyStopping(criterion: FeedForward.EarlyStopping.Criterion.any([FeedForward.EarlyStopping.Criterion.\
      trainingProgress(below: 0.1, strip: 5), FeedForward.EarlyStopping.Criterion.eachOnce([FeedForward.EarlyStopping.\
      Criterion.risingStrips(8, strip: 5)])]), minimumImprovement: 0.0)
      """,
      """
      early-stopping(criterion: any(criteria: [training-progress(below: 0.1, strip: 5), each-once(criteria: \
      [rising-strips(strips: 8, strip: 5)])]), minimumImprovement: 0, measure: loss, ties: earlier)
      """
    ),
    ("clipping", "norm(1.5)", "norm(limit: 1.5)"), ("classWeights", "each([1.0, 10.0])", "each(weights: [1, 10])"),
    ("loss", "none", "squared-error"), ("schedule", "custom((Function))", "custom((Function))"),
    ("loss", "quantile", "quantile of parameters that are not in the file"), ("maxNorm", "3.0", "3"),
  ]) func otherSettingsOfVersion1(name: String, old: String, canonical: String) throws {
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(1, .identity)])
    #expect(network.settings([name: old], ofVersion: "1") == [name: canonical])
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
      let bounds = ErrorBound(Ensemble(network)).ofOutputs(for: row)
      for (k, found) in try network.predict(row).enumerated() {
        #expect(abs(found - t[k]) <= 2 * bounds[k], "\(kind), output \(k): \(found), PyTorch \(t[k])")
      }
    }
  }
}
