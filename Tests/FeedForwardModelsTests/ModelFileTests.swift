import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import TestSupport
import Testing

@Suite struct ModelFileTests {
  private func expectRoundTrip<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws {
    let bytes = try model.serialized()
    let loaded = try TrainedModel<Scalar>(bytes: bytes, named: "a model")
    #expect(isSame(loaded, model), "\(model.network)")
    #expect(try loaded.serialized() == bytes, "\(model.network)")
    var header = 0
    for i in (0..<8).reversed() { header = header << 8 | Int(bytes[i]) }
    #expect(header % 8 == 0)
  }

  @Test func everyActivationAndLossComesBack() throws {
    for model in try Models.all(Float.self) { try expectRoundTrip(model) }
    for model in try Models.all(Double.self) { try expectRoundTrip(model) }
  }

  @Test func pipelinesComeBack() throws {
    try expectRoundTrip(try Models.classifier(Float.self))
    try expectRoundTrip(try Models.classifier(Double.self))
    try expectRoundTrip(try Models.regressor(Float.self))
  }

  /// Written and read with a file between, of a precision that is not known beforehand.
  @Test func filesComeBack() throws {
    let folder = try Folder()
    let path = folder.path("net.safetensors")
    let model = try Models.classifier(Double.self)
    try Models.classifier(Float.self).save(to: path)
    try model.save(to: path)
    guard case .double(let loaded) = try AnyTrainedModel(contentsOf: path) else {
      Issue.record("not of the precision of the file")
      return
    }
    #expect(isSame(loaded, model))
    #expect(try folder.names() == ["net.safetensors"])
    #expect {
      try TrainedModel<Float>(contentsOf: path)
    } throws: {
      "\($0)".contains("layers.0.weight: found F64 of shape [4, 9], expected F32 of shape [4, 9]")
    }
  }

  @Test func codeIsRefused() throws {
    struct Cube: CustomActivation {
      let name = "cube"
      func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {
        for i in z.indices { a[i] = z[i] * z[i] * z[i] }
      }
      func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {
        for i in z.indices { slope[i] = 3 * z[i] * z[i] }
      }
    }
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(3, .custom(Cube())), Layer(1, .identity)])
    #expect {
      try TrainedModel(network: network, loss: .squaredError).serialized()
    } throws: {
      "\($0)".contains("the activation “cube”, which is code")
    }
  }

  /// Outputs that are not finite are remembered as such.
  @Test func infiniteOutputs() throws {
    let parameters: [Float] = [1e30, 1, 0, 1e30]
    let network = try FeedForwardNetwork<Float>(
      inputs: 1, layers: [Layer(1, .exponential), Layer(1, .identity)], parameters: parameters)
    try expectRoundTrip(TrainedModel(network: network, loss: .squaredError))
  }

  /// A network that does not give the recorded outputs is refused, even where every hash is right.
  @Test func goldenRowsAreReplayed() throws {
    let model = try Models.classifier(Float.self)
    var forged = try Forgery(try model.serialized())
    let golden = try #require(forged.metadata["golden"])
    // A digit of the last output.
    var digits = Array(golden)
    let index = try #require(digits.lastIndex { $0.isNumber }) - 4
    digits[index] = digits[index] == "5" ? "6" : "5"
    forged.metadata["golden"] = String(digits)
    let bytes = try forged.sealed()
    #expect {
      try TrainedModel<Float>(bytes: bytes, named: "forged")
    } throws: {
      "\($0)".contains("golden: found row 15, output 0: the network gives")
    }
  }
}
