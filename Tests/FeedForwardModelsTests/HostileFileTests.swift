import FeedForward
import FeedForwardModels
import Testing

/// A file that is no model, for a reason that the error says.
func expectRefused(_ bytes: [UInt8], _ reason: String, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(sourceLocation: sourceLocation) {
    try AnyTrainedModel(bytes: bytes, named: "evil")
  } throws: {
    guard "\($0)".contains(reason) else {
      print("\($0) — expected \(reason)")
      return false
    }
    return true
  }
}

/// A model whose metadata have another text in one place is refused.
func expectRefused<Scalar: BLASScalar>(
  _ model: TrainedModel<Scalar>, with change: (key: String, from: String, to: String, reason: String)
) throws {
  var forged = try Forgery(model.serialized())
  let text = try #require(forged.metadata[change.key])
  try #require(text.contains(change.from), "\(text)")
  forged.metadata[change.key] = text.replacing(change.from, with: change.to, maxReplacements: 1)
  expectRefused(try forged.sealed(), change.reason)
}

/// Files that somebody made to do harm: each is refused with a sentence that says where and why.
@Suite struct HostileFileTests {
  static let entry = #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#
  static let zeros = [UInt8](repeating: 0, count: 4)

  /// Headers and what is said of them, with four bytes of data.
  static let headers: [(header: String, reason: String)] = [
    ("", "expected an object"),
    ("[]", "expected an object"),
    (#"{"a":{\#(entry)}"#, "the end of the text"),
    (#"{"a":{\#(entry)}} x"#, "expected the end of the JSON text"),
    (#"{"a":{\#(entry)},}"#, "expected a string in quotes"),
    (#"{"a":{\#(entry)},"a":{\#(entry)}}"#, "the key “a” a second time"),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "the key “dtype” a second time"),
    (#"{"a":{\#(entry)},"__metadata__":{"k":"","k":""}}"#, "the key “k” a second time"),
    (#"{"a":{\#(entry)},"__metadata__":{"k":1}}"#, "expected a string"),
    (#"{"a":{\#(entry)},"__metadata__":{"k":{"l":"m"}}}"#, "expected a string"),
    (#"{"a":{\#(entry)},"b":{\#(entry)}}"#, "b: found bytes that belong to another tensor too"),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}"#,
      "gap"
    ),
    (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}"#, "a gap before its bytes"),
    (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#, "data: found 4 bytes, expected 3"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "data_offsets [0, 8]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "expected 8 bytes for shape [2] of F32"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "data_offsets [4, 0]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, "-4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, "8"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, "two data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]}}"#, "shape [0, 9]"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, "a file can hold"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, "9223372036854775808"),
    (#"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#, "1e0"),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, "found “1”, expected a comma"),
    (#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#, "at most 8"),
    (#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, "the type “F31”"),
    (#"{"a":{\#(entry),"code":"rm"}}"#, "the unknown member “code”"),
    (#"{"a":null}"#, "expected an object"),
    (#"{"a":{\#(entry)}}"# + "\u{0}", "byte 0"),
    (#"{"\u00"#, "expected a hexadecimal digit"),
    (#"{"\ud800":1}"#, "surrogate"),
    (#"{"\x":1}"#, "an escape of JSON"),
    ("{\"a\nb\":1}", "no control character"),
  ]

  @Test(arguments: headers.indices) func header(_ index: Int) {
    let (header, reason) = Self.headers[index]
    expectRefused(Forgery.file(header: header, data: Self.zeros), reason)
  }

  @Test func lengthsOfTheHeader() {
    expectRefused([], "evil: found an empty file, expected a model that swift-feedforward has saved.")
    expectRefused([UInt8](repeating: 0xFF, count: 8), "evil: found text")
    expectRefused([0, 0, 0, 0, 0, 0, 0, 0x80] + Self.zeros, "evil: found data of an unknown kind")
    expectRefused([5, 0, 0, 0, 0, 0, 0, 0] + Self.zeros, "evil: found data of an unknown kind")
    expectRefused(
      [5, 0, 0, 0, 0, 0, 0, 0, UInt8(ascii: "{")] + Self.zeros.dropFirst(), "expected at most 4 in a file of 12 bytes")
  }

  @Test func notUTF8() {
    for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]] {
      let header = Array("{\"".utf8) + bytes + Array("\":1}".utf8)
      let file = [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header
      expectRefused(file, "a byte that is not UTF-8")
    }
  }

  @Test func depthAndNumbers() throws {
    let tensors = (0...10_000).map { #""\#($0)":{"dtype":"U8","shape":[1],"data_offsets":[\#($0),\#($0 + 1)]}"# }
    expectRefused(
      Forgery.file(header: "{\(tensors.joined(separator: ","))}", data: [UInt8](repeating: 0, count: 10_001)),
      "more than 10000 tensors")
    var forged = try Forgery(Models.regressor(Float.self).serialized())
    for (key, depth) in [("architecture", 33), ("architecture", 100_000), ("pipeline", 1_000_000)] {
      forged.metadata[key] = String(repeating: "[", count: depth)
      expectRefused(try forged.sealed(), "more than 32 levels")
      forged = try Forgery(Models.regressor(Float.self).serialized())
    }
    forged.metadata["architecture"] = "[" + String(repeating: "0,", count: 1 << 18) + "0]"
    expectRefused(try forged.sealed(), "more than 262144 values")
    forged = try Forgery(Models.regressor(Float.self).serialized())
    forged.metadata["pipeline"] = "[" + String(repeating: "0,", count: 20_000) + "0]"
    expectRefused(try forged.sealed(), "00 values")
    forged = try Forgery(Models.regressor(Float.self).serialized())
    for i in 0..<1000 { forged.metadata["\(i)"] = "" }
    expectRefused(try forged.sealed(), "more than 1000 texts")
    forged = try Forgery(Models.classifier(Float.self).serialized())
    let golden = try #require(forged.metadata["golden"])
    forged.metadata["golden"] = golden.replacing(#"],["#, with: #"],[],["#, maxReplacements: 1)
    expectRefused(try forged.sealed(), "golden.inputs[1]: found 0 numbers")
    forged.metadata["golden"] = golden.replacing(#"{"inputs":[["#, with: #"{"inputs":[["1","#)
    expectRefused(try forged.sealed(), "golden.inputs[0][0]: found the text “1”")
    forged.metadata["golden"] = golden.replacing(#"{"inputs":[["#, with: #"{"inputs":[[1e99,"#)
    expectRefused(try forged.sealed(), "golden.inputs[0][0]: found the number 1e99")
  }

  /// What the texts of a model say, changed with the hash made right.
  static let changes: [(key: String, from: String, to: String, reason: String)] = [
    ("version", "2", "3", "version: found “3”, expected “1” or “2”"),
    ("kind", "model", "checkpoint", "kind: found “checkpoint”"),
    ("format", "swift", "sloth", "of another library, by its format “sloth-feedforward”"),
    ("architecture", #""inputs":9"#, #""inputs":8"#, "layers.0.weight: found F32 of shape [4, 9]"),
    ("architecture", #""units":4"#, #""units":9223372036854775807"#, "layers.0.weight"),
    ("architecture", #""units":4"#, #""units":-4"#, "architecture"),
    ("architecture", #""units":4"#, #""units":4.0"#, "architecture.layers[0].units: found the number 4.0"),
    ("architecture", #""relu""#, #""rule""#, "architecture.layers[0].activation: found The activation “rule”"),
    ("architecture", #""relu""#, #""softmax""#, "softmax in a hidden layer"),
    ("architecture", #""relu""#, #""relu","slope":1"#, "the unknown member “slope”"),
    ("architecture", #""relu""#, #""leaky-relu""#, "“leaky-relu”, expected “leaky-relu(slope: 0.01)”"),
    ("architecture", #""relu""#, #""leaky-relu(slope: 0.10)""#, "expected “leaky-relu(slope: 0.1)”"),
    ("architecture", #""relu""#, #""leaky-relu(slope: -1)""#, "slope of leaky-relu -1.0, expected a number ≥ 0"),
    ("architecture", #""relu""#, #""leaky-relu(slope: 1e999)""#, "slope of leaky-relu inf"),
    ("architecture", #""relu""#, #""tanh""#, "golden: found row"),
    ("architecture", #""relu""#, #""relu","units":4"#, "the key “units” a second time"),
    ("loss", "binary-cross-entropy", "poisson", "does not go with"),
    ("loss", "binary-cross-entropy", "huber", "“huber”, expected “huber(delta: 1)”"),
    ("loss", "binary-cross-entropy", "hubris", "The loss “hubris”"),
    (
      "pipeline", #""scale":14.5"#, #""scale":0"#,
      "pipeline.inputs[0].number.scale: found 0.0, expected a number above 0"
    ),
    ("pipeline", #""scale":14.5"#, #""scale":null"#, "pipeline.inputs[0].number.scale: found nothing"),
    ("pipeline", #"[0.42,80.0]"#, #"[80.0,0.42]"#, "the least and the largest value"),
    ("pipeline", #""C","#, #""C","C","#, "“C” a second time"),
    ("pipeline", #""C","#, "", "columns that make 8 inputs, expected 9"),
    ("pipeline", #""fill":"два""#, #""fill":"два!""#, "expected one of the categories"),
    ("pipeline", #""yes ✓""#, #""yes","maybe""#, "3 classes"),
    ("pipeline", #""klasse""#, #""age""#, "“age” a second time"),
    ("golden", #"{"inputs":[["#, #"{"inputs":[[0,"#, "golden.inputs[0]: found one more number, expected 16 rows of 9"),
    ("golden", #"{"inputs":[["#, #"{"inputs":[[],["#, "golden.inputs[0]: found 0 numbers"),
    ("golden", #"{"inputs":[["#, #"{"input":[["#, "golden: found the unknown member “input”"),
    ("provenance", #""5""#, "5", "provenance.seed: found the number 5"),
    ("provenance", "{", "{{", "provenance, byte 1"),
  ]

  @Test(arguments: changes.indices) func text(_ index: Int) throws {
    try expectRefused(Models.classifier(Float.self), with: Self.changes[index])
  }

  @Test func textsAndTensorsThatAreNotThere() throws {
    let whole = try Forgery(Models.classifier(Float.self).serialized())
    for key in whole.metadata.keys where key != "pipeline" && key != "format" {
      var forged = whole
      forged.metadata[key] = nil
      expectRefused(key == "sha256" ? try forged.bytes() : try forged.sealed(), "\(key): found nothing")
    }
    var forged = whole
    forged.metadata["code"] = "import os"
    expectRefused(try forged.sealed(), "the unknown key “code”")
    forged = whole
    forged.tensors["layers.2.bias"] = [
      "dtype": "F32", "shape": [1], "data_offsets": [forged.data.count, forged.data.count + 4],
    ]
    forged.data += Self.zeros
    expectRefused(try forged.sealed(), "layers.2.bias: found a tensor, expected none")
    forged = whole
    forged.data[0] ^= 1
    expectRefused(try forged.bytes(), "it was changed or damaged")
    // NaN in place of a weight.
    forged.data.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F])
    expectRefused(try forged.sealed(), "a network that makes no sense: Parameters, row 0")
  }
}
