import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Testing

/// The exported file goes through a C compiler, without a warning, and its own tests.
@Suite struct CSourceTests {
  struct Outcome {
    let status: Int32
    let output: String
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Outcome {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }

  /// `cc`; Swift brings clang.
  private static let compiler = (try? run("cc", ["--version"]).status) == 0 ? "cc" : "clang"

  /// Compiles a program of files and runs it.
  private func compileAndRun(_ files: [String: String]) throws -> Outcome {
    let folder = try TemporaryFolder()
    for (name, text) in files { try text.write(toFile: folder.path(name), atomically: false, encoding: .utf8) }
    let program = folder.path("program")
    let compiled = try Self.run(
      Self.compiler,
      ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", program] + files.keys.sorted().map(folder.path)
        + ["-lm"])
    guard compiled.status == 0 else {
      Issue.record("\(compiled.output)")
      return compiled
    }
    return try Self.run(program, [])
  }

  private func expectAgreement<Scalar: BLASScalar>(_ model: TrainedModel<Scalar>) throws {
    let outcome = try compileAndRun(["net.c": model.cSource(withTests: true)])
    #expect(
      outcome.status == 0 && outcome.output.hasPrefix("16 rows, 0 failures"), "\(model.network)\n\(outcome.output)")
  }

  /// Every hidden activation in one network, small enough that none of them is saturated.
  private func everyActivation<Scalar: BLASScalar>(_: Scalar.Type) throws -> TrainedModel<Scalar> {
    let layers = Models.hidden.enumerated().map { Layer(3 + $0 % 4, $1, initializer: .glorotUniform) }
    let network = try FeedForwardNetwork<Scalar>(inputs: 3, layers: layers + [Layer(2, .identity)], seed: 3)
    return TrainedModel(network: network, loss: .squaredError)
  }

  @Test func hiddenActivations() throws {
    try expectAgreement(try everyActivation(Float.self))
    try expectAgreement(try everyActivation(Double.self))
  }

  @Test(arguments: Models.outputs.indices) func outputActivation(_ index: Int) throws {
    if index % 2 == 0 {
      try expectAgreement(try Models.all(Float.self)[index])
    } else {
      try expectAgreement(try Models.all(Double.self)[index])
    }
  }

  @Test func pipelines() throws {
    try expectAgreement(try Models.classifier(Float.self))
    try expectAgreement(try Models.classifier(Double.self))
    try expectAgreement(try Models.regressor(Float.self))
  }

  /// Logits of several hundred, where careless formulas overflow.
  @Test(arguments: [Activation.logistic, .silu, .gelu, .softplus, .elu(), .tanh, .softmax]) func saturated(
    activation: Activation
  ) throws {
    let parameters: [Float] = [0, 300, -200, 1, -150, 50, -3, 20, 90, 5, -300, 7]
    let network = try FeedForwardNetwork<Float>(
      inputs: 2, layers: [Layer(4, activation)], parameters: parameters)
    try expectAgreement(TrainedModel(network: network, loss: .absoluteError))
  }

  /// The tests in the file are able to fail.
  @Test func aWrongWeightIsFound() throws {
    let source = try Models.classifier(Float.self).cSource(withTests: true)
    let weights = try #require(source.range(of: "weights1[1][4] = {\n  {\n    "))
    let first = try #require(source[weights.upperBound...].firstIndex(of: ","))
    let outcome = try compileAndRun(["net.c": source.replacingCharacters(in: weights.upperBound..<first, with: "0.5f")])
    #expect(outcome.status == 1 && outcome.output.contains("output 0:"), "\(outcome.output)")
  }

  /// A program that uses the functions, two models in one.
  @Test func usedByAProgram() throws {
    let classifier = try Models.classifier(Float.self).cSource(withTests: false, prefix: "first_")
    let regressor = try Models.regressor(Float.self).cSource(withTests: false, prefix: "second_")
    let program = """
      #include <math.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <string.h>
      enum first_class_index { FIRST_CLASS_NO, FIRST_CLASS_YES };
      struct first_row { float age, fare; const char *port, *klasse; };
      struct second_row { float x; };
      int first_predict(const struct first_row *row, float *outputs);
      enum first_class_index first_class_of(const float *outputs);
      extern const char *const first_class_names[2];
      int second_predict(const struct second_row *row, float *outputs);
      int main(void) {
        struct first_row row = {30, 10, "C", NULL};
        struct second_row other = {1};
        float t[2], again[2];
        printf("%d ", first_predict(&row, t));
        row.klasse = "\\320\\264\\320\\262\\320\\260";
        printf("%d %d ", first_predict(&row, again), t[0] == again[0]);
        row.port = "nowhere";
        printf("%d ", first_predict(&row, t));
        row.port = NULL;
        printf("%d ", first_predict(&row, t));
        row.port = "C";
        row.klasse = "drie";
        printf("%d ", first_predict(&row, t));
        row.age = NAN;
        printf("%d ", first_predict(&row, t));
        t[0] = 0.75f;
        printf("%s %d ", first_class_names[first_class_of(t)], FIRST_CLASS_YES);
        printf("%d", second_predict(&other, t));
        return 0;
      }
      """
    let outcome = try compileAndRun(["a.c": classifier, "b.c": regressor, "main.c": program])
    // The indicator of a missing klasse tells the two rows apart; an unknown port is zeros, a missing one is not.
    #expect(outcome.output == "0 0 0 0 3 4 1 yes ✓ 1 0")
  }

  @Test func hexadecimalNumbers() {
    #expect(CText.literal(1.5) == "0x1.8p0" && CText.literal(Float(-0.1)) == "-0x1.99999ap-4f")
    #expect(CText.literal(Double.leastNonzeroMagnitude) == "0x0.0000000000001p-1022")
    #expect(CText.literal(Float.leastNonzeroMagnitude) == "0x1p-149f")
    #expect(CText.literal(-0.0) == "-0.0" && CText.literal(Double.infinity) == "INFINITY")
    #expect(CText.literal("a\"?\\\n1é") == #""a\"\?\\\0121\303\251""#)
  }

  @Test func identifiers() {
    let names = ["age", "Age", "größe", "1st", "int", "", "_x", "a b", "a-b", "sex"]
    #expect(
      CText.identifiers(names)
        == ["age", "Age_2", "gr__e", "c1st", "int_2", "c", "c_x", "a_b", "a_b_2", "sex"])
  }

  @Test func textsThatCCannotHold() throws {
    let column = InputColumn(name: "x", encoding: .category(CategoryEncoding(categories: ["a\0b"])))
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .identity)])
    let model = TrainedModel(network: network, loss: .squaredError, pipeline: Pipeline(inputs: [column], target: nil))
    #expect(throws: ModelFileError.self) { try model.cSource(withTests: false) }
  }
}
