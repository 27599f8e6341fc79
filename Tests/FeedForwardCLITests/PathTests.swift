import TestSupport
import Testing

/// The instruction set and who multiplies, as the environment chooses them.
@Suite struct PathTests {
  private func run(_ environment: String, _ arguments: String...) throws -> Command {
    try Command(arguments + ["--preset", "fast"], script: "\(environment) exec \"$0\" \"$@\"")
  }

  @Test(arguments: [("FEEDFORWARD_ISA", "avx9"), ("FEEDFORWARD_PRODUCTS", "mkl")])
  func refused(name: String, value: String) throws {
    let folder = try Folder()
    let command = try run(
      "\(name)=\(value)", "train", try folder.dataset("iris"), "--target", "species", "--epochs", "1")
    #expect(command.status == 64, "\(command.words)")
    #expect(command.words.contains("\(name) is \(value); expected "), "\(command.words)")
  }

  /// The same file with any number of threads, on each path that the processor has; each path says what it is.
  @Test(arguments: ["avx512", "avx2", "baseline"], ["own", "blas"])
  func sameBits(set: String, products: String) throws {
    let folder = try Folder()
    let data = try folder.dataset("digits"), environment = "FEEDFORWARD_ISA=\(set) FEEDFORWARD_PRODUCTS=\(products)"
    var models: [String] = []
    for threads in ["1", "2", "3"] {
      let model = folder.path("model-\(threads)")
      let command = try run(
        environment, "train", data, "--target", "digit", "--epochs", "20", "--hidden", "70", "--threads", threads,
        "--output", model)
      if command.words.contains("FEEDFORWARD_ISA is \(set); expected") { return }
      #expect(command.status == 0, "\(command.words)")
      models.append(try Command("inspect", model, "--json").output)
    }
    #expect(Set(models).count == 1, "\(environment)")
    let text = try #require(models.first)
    #expect(text.contains("element-wise kernels: \(set); products: \(products)"), "\(text)")
  }

  /// A training that goes on elsewhere says so, and so does its model.
  @Test func mixture() throws {
    let folder = try Folder()
    let (data, checkpoint, model) = (try folder.dataset("iris"), folder.path("c"), folder.path("m"))
    let options = [
      "train", data, "--target", "species", "--preset", "fast", "--checkpoint", checkpoint, "--output", model,
      "--batch-size", "16",
    ]
    let start = "FEEDFORWARD_PRODUCTS=blas FEEDFORWARD_ISA=baseline exec \"$0\" \"$@\""
    #expect(try Command(options + ["--epochs", "2"], script: start).status == 0)
    let rest = try Command(
      options + ["--epochs", "4", "--resume", checkpoint], script: "FEEDFORWARD_ISA=baseline exec \"$0\" \"$@\"")
    #expect(rest.status == 0 && rest.words.contains(", then baseline: the bits are not"), "\(rest.words)")
    #expect(try Command("inspect", model).output.contains(", then baseline"))
  }
}
