import FeedForward
import FeedForwardModels
import Foundation
import TestSupport
import Testing

/// A training that goes on from weights of another library begins at their function of the columns as they stand: one
/// epoch of next to no step shows what it is.
@Suite struct InitialModelTests {
  struct Summary: Decodable {
    struct Judgement: Decodable {
      let r2: Double?
      let accuracy: Double?
      let explained_deviance: Double?
      let pinball_loss: Double?
      let log_likelihood: Double?
    }
    let training: Judgement
  }

  private let oneEpoch = ["--epochs", "1", "--learning-rate", "1e-9", "--json", "--validation", "none"]

  /// y = 3 + 2 a − 0.5 b, a far from 0, and c is constant.
  private static let rows = (0..<40).map { i -> (a: Double, b: Double, c: Double, y: Double) in
    let (a, b) = (1000 + Double(i * 7 % 40), Double(i * i % 11) / 100)
    return (a, b, 5, 3 + 2 * a - 0.5 * b)
  }
  private static let table =
    "a,b,c,y\n" + rows.map { "\($0.a),\($0.b),\($0.c),\($0.y)\n" }.joined()
  /// For the inputs a, b, c.
  private static let theta: [Double] = [3, 2, -0.5, 0]

  private func judged(
    _ folder: Folder, _ table: String, _ model: String, _ options: [String] = []
  ) throws -> Summary.Judgement? {
    let path = try folder.write(table, to: "table.csv")
    let command = try Command(["train", path, "--target", "y", "--initial-model", model] + oneEpoch + options)
    #expect(command.status == 0, "\(command.words)")
    guard command.status == 0 else { return nil }
    return try command.decoded(Summary.self).training
  }

  private func r2(_ folder: Folder, _ table: String, _ model: String, _ options: [String] = []) throws -> Double? {
    try judged(folder, table, model, options)?.r2
  }

  private func onnx<Scalar: BLASScalar>(
    _ network: FeedForwardNetwork<Scalar>, _ loss: Loss, in folder: Folder
  ) throws -> String {
    let (model, onnx) = (folder.path("network"), folder.path("network.onnx"))
    try TrainedModel(network: network, loss: loss).save(to: model)
    #expect(try Command("export", model, "--onnx", onnx).status == 0)
    return onnx
  }

  private func linear(_ theta: [Double] = theta) throws -> FeedForwardNetwork<Double> {
    try FeedForwardNetwork(inputs: theta.count - 1, layers: [Layer(1, .identity)], parameters: theta)
  }

  /// A safetensors file of one layer, as PyTorch's.
  private func stateDict(_ theta: [Double], in folder: Folder) throws -> String {
    let bytes = theta.map { Float($0) }.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) } }
    let end = 4 * theta.count
    let header = """
      {"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
      "0.weight":{"dtype":"F32","shape":[1,\(theta.count - 1)],"data_offsets":[4,\(end)]}}
      """
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 255) }
    let path = folder.path("weights.safetensors")
    try Data(length + Array(header.utf8) + bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [
    [], ["--no-standardize"], ["--scaling", "min-max"], ["--scaling", "robust"], ["--precision", "double"],
    ["--hidden", "none"], ["--loss", "absolute-error"],
  ]) func anExactLinearModelIsExact(options: [String]) throws {
    let folder = try Folder()
    let file = try onnx(linear(), .squaredError, in: folder)
    #expect(try r2(folder, Self.table, file, options) ?? 0 > 0.999999, "\(options)")
  }

  @Test func namedWeights() throws {
    let folder = try Folder()
    let file = try stateDict(Self.theta, in: folder)
    #expect(try r2(folder, Self.table, file, ["--hidden", "none"]) ?? 0 > 0.999999)
  }

  /// A model of ours that was given matrices takes the columns as they stand, too.
  @Test func aModelWithoutAPipeline() throws {
    let folder = try Folder()
    let file = folder.path("network")
    try TrainedModel(network: linear(), loss: .squaredError).save(to: file)
    #expect(try r2(folder, Self.table, file) ?? 0 > 0.999999)
  }

  /// y = 3 + 2 a − 0.5 b + 10 · [kind = q]; a text becomes an input for each category.
  @Test func categories() throws {
    let folder = try Folder()
    let kinds = Self.rows.indices.map { $0 % 3 == 0 ? "q" : "p" }
    let lines = zip(Self.rows, kinds).map { "\($0.a),\($1),\($0.b),\($0.y + ($1 == "q" ? 10 : 0))\n" }
    let file = try onnx(linear([3, 2, 0, 10, -0.5]), .squaredError, in: folder)
    #expect(try r2(folder, "a,kind,b,y\n" + lines.joined(), file) ?? 0 > 0.999999)
  }

  /// The mean stands in for what is missing, and the network has no input that says so.
  @Test func missingValues() throws {
    let folder = try Folder()
    let mean = Self.rows.dropFirst().reduce(0) { $0 + $1.b } / Double(Self.rows.count - 1)
    let lines = Self.rows.enumerated().map { i, row in
      i == 0 ? "\(row.a),,\(row.c),\(3 + 2 * row.a - 0.5 * mean)\n" : "\(row.a),\(row.b),\(row.c),\(row.y)\n"
    }
    for file in [
      try onnx(linear(), .squaredError, in: folder), try stateDict(Self.theta, in: folder),
    ] {
      #expect(try r2(folder, "a,b,c,y\n" + lines.joined(), file, ["--hidden", "none"]) ?? 0 > 0.999999)
    }
  }

  /// Counts are not scaled, and neither is their logarithm.
  @Test func counts() throws {
    let folder = try Folder()
    let lines = Self.rows.map { "\($0.b),\(exp(1 + 3 * $0.b))\n" }
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .exponential)], parameters: [1, 3])
    let file = try onnx(network, .poisson, in: folder)
    let counts = try judged(folder, "b,y\n" + lines.joined(), file, ["--loss", "poisson"])
    #expect(counts?.explained_deviance ?? 0 > 0.999999)
  }

  /// The exact line, with quantiles 1 below and above it: pinball losses of 0.1, 0 and 0.1.
  @Test func quantiles() throws {
    let folder = try Folder()
    let step: [Double] = [log(exp(1.0) - 1), 0, 0, 0]
    let network = try FeedForwardNetwork<Double>(
      inputs: 3, layers: [Layer(3, .increasing())], parameters: [2, 2, -0.5, 0.0] + step + step)
    let levels = Loss.quantile([0.1, 0.5, 0.9])
    let file = try onnx(network, levels, in: folder)
    let loss = try judged(folder, Self.table, file, ["--loss", "quantile:0.1,0.5,0.9"])?.pinball_loss
    // Floats near 2000 are within 10⁻³ of what they stand for after some sums.
    #expect(abs((loss ?? 0) - 0.2 / 3) < 1e-3, "\(loss ?? 0)")
  }

  /// The exact line with a deviation of 2.
  @Test func meansAndVariances() throws {
    let folder = try Folder()
    let network = try FeedForwardNetwork<Double>(
      inputs: 3, layers: [Layer(2, .meanAndVariance)], parameters: Self.theta + [log(4), 0, 0, 0])
    let file = try onnx(network, .gaussian, in: folder)
    let likelihood = try judged(folder, Self.table, file, ["--loss", "gaussian"])?.log_likelihood
    #expect(abs((likelihood ?? 0) + log(2) + log(2 * Double.pi) / 2) < 1e-4, "\(likelihood ?? 0)")
  }

  @Test func classes() throws {
    let folder = try Folder()
    let path = try folder.write(
      "a,b,y\n" + Self.rows.map { "\($0.a),\($0.b),\($0.a > 1019.5 ? "late" : "early")\n" }.joined(), to: "table.csv")
    // One at a = 1019.5, and steep.
    let network = try FeedForwardNetwork<Double>(
      inputs: 2, layers: [Layer(1, .logistic)], parameters: [-1019.5 * 8, 8, 0])
    let file = try onnx(network, .binaryCrossEntropy, in: folder)
    for options in [[], ["--no-standardize"], ["--scaling", "min-max"]] {
      let command = try Command(["train", path, "--target", "y", "--initial-model", file] + oneEpoch + options)
      #expect(command.status == 0, "\(command.words)")
      #expect(try command.decoded(Summary.self).training.accuracy == 1)
    }
  }

  /// A model of ours goes on at its own function, by its own columns, whatever the new table is like.
  @Test func aModelWithItsPipeline() throws {
    let folder = try Folder()
    let (table, model) = (try folder.write(Self.table, to: "table.csv"), folder.path("model"))
    let train = [
      "train", table, "--target", "y", "--hidden", "none", "--output", model, "--json", "--validation", "none",
    ]
    let trained = try Command(train + ["--epochs", "300", "--learning-rate", "0.05", "--l2", "0"])
    #expect(try trained.decoded(Summary.self).training.r2 ?? 0 > 0.999)
    let shifted = "a,b,c,y\n" + Self.rows.map { "\($0.a + 300),\($0.b),5,\($0.y + 600)\n" }.joined()
    #expect(try r2(folder, shifted, model) ?? 0 > 0.99)
  }

  /// An export of ours is the function of its columns, shifted and scaled within; texts are no columns of a network.
  @Test func anExportWithPreprocessing() throws {
    let folder = try Folder()
    let (table, model) = (try folder.write(Self.table, to: "table.csv"), folder.path("model"))
    let train = ["--target", "y", "--hidden", "none", "--output", model, "--json", "--validation", "none"]
    let trained = try Command(["train", table] + train + ["--epochs", "300", "--learning-rate", "0.05", "--l2", "0"])
    let expected = try #require(try trained.decoded(Summary.self).training.r2)
    #expect(try Command("export", model, "--onnx", folder.path("m.onnx"), "--onnx-double").status == 0)
    let found = try #require(try r2(folder, Self.table, folder.path("m.onnx"), ["--scaling", "min-max"]))
    // R² is 1 less squares of errors of floats near 1.
    #expect(abs(found - expected) < 1e-5, "\(found), expected \(expected)")

    let texts = "kind,b,y\n" + Self.rows.map { "\($0.a > 1019 ? "p" : "q"),\($0.b),\($0.y)\n" }.joined()
    let other = try folder.write(texts, to: "texts.csv")
    #expect(try Command(["train", other] + train + ["--epochs", "1"]).status == 0)
    #expect(try Command("export", model, "--onnx", folder.path("m.onnx")).status == 0)
    let command = try Command(["train", other, "--target", "y", "--initial-model", folder.path("m.onnx")] + oneEpoch)
    #expect(command.status == 2 && command.words.contains("a preprocessing that no layer can do"), "\(command.words)")
  }

  @Test func refusals() throws {
    let folder = try Folder()
    let table = try folder.write(Self.table, to: "table.csv")
    let file = try onnx(linear([1, 2]), .squaredError, in: folder)
    let narrow = try Command("train", table, "--target", "y", "--initial-model", file)
    #expect(narrow.status == 64 && narrow.words.contains("holds the layers 1 → 1 identity"), "\(narrow.words)")
    let classes = try Command("train", table, "--target", "c", "--task", "regression", "--initial-model", file)
    #expect(classes.status == 64, "\(classes.words)")
  }
}
