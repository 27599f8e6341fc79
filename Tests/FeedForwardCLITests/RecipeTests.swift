import Foundation
import TestSupport
import Testing

/// The recipe for tables: what `train` makes by default.
@Suite struct RecipeTests {
  private struct Summary: Decodable {
    struct Judgement: Decodable {
      let rows: Int
      let loss: Double?
      let accuracy: Double?
      let logLoss: Double?
      let r2: Double?
      let rmse: Double?
    }
    let network: String
    let trainingRows: Int
    let validationRows: Int
    let training: Judgement
    let validation: Judgement?
    let baseline: Judgement

    init(_ run: Command) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(Summary.self, from: Data(run.output.utf8))
    }
  }

  /// Numbers with holes and an outlier, two texts, many texts, and a class or a number that hangs on them.
  private func table(rows: Int, in folder: Folder, seed: UInt64 = 11) throws -> String {
    var numbers = SplitMix64(seed: seed)
    var text = "height,weight,sex,city,kind,cost\n"
    for i in 0..<rows {
      let (x, y) = (Double.random(in: -2...2, using: &numbers), Double.random(in: 0...1, using: &numbers))
      let isFemale = Bool.random(using: &numbers)
      let city = Int.random(in: 0..<40, using: &numbers)
      let z = (x > 0.3 ? 1.5 : -1) + (isFemale ? 1 : -1) * y + (city == 3 ? 2 : 0)
      let height = i % 9 == 4 ? "" : "\(x)"
      text += "\(height),\(i == 7 ? 1e4 : y),\(isFemale ? "f" : "m"),c\(city),\(z > 0 ? "a" : "b"),\(10 * exp(z))\n"
    }
    try folder.write(text, to: "table.csv")
    return folder.path("table.csv")
  }

  /// Better than a constant by far, on rows that no network has seen; the same file for any number of threads.
  @Test(arguments: ["kind", "cost"]) func sameBitsForAnyThreads(target: String) throws {
    let folder = try Folder()
    let data = try table(rows: 400, in: folder)
    let other = target == "kind" ? "cost" : "kind"
    var files: [Data] = []
    for threads in ["1", "2", "4"] {
      let model = folder.path("\(target).\(threads).model")
      let run = try Command.trainByDefault(
        data, "--target", target, "--exclude", other, "--threads", threads, "--epochs", "40", "--output", model,
        "--json")
      #expect(run.status == 0, "\(run.words)")
      files.append(try Data(contentsOf: URL(fileURLWithPath: model)))
      let summary = try Summary(run)
      #expect(summary.network.hasPrefix("mean of 4 networks: ") && summary.trainingRows == 400)
      #expect(summary.validationRows == 400)
      let validation = try #require(summary.validation)
      if target == "kind" {
        #expect(try #require(validation.logLoss) < 0.5 * #require(summary.baseline.logLoss), "\(run.output)")
      } else {
        #expect(try #require(validation.rmse) < 0.5 * #require(summary.baseline.rmse), "\(run.output)")
      }
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }

  /// `predict`, `evaluate`, `inspect` and both exports take an ensemble.
  @Test func anEnsembleIsAModel() throws {
    let folder = try Folder()
    let data = try table(rows: 120, in: folder)
    let model = folder.path("m.model")
    let run = try Command.trainByDefault(
      data, "--target", "kind", "--exclude", "cost", "--members", "3", "--epochs", "10", "--hidden", "8",
      "--output", model)
    #expect(run.status == 0 && run.words.contains("3 networks, hidden layers 8 mish"), "\(run.words)")
    let predicted = try Command("predict", model, data, "--probabilities")
    #expect(predicted.status == 0 && predicted.lines.count == 121, "\(predicted.words)")
    let unsure = try Command("predict", model, data, "--spread")
    #expect(unsure.lines.first == "prediction,spread" && unsure.words.isEmpty, "\(unsure.words)")
    let spreads = unsure.lines.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
    #expect(spreads.count == 120 && spreads.allSatisfy { $0 >= 0 && $0 <= 0.5 } && spreads.contains { $0 > 1e-4 })
    let evaluated = try Command("evaluate", model, data)
    #expect(evaluated.status == 0, "\(evaluated.words)")
    let inspected = try Command("inspect", model)
    #expect(inspected.status == 0 && inspected.output.contains("3 such networks"), "\(inspected.output)")
    for words in [", within ±3; 16 bins; missing: ", "others share an input", "one of f, m"] {
      #expect(inspected.output.contains(words), "\(words): \(inspected.output)")
    }
    for (name, first) in [("m.onnx", "--onnx"), ("m.c", "--c")] {
      let exported = try Command("export", model, first, folder.path(name))
      #expect(exported.status == 0, "\(exported.words)")
    }
  }

  @Test func whatDoesNotGoTogether() throws {
    let folder = try Folder()
    let data = try table(rows: 60, in: folder)
    for (options, expected) in [
      (["--preset", "fast", "--members", "2"], "one network"),
      (["--preset", "best", "--checkpoint", folder.path("c")], "--preset fast"),
      (["--preset", "worst"], "fast"), (["--members", "0"], "at least 1"), (["--bins", "-1"], "at least 0"),
      (["--smooth-clip", "0"], "> 0"), (["--clamp-margin", "-1"], "≥ 0"),
    ] {
      let run = try Command(
        ["train", data, "--target", "cost", "--exclude", "kind"] + options, script: "\"$0\" \"$@\"")
      #expect(run.status != 0 && run.words.contains(expected), "\(options): \(run.words)")
    }
    let negative = try Command.trainByDefault(data, "--target", "height", "--exclude", "kind", "--log-target")
    #expect(negative.status != 0, "\(negative.words)")
  }

  /// Hardly any rows, hardly any columns, constants, more columns than rows: a model or a sentence.
  @Test(arguments: [
    "x,y\n1,a\n2,b\n", "x,y\n1,1.5\n", "x,k,y\n1,7,a\n2,7,b\n3,7,a\n4,7,b\n5,7,c\n",
    "a,b,c,d,e,f,y\n1,2,3,4,5,6,0.5\n2,2,2,2,2,2,0.75\n3,1,4,1,5,9,0.25\n",
  ])
  func smallTables(text: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "t.csv")
    let run = try Command.trainByDefault(folder.path("t.csv"), "--target", "y", "--output", folder.path("m"))
    #expect(run.status == 0 || run.words.contains("expected"), "\(run.words)")
  }

  /// What the data decide is said before it is found out, and kept to what no option says.
  @Test func whatIsFoundOut() throws {
    let folder = try Folder()
    let data = try table(rows: 80, in: folder)
    let own = ["train", data, "--exclude", "cost", "--target", "kind", "--epochs", "4", "--hidden", "4"]
    for (options, expected) in [
      ([], "on held rows: bins, weight decay."), (["--bins", "4"], "on held rows: weight decay."),
      (["--preset", "best", "--members", "4"], "on held rows: bins, weight decay, dropout, learning rate."),
      (
        ["--preset", "best", "--members", "4", "--optimizer", "adam", "--scaling", "standard"], "on held rows: dropout."
      ),
    ] {
      let run = try Command(
        own + (options.contains("--preset") ? [] : ["--preset", "default"]) + options, script: "\"$0\" \"$@\"")
      #expect(run.status == 0 && run.words.contains(expected), "\(options): \(run.words)")
    }
    let none = try Command(own + ["--preset", "default", "--validation", "none"], script: "\"$0\" \"$@\"")
    #expect(none.status == 0 && !none.words.contains("on held rows: "), "\(none.words)")
  }

  /// Rules that look at all rows in each step train without dropout, which nobody has asked for.
  @Test(arguments: ["lbfgs", "rprop", "scg", "levenberg-marquardt"]) func rulesOfAllRows(optimizer: String) throws {
    let folder = try Folder()
    let data = try table(rows: 80, in: folder)
    let own = [
      data, "--target", "cost", "--exclude", "kind", "--optimizer", optimizer, "--hidden", "3", "--epochs", "4",
    ]
    let run = try Command.trainByDefault(own)
    #expect(run.status == 0 && run.words.contains("on held rows: bins, logarithm."), "\(run.words)")
    #expect(run.words.contains(", all rows a step.") && run.words.contains(" inputs, dropout 0,"), "\(run.words)")
    let asked = try Command.trainByDefault(own + ["--dropout", "0.1"])
    #expect(asked.status != 0 && asked.words.contains("dropout is set with"), "\(asked.words)")
  }

  /// A record for each network and epoch.
  @Test func historyOfAllNetworks() throws {
    let folder = try Folder()
    let data = try table(rows: 60, in: folder)
    let run = try Command.trainByDefault(
      data, "--target", "kind", "--exclude", "cost", "--epochs", "3", "--hidden", "4", "--members", "2", "--history",
      folder.path("h.csv"), "--plot", folder.path("p.svg"), "--report", folder.path("r.html"))
    #expect(run.status == 0, "\(run.words)")
    let lines = try String(contentsOfFile: folder.path("h.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines.first?.hasPrefix("network,epoch,training_loss,") ?? false)
    let begins = lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") }
    #expect(begins == ["1,1", "1,2", "1,3", "2,1", "2,2", "2,3"])
  }

  /// Too little time, too many networks, classes of one row each: a sentence, or a model.
  @Test func whatCannotBe() throws {
    let folder = try Folder()
    let data = try table(rows: 400, in: folder)
    let short = try Command.trainByDefault(data, "--target", "kind", "--time-budget", "1e-6s")
    #expect(short.status != 0 && short.words.contains("to visit all rows once takes about"), "\(short.words)")
    let many = try Command.trainByDefault(data, "--target", "kind", "--members", "100000000", "--hidden", "4096,4096")
    #expect(many.status != 0 && many.words.contains("bytes of memory"), "\(many.words)")
    try folder.write("x,y\n" + (0..<30).map { "\($0),class\($0)\n" }.joined(), to: "single.csv")
    let single = try Command.trainByDefault(folder.path("single.csv"), "--target", "y", "--epochs", "2")
    #expect(single.status == 0 && single.words.contains("no rows held"), "\(single.words)")
  }

  /// As many networks as there is time for, and no fewer than the preset says.
  @Test func aTimeBudgetIsFilled() throws {
    let folder = try Folder()
    let data = try table(rows: 100, in: folder)
    let run = try Command.trainByDefault(
      data, "--target", "kind", "--exclude", "cost", "--epochs", "2", "--hidden", "4", "--time-budget", "1s", "--json")
    #expect(run.status == 0, "\(run.words)")
    let summary = try Summary(run)
    let words = summary.network.split(separator: " ")
    #expect(words.count > 2 && (Int(words[2]) ?? 0) > 4, "\(summary.network)")
  }
}
