import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import TestSupport
import Testing

/// From a file to predictions, by commands alone.
@Suite struct RouteTests {
  /// Rents of flats by a plain rule, with all that makes a table awkward: a BOM, names with blanks, commas, quotes and
  /// letters of other scripts, missing values, a column of different texts.
  private func flats(_ rows: Range<Int>, withRent: Bool = true) -> String {
    let cities = ["Köln", "Saint-Étienne", "\"New\" York", "São Paulo, SP"]
    var text = "\u{FEFF}Zimmer (Anzahl),\"Größe, m²\",\"The \"\"city\"\"\",id,balcony\(withRent ? ",rent €" : "")\r\n"
    for i in rows {
      let (rooms, size, city) = (1 + i % 5, 20 + i * 37 % 90, i / 3 % 4)
      let rent = 200 + 8.5 * Double(size) + 40 * Double(rooms) + 100 * Double(city) + (i % 3 == 0 ? 60 : 0)
      let field = "\"" + cities[city].replacing("\"", with: "\"\"") + "\""
      let shown = i % 17 == 5 ? "" : "\(size)"
      text += "\(rooms),\(shown),\(i % 23 == 7 ? "" : field),id-\(i),\(i % 3 == 0 ? "yes" : "no")"
      text += withRent ? ",\(rent)\r\n" : "\r\n"
    }
    return text
  }

  @Test func anAwkwardTableIsLearnedPredictedJudgedAndInspected() throws {
    let folder = try Folder()
    let data = try folder.write(flats(0..<300), to: "flats & houses.csv")
    let test = try folder.write(flats(300..<400), to: "test.csv")
    let unseen = try folder.write(flats(300..<400, withRent: false), to: "unseen.csv")
    let model = folder.path("rent.safetensors")
    let trained = try Command("train", data, "--target", "rent €", "--output", model)
    #expect(trained.status == 0, "\(trained.words)")
    #expect(trained.words.contains("Column “id” is left out: it has 300 different texts in 300 rows."))
    #expect(trained.words.contains("“rent €” is taken for a number"))
    #expect(trained.output.contains("training") && trained.output.contains("mean"))

    let evaluated = try Command("evaluate", model, test, "--json")
    #expect(evaluated.status == 0, "\(evaluated.words)")
    let scores = try evaluated.numbers()
    #expect(Set(scores.keys) == ["rows", "loss", "r2", "rmse", "mae"])
    #expect(scores["rows"] == 100)
    #expect(scores["r2"] ?? 0 > 0.9, "\(scores)")

    let predicted = try Command("predict", model, unseen)
    #expect(predicted.status == 0, "\(predicted.words)")
    #expect(predicted.lines.count == 101 && predicted.lines[0] == "prediction")
    #expect(predicted.lines.dropFirst().allSatisfy { Float($0) != nil })

    let inspected = try Command("inspect", model)
    for part in ["Größe, m²", "The \"city\"", "\"New\" York", "rent €", "64 relu", "multiplications"] {
      #expect(inspected.output.contains(part), "\(part)")
    }
  }

  /// Each number that `predict` prints gives back the bits that the library computes.
  @Test(arguments: [Precision.float, .double])
  func predictGivesTheBitsOfTheLibrary(_ precision: Precision) throws {
    let folder = try Folder()
    let path = folder.path("model")
    for (name, target) in [("iris", "species"), ("breast-cancer", "diagnosis"), ("diabetes", "progression")] {
      let data = try folder.dataset(name)
      let trained = try Command(
        "train", data, "--target", target, "--output", path, "--epochs", "5", "--precision", precision.rawValue)
      #expect(trained.status == 0, "\(trained.words)")
      let arguments = ["predict", path, data] + (name == "diabetes" ? [] : ["--probabilities"])
      let predicted = try Command(arguments)
      let lines = predicted.lines.dropFirst().map { $0.split(separator: ",") }
      switch try AnyTrainedModel(contentsOf: path) {
      case .float(let model): try expectBits(of: model, in: lines, data)
      case .double(let model): try expectBits(of: model, in: lines, data)
      }
    }
  }

  enum Precision: String, CaseIterable { case float, double }

  private func expectBits<Scalar: BLASScalar & LosslessStringConvertible>(
    of model: TrainedModel<Scalar>, in lines: [[Substring]], _ data: String
  ) throws {
    switch try model.predict(try Table(contentsOf: data)) {
    case .classes(let classes, let names, let probabilities):
      #expect(lines.map { String($0[0]) } == classes.map { names[$0] })
      #expect(lines.flatMap { $0.dropFirst().compactMap { Scalar(String($0)) } } == probabilities.elements)
    case .values(let values, _):
      #expect(lines.compactMap { Double(String($0[0])) } == values.elements)
    case .quantiles, .normal: Issue.record("neither was trained")
    }
  }

  @Test func threadsDoNotChangeABit() throws {
    let folder = try Folder()
    let data = try folder.dataset("digits")
    let runs = try ["1", "2"].map { threads in
      let command = try Command(
        "train", data, "--target", "digit", "--epochs", "3", "--threads", threads, "--hidden", "128,64", "--output",
        folder.path("model-\(threads)"), "--batch-size", "256", "--dropout", "0.1")
      #expect(command.status == 0, "\(command.words)")
      return try Command("predict", folder.path("model-\(threads)"), data, "--probabilities").output
    }
    #expect(runs[0] == runs[1] && runs[0].count > 10_000)
  }

  @Test func aTableComesFromStandardInput() throws {
    let folder = try Folder()
    let (model, iris) = (folder.path("model"), try folder.dataset("iris"))
    let text = try folder.read("iris.csv")
    let trained = try Command(["train", "-", "--target", "species", "--output", model, "--epochs", "20"], input: text)
    #expect(trained.status == 0, "\(trained.words)")
    let piped = try Command(["predict", model, "-"], input: text)
    let fromFile = try Command("predict", model, iris)
    #expect(piped.status == 0 && piped.output == fromFile.output)
    #expect(try Command(["evaluate", model, "-"], input: text).status == 0)
  }

  @Test func aClassOfTextsIsPredictedByName() throws {
    let folder = try Folder()
    let rows = (0..<200).map { "\($0 % 10),\($0 % 10 < 5 ? "\"low, very\"" : "high")\n" }.joined()
    let data = try folder.write("x,kind\n" + rows, to: "a.csv")
    let model = folder.path("model")
    #expect(try Command("train", data, "--target", "kind", "--output", model).status == 0)
    let predicted = try Command("predict", model, data, "--probabilities")
    #expect(predicted.lines.first == "prediction,high,\"low, very\"")
    #expect(predicted.lines.dropFirst().first?.hasPrefix("\"low, very\",") ?? false)
    struct Row: Decodable {
      let prediction: String
      let probabilities: [String: Double]
    }
    let json = try Command("predict", model, data, "--probabilities", "--json").decoded([Row].self)
    #expect(json.count == 200 && json[7].prediction == "high")
    #expect(json.allSatisfy { abs($0.probabilities.values.reduce(0, +) - 1) < 1e-6 })
    let file = folder.path("out.csv")
    #expect(try Command("predict", model, data, "--probabilities", "--output", file).output.isEmpty)
    #expect(try folder.read("out.csv") == predicted.output)
  }
}
