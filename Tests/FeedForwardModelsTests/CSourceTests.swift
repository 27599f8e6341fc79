import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import TestSupport
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

  /// Every compiler that is there, each with the languages it has; Swift brings clang.
  private static let compilers: [(program: String, languages: [String])] = [
    ("clang", ["c99", "c11", "c17", "c2x"]), ("gcc", ["c99", "c11", "c17", "c2x"]),
    ("clang++", ["c++11", "c++14", "c++17", "c++20"]), ("g++", ["c++11", "c++14", "c++17", "c++20"]),
  ].filter { (try? run($0.0, ["--version"]).status) == 0 }

  /// The headers whose names and macros might be in the way.
  private static let headers = [
    "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits", "locale", "math", "setjmp",
    "signal", "stdarg", "stdbool", "stddef", "stdint", "stdio", "stdlib", "string", "time", "wchar", "wctype",
  ].map { "#include <\($0).h>\n" }.joined()

  /// Compiles a file by each compiler.
  ///
  /// - Parameter languages: of each compiler, from the oldest; the oldest is where most is missing.
  private func expectCompiles(_ source: String, languages: Int = 1) throws {
    let folder = try Folder()
    try source.write(toFile: folder.path("net.c"), atomically: false, encoding: .utf8)
    for compiler in Self.compilers {
      for language in compiler.languages.prefix(languages) {
        let options =
          ["-std=\(language)", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-c", "-o", "/dev/null"]
          + (language.hasPrefix("c++") ? ["-x", "c++"] : [])
        let outcome = try Self.run(compiler.program, options + [folder.path("net.c")])
        #expect(outcome.status == 0, "\(compiler.program) \(language)\n\(outcome.output.prefix(2000))")
      }
    }
  }

  /// What means something in a language or a header, what is no name, and what looks alike.
  private static let names = [
    "M_PI", "typeof", "nullptr", "FP_NAN", "main", "NULL", "EOF", "INFINITY", "NAN", "linux", "unix", "_Bool",
    "restrict",
    "complex", "I", "1st", "_x", "__x", "a b", "a-b", "A B", "a_b_2", "??/", "a\nb", "\"q\"", "\\u0041", "\\", "*/",
    "/*", "// x", "int", "class", "row", "predict", "forward", "inputs", "outputs", "t", "text", "", "\u{E9}",
    "e\u{301}",
    "日本", String(repeating: "long", count: 125), String(repeating: "long", count: 125) + "er", "isnan", "errno",
    "stdin",
    "assert", "bool", "true", "thread_local", "size_t", "INT_MAX", "SIGINT", "E2BIG", "LC_ALL", "FLT_MAX", "col",
    "col_2",
    "INPUTS", "%s%n", "#define", "'", String(repeating: "é?\\'\"", count: 1000), "class_2", "and", "wchar_t", "tests",
  ]

  @Test func whateverColumnsAndClassesAreCalled() throws {
    let columns = Self.names.enumerated().map { i, name -> InputColumn in
      let isNumber = i % 2 == 0
      let categories = [name, Self.names[(i + 1) % Self.names.count]]
      return InputColumn(
        name: name,
        encoding: isNumber
          ? .number(
            NumberEncoding(shift: 1, scale: 2, fill: i % 4 == 0 ? 1 : nil, hasIndicator: i % 4 == 0, range: 0...1))
          : .category(CategoryEncoding(categories: categories, fill: i % 4 == 1 ? name : nil, hasIndicator: i % 4 == 1))
      )
    }
    let pipeline = Pipeline(inputs: columns, target: .classes(name: "M_PI", classes: Self.names))
    let network = try FeedForwardNetwork<Float>(
      inputs: pipeline.width, layers: [Layer(3, .tanh), Layer(Self.names.count, .softmax)], seed: 1)
    let model = TrainedModel(network: network, loss: .crossEntropy, pipeline: pipeline)
    let source = try model.cSource(withTests: true)
    try expectCompiles(source, languages: 4)
    try expectCompiles(Self.headers + source, languages: 4)
    try expectAgreement(model)
  }

  /// Every activation, in both precisions.
  @Test func everyLanguage() throws {
    try expectCompiles(try everyActivation(Float.self).cSource(withTests: true))
    try expectCompiles(try everyActivation(Double.self).cSource(withTests: true))
    for index in Models.outputs.indices {
      try expectCompiles(try Models.all(Float.self)[index].cSource(withTests: true))
    }
    try expectCompiles(try Models.classifier(Float.self).cSource(withTests: true))
    try expectCompiles(try Models.ensemble(Float.self).cSource(withTests: true))
    try expectAgreement(try Models.ensemble(Float.self))
    try expectAgreement(try Models.ensemble(Double.self))
    try expectCompiles(try Models.dated(Float.self).cSource(withTests: true), languages: 4)
    try expectAgreement(try Models.dated(Float.self))
    try expectAgreement(try Models.dated(Double.self))
    try expectCompiles(try Models.regressor(Double.self).cSource(withTests: false, prefix: "my_"))
  }

  /// Subnormal, largest and least weights keep their bits through the compiler.
  @Test func extremeWeights() throws {
    let parameters: [Float] = [
      .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, Float(bitPattern: 0x7F_FFFF), -0.0,
      Float(bitPattern: 3),
      16_777_216,
      0.1, -1e10, 3,
    ]
    let network = try FeedForwardNetwork<Float>(
      inputs: parameters.count - 1, layers: [Layer(1, .identity)], parameters: parameters)
    let source = try TrainedModel(network: network, loss: .squaredError).cSource(withTests: false)
    try expectCompiles(source)
    let bits = parameters.map { "\($0.bitPattern)u" }.joined(separator: ", ")
    let program = """
      \(source)
      #include <stdio.h>
      #include <string.h>
      int main(void) {
        const unsigned expected[] = {\(bits)};
        int i, failures = 0;
        for (i = 0; i < \(parameters.count); i++) {
          const float value = i == 0 ? bias0[0] : weights0[0][i - 1];
          failures += memcmp(&value, &expected[i], sizeof value) != 0;
        }
        printf("%d", failures);
        return 0;
      }
      """
    #expect(try compileAndRun(["net.c": program]).output == "0")
  }

  /// Columns and targets far from 0: seconds, Julian days, a target of 10⁹ + N(0, 1). What is computed before the
  /// network's scalar and after it is computed in double.
  @Test func columnsFarFromZero() throws {
    let network = try FeedForwardNetwork<Float>(inputs: 2, layers: [Layer(5, .tanh), Layer(1, .identity)], seed: 3)
    let model = TrainedModel(
      network: network, loss: .squaredError,
      pipeline: Pipeline(
        inputs: [
          InputColumn(
            name: "t",
            encoding: .number(NumberEncoding(shift: 1_700_000_000.5, scale: 50, range: 1_699_999_900...1_700_000_100))),
          InputColumn(
            name: "day",
            encoding: .number(NumberEncoding(shift: 2_460_000.25, scale: 0.3, range: 2_459_999...2_460_001))),
        ], target: .values([ValueTarget(name: "y", shift: 1e9, scale: 1)])))
    try expectAgreement(model)
    let program = """
      #include <stdio.h>
      struct row { double col_t, col_day; };
      int predict(const struct row *row, double *outputs);
      int main(void) {
        int i;
        for (i = 0; i < 3; i++) {
          struct row row = {1700000000.0 + 7 * i, 2460000.25 - 0.125 * i};
          double y;
          if (predict(&row, &y)) return 1;
          printf("%.17g ", y);
        }
        return 0;
      }
      """
    let outcome = try compileAndRun(["net.c": model.cSource(withTests: false), "main.c": program])
    let found = outcome.output.split(separator: " ").compactMap { Double($0) }
    let rows = try Matrix<Float>(
      (0..<3).map { i in [Float((7 * Double(i) - 0.5) / 50), Float(-0.125 * Double(i) / 0.3)] })
    let expected = try network.predict(rows).elements.map { 1e9 + Double($0) }
    // Outputs near 1 of a few sums in float, and the spacing of doubles at 10⁹.
    for (y, t) in zip(found, expected) { #expect(abs(y - t) < 2e-6, "\(y), expected \(t)") }
    #expect(found.count == 3 && Set(found).count == 3)
  }

  /// Quantiles, and means with their deviations, in the unit of the target.
  @Test func severalOutputsATarget() throws {
    let x = InputColumn(name: "x", encoding: .number(NumberEncoding(shift: 1, scale: 2, range: -3...4)))
    let values = TargetColumn.values([ValueTarget(name: "y", shift: 100, scale: 12.5)])
    for (units, activation, loss, names) in [
      (3, Activation.increasing(), Loss.quantile([0.1, 0.5, 0.9]), "y_q0.1, y_q0.5, y_q0.9"),
      (2, .meanAndVariance, .gaussian, "y, y_sd"), (1, .exponential, .poisson, "y"),
    ] {
      let network = try FeedForwardNetwork<Double>(
        inputs: 1, layers: [Layer(4, .tanh), Layer(units, activation)], seed: 2)
      let target = activation.description == "exponential" ? TargetColumn.values([ValueTarget(name: "y")]) : values
      let model = TrainedModel(network: network, loss: loss, pipeline: Pipeline(inputs: [x], target: target))
      let source = try model.cSource(withTests: true)
      #expect(source.contains("numbers, \(names). Gives"))
      #expect(source.contains("sqrt(") == (activation.description == "mean-and-variance"))
      try expectCompiles(source)
      try expectAgreement(model)
    }
  }

  @Test func prefixes() throws {
    let model = try Models.regressor(Float.self)
    for prefix in ["1st_", "_x", "a-b", "é", "a b"] {
      #expect(throws: DataError.self) { try model.cSource(withTests: false, prefix: prefix) }
    }
  }

  /// `cc`; Swift brings clang.
  private static let compiler = (try? run("cc", ["--version"]).status) == 0 ? "cc" : "clang"

  /// Compiles a program of files and runs it.
  private func compileAndRun(_ files: [String: String]) throws -> Outcome {
    let folder = try Folder()
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
  @Test(arguments: [Activation.logistic, .silu, .gelu, .mish, .softplus, .elu(), .selu, .tanh, .softmax])
  func saturated(activation: Activation) throws {
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
      struct first_row { double col_age, col_fare; const char *col_port, *col_klasse; };
      struct second_row { double col_x; };
      int first_predict(const struct first_row *row, double *outputs);
      enum first_class_index first_class_of(const double *outputs);
      extern const char *const first_class_names[2];
      int second_predict(const struct second_row *row, double *outputs);
      int main(void) {
        struct first_row row = {30, 10, "C", NULL};
        struct second_row other = {1};
        double t[2], again[2];
        printf("%d ", first_predict(&row, t));
        row.col_klasse = "\\320\\264\\320\\262\\320\\260";
        printf("%d %d ", first_predict(&row, again), t[0] == again[0]);
        row.col_port = "nowhere";
        printf("%d ", first_predict(&row, t));
        row.col_port = NULL;
        printf("%d ", first_predict(&row, t));
        row.col_port = "C";
        row.col_klasse = "drie";
        printf("%d ", first_predict(&row, t));
        row.col_age = NAN;
        printf("%d ", first_predict(&row, t));
        t[0] = 0.75;
        printf("%s %d ", first_class_names[first_class_of(t)], FIRST_CLASS_YES);
        printf("%d", second_predict(&other, t));
        return 0;
      }
      """
    let outcome = try compileAndRun(["a.c": classifier, "b.c": regressor, "main.c": program])
    // The indicator of a missing klasse tells the two rows apart; an unknown port is zeros, a missing one is not.
    #expect(outcome.output == "0 0 0 0 3 4 1 yes ✓ 1 0")
  }

  /// A date by year, month and day is the day that the table reads.
  @Test func daysOfDates() throws {
    let source = try Models.dated(Float.self).cSource(withTests: false, prefix: "my_")
    let dates = [(1600, 1, 1), (1899, 12, 31), (1970, 1, 1), (2000, 2, 29), (2024, 12, 31), (-1, 3, 1)]
    let program = dates.map { "printf(\"%.2f \", my_days(\($0.0), \($0.1), \($0.2), 21600));" }.joined(separator: "\n")
    let outcome = try compileAndRun(["a.c": "\(source)\n#include <stdio.h>\nint main(void) { \(program) return 0; }\n"])
    let expected = dates.map { "\(Double(CivilDate(year: $0.0, month: $0.1, day: $0.2)?.days ?? 0) + 0.25) " }
    #expect(outcome.output == expected.joined())
  }

  @Test func literals() {
    #expect(CText.literal(1.5) == "1.5" && CText.literal(Float(-0.1)) == "-0.1f" && CText.literal(1e20) == "1e+20")
    #expect(CText.literal(Double.leastNonzeroMagnitude) == "5e-324")
    #expect(CText.literal(-0.0) == "-0.0" && CText.literal(Double.infinity) == "INFINITY")
    #expect(CText.literal("a\"?\\\n1é") == #""a\"\?\\\0121\303\251""#)
  }

  @Test func identifiers() {
    let names = ["age", "Age", "größe", "1st", "int", "", "_x", "a b", "a-b", "sex", "\u{E9}", "a_b_2"]
    #expect(
      CText.identifiers(names, prefix: "col")
        == [
          "col_age", "col_Age_2", "col_gr_e", "col_1st", "col_int", "col", "col_x", "col_a_b", "col_a_b_2", "col_sex",
          "col_2", "col_a_b_2_2",
        ])
    let long = CText.identifiers(Self.names + Array(repeating: "same", count: 20_000), prefix: "class")
    #expect(Set(long.map { $0.lowercased().prefix(31) }).count == long.count)
    #expect(long.allSatisfy { !$0.contains("__") && $0.utf8.count <= 31 })
  }

  @Test func textsThatCCannotHold() throws {
    let column = InputColumn(name: "x", encoding: .category(CategoryEncoding(categories: ["a\0b"])))
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .identity)])
    let model = TrainedModel(network: network, loss: .squaredError, pipeline: Pipeline(inputs: [column], target: nil))
    #expect(throws: DataError.self) { try model.cSource(withTests: false) }
  }
}
