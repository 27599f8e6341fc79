import Foundation
import TestSupport
import Testing

@Suite struct ExportTests {
  @Test func picturesAndPagesAreWritten() throws {
    let folder = try Folder()
    for (name, target, heading) in [
      ("iris", "species", "Confusion matrix"), ("digits", "digit", "First layer"),
      ("diabetes", "progression", "progression"),
    ] {
      let (plot, report) = (folder.path("\(name).svg"), folder.path("\(name).html"))
      let command = try Command(
        "train", try folder.dataset(name), "--target", target, "--epochs", "5", "--plot", plot, "--report", report)
      #expect(command.status == 0, "\(command.words)")
      #expect(try folder.read("\(name).svg").hasPrefix("<svg"))
      let page = try folder.read("\(name).html")
      for part in [heading, "Prediction of “\(target)”", "learning rate", "Columns", "Settings", "rows to learn from"] {
        #expect(page.contains(part), "\(name): \(part)")
      }
      #expect(page.contains(target == "progression" ? ">mean<" : ">shares of classes<"), "\(name)")
      #expect(!page.contains("http:") || page.contains("http://www.w3.org/2000/svg"))
    }
  }

  @Test func modelsAreWrittenAsCAndONNX() throws {
    let folder = try Folder()
    let model = folder.path("model")
    #expect(
      try Command("train", try folder.dataset("wine"), "--target", "cultivar", "--epochs", "5", "--output", model)
        .status == 0)
    let (c, onnx) = (folder.path("net.c"), folder.path("net.onnx"))
    let command = try Command("export", model, "--c", c, "--onnx", onnx, "--with-tests")
    #expect(command.status == 0, "\(command.words)")
    let source = try folder.read("net.c")
    #expect(source.contains("predict(") && source.contains("int main("))
    #expect(try Data(contentsOf: URL(fileURLWithPath: onnx)).count > 64 * 13 * 4)
    #expect(try Command("export", model, "--c", c).status == 0)
    #expect(try !folder.read("net.c").contains("int main("))
    for arguments in [["export", model], ["export", model, "--onnx", onnx, "--with-tests"]] {
      #expect(try Command(arguments).status == 64)
    }
  }
}
