import FeedForward
import FeedForwardData
import FeedForwardModels

extension FeedForwardNetwork {
  /// The layers of an ONNX file: those of ``FeedForwardModels/TrainedModel/onnx(inDouble:)``, of `torch.onnx`,
  /// skl2onnx and others that write a chain of `Gemm`, or `MatMul` and `Add`, with the activations of
  /// ``/FeedForward/Activation`` between.
  ///
  /// From a file of ours come the layers alone, with the same bits: its preprocessing, labels and scales are not part
  /// of a network. In any other file the chain has to begin at an input and to end at the only output of numbers that
  /// is not on the way to another; casts, shapes and the map of class names around it are passed over, and so is what
  /// stands in where a number is missing. Columns that are shifted and scaled become so in the layer next to them.
  ///
  /// Types and shapes are followed through the graph by the rules of its operator set, 7 to 26. What does not make
  /// each row of a table of its own row alone is refused, such as a softmax over another axis or over merged rows; so
  /// are operators, domains and attributes that are not known here, a second result that is used, and a value that is
  /// not of the type and shape that the file declares. An input of more dimensions is one of rows if the graph
  /// flattens each of them first.
  ///
  /// Nothing is allocated that the size of the file does not warrant, whatever the file says.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: what errors call it.
  ///   - alone: whether the network is to be all that the file computes, also in one of ours: in
  ///     the units of its columns.
  /// - Throws: ``/FeedForwardData/DataError`` with the node or tensor.
  /// - Complexity: O(bytes).
  public init(onnx bytes: [UInt8], named name: String, alone: Bool = false) throws {
    let graph = try ImportedGraph(bytes, file: name, alone: alone)
    var chain = LayerChain<Scalar>(graph)
    do {
      try chain.read()
    } catch is DataError where graph.isOurs {
      throw FilePlace(file: name, path: "graph").error(
        found: "a model of ours with a preprocessing that no layer can do",
        expected: "columns of numbers; the model's own file holds its preprocessing")
    }
    let layers = chain.layers.reversed()
    let parameters = layers.flatMap(\.theta.elements)
    guard let first = layers.first else {
      throw FilePlace(file: name, path: "graph").error(found: "no layer", expected: "at least one")
    }
    self = try FilePlace(file: name, path: "layers").checking("what no network has", "a network") {
      try FeedForwardNetwork(
        inputs: first.theta.columns - 1, layers: layers.map { Layer($0.theta.rows, $0.activation) },
        parameters: parameters)
    }
  }
}
