import Foundation
import TestSupport
import Testing

/// The executable as a user meets it, on small problems made up here.
@Suite struct Proben1Tests {
  private struct Result {
    let status: Int32
    let output: String
    let words: String

    /// The JSON objects, one a line.
    var objects: [[String: Any]] {
      output.split(separator: "\n").compactMap {
        try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }
  }

  private func run(_ arguments: String...) throws -> Result { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Result {
    let process = Process()
    // The tests and the executable are built into the same folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("Proben1")
    process.arguments = arguments
    let (output, words) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, words)
    try process.run()
    // Neither stream fills a pipe's buffer.
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      words: String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }

  /// A folder with two problems of the collection's form: which side of a line, with the name of one that the report
  /// has, and a product of two numbers.
  private func withProblems(_ body: (String) throws -> Void) throws {
    let folder = try Folder()
    func write(_ name: String, outputs: String, row: (Double, Double) -> String) throws {
      var text = "bool_in=0\nreal_in=2\n\(outputs)\ntraining_examples=30\nvalidation_examples=15\ntest_examples=15\n"
      for i in 0..<60 {
        let (x, y) = (Double(i * 37 % 101) / 101, Double((i * 53 + 7) % 101) / 101)
        text += "\(x) \(y) \(row(x, y))\n"
      }
      try folder.write(text, to: name + ".dt")
    }
    try write("cancer1", outputs: "bool_out=2\nreal_out=0") { $0 + $1 > 1 ? "1 0" : "0 1" }
    try write("product", outputs: "bool_out=0\nreal_out=1") { "\($0 * $1)" }
    try body(folder.url.path)
  }

  @Test func threeTables() throws {
    try withProblems { folder in
      let objects = try run("--data", folder, "--runs", "4", "--json").objects
      #expect(
        objects.map { $0["table"] as? String } == [
          "networks", "networks", "linear", "linear", "recommended", "recommended",
        ])
      #expect(
        objects.map { $0["problem"] as? String } == Array(repeating: ["cancer1", "product"], count: 3).flatMap { $0 })
      let network = try #require(objects.first)
      #expect(network["output"] as? String == "linear")
      #expect(network["hidden"] as? [Int] == [4, 2] && network["published_test_error"] as? Double == 1.32)
      #expect(network["misclassified"] != nil && network["verdict"] != nil)
      let unknown = objects[1]
      #expect(unknown["hidden"] as? [Int] == [16, 8] && unknown["published_test_error"] == nil)
      #expect(unknown["misclassified"] == nil && unknown["verdict"] == nil)
      for object in objects { #expect(try #require(object["test_error"] as? Double) < 30) }
      // A line separates the classes up to its width; the product is no plane.
      #expect(
        try #require(objects[3]["exact_training_error"] as? Double) <= #require(objects[3]["training_error"] as? Double)
      )
      let text = try run("--data", folder, "--runs", "2").output
      #expect(text.contains("| cancer1 ") && text.contains("| product ") && text.contains("of 1 at least as good"))
    }
  }

  /// How many networks are trained at the same time changes no digit; the seed does.
  @Test func threads() throws {
    try withProblems { folder in
      func output(_ threads: String, seed: String = "1") throws -> String {
        let result = try run("--data", folder, "--runs", "5", "--json", "--threads", threads, "--seed", seed)
        #expect(result.status == 0, "\(result.words)")
        return result.output
      }
      let one = try output("1")
      #expect(try output("2") == one && output("7") == one)
      #expect(try output("1", seed: "2") != one)
    }
  }

  @Test func options() throws {
    try withProblems { folder in
      let objects = try run(
        "--data", folder, "--problem", "product", "--runs", "2", "--hidden", "3+0", "--output", "softsign",
        "--optimizer",
        "irprop-", "--json"
      ).objects
      #expect(objects.count == 1 && objects[0]["hidden"] as? [Int] == [3])
      #expect(objects[0]["output"] as? String == "softsign" && objects[0]["optimizer"] as? String == "irprop-")
      let tables = try run("--data", folder, "--runs", "2", "--hidden", "2,2", "--table", "linear", "--json").objects
      #expect(tables.map { $0["table"] as? String } == ["linear", "linear"])
    }
  }

  @Test func mistakes() throws {
    func expect(_ words: [String], _ arguments: String...) throws {
      let process = try run(arguments)
      #expect(process.status != 0)
      for word in words { #expect(process.words.contains(word), "\(process.words) does not name \(word)") }
    }
    try expect(["/no/such/folder", "--data"], "--data", "/no/such/folder")
    try withProblems { folder in
      try expect(["cancer9", "cancer1, product"], "--data", folder, "--problem", "cancer9")
      try expect(["--runs 1", "at least 2"], "--data", folder, "--runs", "1")
      try expect(["--threads 0", "at least 1"], "--data", folder, "--threads", "0")
      try expect(["hidden", "4,x"], "--data", folder, "--hidden", "4,x")
      try expect(["optimizer", "rpropp", "irprop+"], "--data", folder, "--optimizer", "rpropp")
      let broken = URL(fileURLWithPath: folder).appendingPathComponent("broken.dt")
      try Data("bool_in=0\nreal_in=x\n".utf8).write(to: broken)
      try expect(["broken.dt:2", "real_in=x", "a count"], "--data", folder, "--problem", "broken")
    }
    let empty = try Folder()
    try expect(["no *.dt"], "--data", empty.url.path)
  }
}
