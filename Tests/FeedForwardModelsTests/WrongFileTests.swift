import FeedForward
import FeedForwardData
import FeedForwardModels
import TestSupport
import Testing

/// Files that are no model, though people give them for one: each is named, and what to do.
@Suite struct WrongFileTests {
  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  static let kinds: [(bytes: [UInt8], error: String)] = [
    (ascii("age,price\n1,2\n"), "found text, such as a table, expected a MODEL; a table belongs elsewhere."),
    (ascii("{\"age\": 1}\n"), "found JSON, such as a table, expected a MODEL; a table belongs elsewhere."),
    (
      [0x93] + ascii("NUMPY") + [1, 0, 118, 0],
      "found an array of NumPy (NPY), expected a MODEL; a table belongs elsewhere."
    ),
    ([8, 7, 0x12, 3], "found an ONNX model, expected a MODEL; an ONNX file is where a training may begin."),
    (
      [0x89] + ascii("HDF\r\n"),
      """
      found an HDF5 file, such as of Keras, expected a MODEL; its weights saved as NPZ or safetensors, or the model as \
      ONNX, are where a training may begin.
      """
    ),
    (
      ascii("PK\u{3}\u{4}") + [20, 0],
      """
      found a ZIP archive, such as NPZ or a file of PyTorch, expected a MODEL; weights in NPZ or safetensors are where \
      a training may begin; PyTorch’s torch.save writes neither.
      """
    ),
    (
      [0x80, 2, 0x8A, 10],
      """
      found a pickle of Python, expected a MODEL; a state_dict of PyTorch saved by safetensors.torch.save_file is \
      where a training may begin.
      """
    ),
    ([0x1F, 0x8B, 8, 0], "found data compressed by gzip, expected a MODEL; gunzip t expands it."),
    ([], "found an empty file, expected a MODEL."),
    (
      ascii("<!doctype html><html>"),
      "found a web page, not the file itself, expected a MODEL; download the raw file."
    ),
    (
      ascii("version https://git-lfs.github.com/spec/v1\n"),
      "found a pointer of Git LFS, not the file itself, expected a MODEL; git lfs pull fetches it."
    ),
    (
      Forgery.file(header: #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
      """
      found a safetensors file of another library, expected a MODEL; weights of another library are where a training \
      may begin.
      """
    ),
    (
      Forgery.file(
        header: #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        data: [0, 0, 0, 0]),
      """
      found a safetensors file of another library, by its format “pt”, expected a MODEL; weights of another library \
      are where a training may begin.
      """
    ),
  ]

  @Test(arguments: kinds.indices) func isNamed(_ index: Int) {
    let (bytes, expected) = Self.kinds[index]
    func check(_ role: String, _ read: () throws -> Void) {
      do {
        try read()
        Issue.record("read, expected: \(expected)")
      } catch {
        #expect("\(error)" == "t: " + expected.replacing("MODEL", with: "\(role) that swift-feedforward has saved"))
      }
    }
    check("model") { _ = try AnyTrainedModel(bytes: bytes, named: "t") }
    check("model") { _ = try TrainedModel<Float>(bytes: bytes, named: "t") }
    check("checkpoint") { _ = try Checkpoint<Double>(bytes: bytes, named: "t") }
  }

  @Test func weightsAndFolders() throws {
    #expect {
      _ = try StateDict(bytes: Array("a,b\n1,2\n".utf8), named: "t")
    } throws: {
      "\($0)"
        == "t: found text, such as a table, expected weights in a safetensors or NPZ file; a table belongs elsewhere."
    }
    let folder = try Folder()
    #expect(throws: FileError(folder.url.path, "it is a directory or a device, not a file")) {
      try AnyTrainedModel(contentsOf: folder.url.path)
    }
  }
}
