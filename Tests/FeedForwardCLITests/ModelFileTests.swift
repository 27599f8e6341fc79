import Foundation
import TestSupport
import Testing

/// Files of models, as a user meets them.
@Suite struct ModelFileTests {
  /// Whenever, wherever, with however many threads, and after however many kills.
  @Test func theSameTrainingGivesTheSameBytes() throws {
    let (folder, other) = (try Folder(), try Folder())
    let text = try folder.read(URL(fileURLWithPath: try folder.dataset("iris")).lastPathComponent)
    let elsewhere = try other.write(text, to: "iris.csv")
    let train = { (data: String, output: String, more: [String]) in
      let command = try Command(
        ["train", data, "--target", "species", "--epochs", "12", "--dropout", "0.1", "--output", output] + more)
      #expect(command.status == 0, "\(command.words)")
      return try Data(contentsOf: URL(fileURLWithPath: output))
    }
    let data = folder.path("iris.csv")
    let first = try train(data, folder.path("first"), ["--threads", "1"])
    #expect(try train(data, folder.path("second"), ["--threads", "2"]) == first)
    #expect(try train(elsewhere, other.path("third"), ["--json", "--report", other.path("r.html")]) == first)
    let checkpoint = folder.path("k")
    let options = ["--target", "species", "--dropout", "0.1"]
    #expect(try Command(["train", data, "--epochs", "5", "--checkpoint", checkpoint] + options).status == 0)
    #expect(try train(data, folder.path("resumed"), ["--resume", checkpoint]) == first)
    let found = try ["1", "2"].map { threads in
      let output = folder.path("found-\(threads)")
      let command = try Command(
        "search", data, "--target", "species", "--candidates", "2", "--epochs", "3", "--folds", "2", "--output", output,
        "--threads", threads)
      #expect(command.status == 0, "\(command.words)")
      return try Data(contentsOf: URL(fileURLWithPath: output))
    }
    #expect(found[0] == found[1])
    let inspected = try Command("inspect", folder.path("first")).output
    #expect(inspected.contains("data: iris.csv\n") && !inspected.contains("seconds"))
  }

  /// The kind is told by the first bytes, and so is what was expected.
  @Test func whatIsNoModelIsNamed() throws {
    let folder = try Folder()
    let (data, model) = (try folder.dataset("iris"), folder.path("model"))
    #expect(try Command("train", data, "--target", "species", "--epochs", "1", "--output", model).status == 0)
    #expect(try Command("export", model, "--onnx", folder.path("net")).status == 0)
    let kinds: [(String, [UInt8], String)] = [
      ("text", Array("a,b,c,d,e,f,g\n1,2,3\n".utf8), "found text"), ("short", Array("a\n".utf8), "found text"),
      ("json", Array("{\"a\": [1, 2, 3]}".utf8), "found JSON"), ("empty", [], "found an empty file"),
      ("zip", Array("PK\u{3}\u{4}".utf8) + [20, 0, 0, 0, 0, 0, 0, 0], "found a ZIP archive"),
      ("npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0], "found an array of NumPy"),
      ("pickle", [0x80, 4, 0x95, 1, 2, 3, 4, 5, 6, 7, 8], "found a pickle"),
      ("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "found data compressed by gzip"),
      ("hdf5", [0x89] + Array("HDF\r\n".utf8) + [0x1A, 10, 0, 0], "found an HDF5 file"),
      ("idx", [0, 0, 8, 1, 0, 0, 0, 5, 1, 2, 3, 4, 5], "found an array in IDX"),
      ("noise", (0..<64).map { UInt8($0 * 37 % 251) }, "found data of an unknown kind"),
    ]
    for (name, bytes, expected) in kinds {
      let path = folder.path(name)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      for call in [
        ["predict", path, data], ["evaluate", path, data], ["inspect", path],
        ["export", path, "--c", folder.path("c")],
      ] {
        let command = try Command(call)
        #expect(command.status == 2 && command.output.isEmpty)
        #expect(
          command.words.contains(expected) && command.words.contains("expected a model that"), "\(command.words)")
        #expect(!command.words.contains("length of the header"))
      }
    }
    let onnx = try Command("predict", folder.path("net"), data)
    #expect(onnx.status == 2 && onnx.words.contains("found an ONNX model, expected a model that"), "\(onnx.words)")
    for name in ["predict", "evaluate"] {
      let command = try Command(name, data, model)
      #expect(
        command.status == 2
          && command.words == """
            Error: \(data): found text, such as a table, expected a model, which comes first: \
            feedforward \(name) \(model) \(data).

            """,
        "\(command.words)")
    }
    for path in [model, folder.path("net"), folder.path("pickle"), folder.path("hdf5")] {
      let command = try Command("train", path, "--target", "species")
      #expect(command.status == 2 && command.words.contains("expected a table"), "\(command.words)")
    }
    // ONNX by its bytes, not by its name.
    let onward = try Command(
      "train", data, "--target", "species", "--epochs", "1", "--initial-model", folder.path("net"))
    #expect(onward.status == 0, "\(onward.words)")
  }
}
