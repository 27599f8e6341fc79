import FeedForward
import FeedForwardData
import FeedForwardModels
import Testing

/// Names and texts in files are their code points: two that Swift takes for one stay two.
@Suite struct CodePointNamesTests {
  private static let names = ["\u{E9}", "e\u{301}"]

  @Test func keysOfJSON() throws {
    let place = FilePlace(file: "text", path: "value")
    let text = #"{"\#(Self.names[0])":1,"\#(Self.names[1])":2}"#
    #expect(try JSON(text, at: place).text == text)
    #expect(throws: DataError.self) { try JSON(#"{"\#(Self.names[0])":1,"\#(Self.names[0])":2}"#, at: place) }
  }

  @Test func namesOfTensors() throws {
    let (first, second) = (Self.names[0], Self.names[1])
    let dict = try StateDict(
      arrays: [
        ("\(second).weight", [1, 2], [7, 8]), ("\(first).weight", [2, 3], [1, 2, 3, 4, 5, 6]),
        ("\(first).bias", [2], [10, 20]), ("\(second).bias", [1], [30]),
      ], named: "weights")
    let network: FeedForwardNetwork<Double> = try dict.network(
      inputs: 3, layers: [Layer(2, .tanh), Layer(1, .identity)])
    #expect(network.parameters.elements == [10, 1, 2, 3, 20, 4, 5, 6, 30, 7, 8])
    let entry = #""dtype":"F32","shape":[1],"data_offsets""#
    let file = Forgery.file(
      header: #"{"\#(first)":{\#(entry):[0,4]},"\#(second)":{\#(entry):[4,8]}}"#, data: [UInt8](repeating: 0, count: 8))
    _ = try StateDict(bytes: file, named: "weights")
  }

  /// Columns, categories and classes of a model come back from its file.
  @Test func textsOfModels() throws {
    let columns = Self.names.map { name in
      InputColumn(name: name, encoding: .category(CategoryEncoding(categories: Self.names, fill: name)))
    }
    let pipeline = Pipeline(inputs: columns, target: .classes(name: "y", classes: Self.names))
    let network = try FeedForwardNetwork<Float>(inputs: 4, layers: [Layer(2, .softmax)], seed: 1)
    let model = TrainedModel(network: network, loss: .crossEntropy, pipeline: pipeline)
    let bytes = try model.serialized()
    #expect(try TrainedModel<Float>(bytes: bytes, named: "model").serialized() == bytes)
    // Each text fills its own place, in the rows that the file is checked by and in C.
    let source = try model.cSource(withTests: true)
    for literal in [#""\303\251""#, #""e\314\201""#] { #expect(source.contains("text = \(literal);"), "\(literal)") }
  }
}
