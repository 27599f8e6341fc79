import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Testing

/// Several networks and every step of preprocessing in one file.
@Suite struct EnsembleFileTests {
  private let table: Table

  init() throws {
    table = try Table(
      csv: Array("clipped,ranked,sex,city\n1.5,0,f,Bern\n,2.5,m,Rome\n-1e9,-7,f,\n7,0.5,m,Oslo\n".utf8), named: "t.csv")
  }

  @Test func thereAndBack() throws {
    try thereAndBack(Float.self)
    try thereAndBack(Double.self)
  }

  private func thereAndBack<Scalar: BLASScalar>(_: Scalar.Type) throws {
    let model = try Models.ensemble(Scalar.self)
    let bytes = try model.serialized()
    let read: TrainedModel<Scalar>? =
      switch try AnyTrainedModel(bytes: bytes, named: "m") {
      case .float(let model): model as? TrainedModel<Scalar>
      case .double(let model): model as? TrainedModel<Scalar>
      }
    let again = try #require(read)
    #expect(again.ensemble.members.count == 3 && again.pipeline == model.pipeline)
    for (a, b) in zip(again.ensemble.members, model.ensemble.members) { #expect(a.parameters == b.parameters) }
    #expect(try again.serialized() == bytes)
    #expect(try again.predict(table) == model.predict(table))
  }

  /// The mean of the members, e^u of it in its range, and how far the members are apart.
  @Test func predictions() throws {
    let model = try Models.ensemble(Double.self)
    let pipeline = try #require(model.pipeline)
    let inputs = try pipeline.inputs(of: table, as: Double.self)
    // sex f is 1; Rome is no city that has an input; the missing one is Oslo's.
    #expect(Array(inputs.row(0).suffix(5)) == [1, 1, 0, 0, 0])
    #expect(Array(inputs.row(1).suffix(5)) == [-1, 0, 0, 1, 0] && inputs[1, 3] == 1)
    #expect(Array(inputs.row(2).suffix(5)) == [1, 0, 1, 0, 1] && abs(inputs[2, 0] + 3) < 1e-15)
    #expect(inputs[1, 4] == 1.75 && inputs[2, 4] == -1.5 && inputs[3, 4] == 0.25)
    let outputs = try model.ensemble.predict(inputs)
    guard case .values(let values, _) = try model.predict(table) else { Issue.record("no values"); return }
    for r in 0..<4 {
      #expect(values[r, 0] == min(max(1.25 * exp(outputs[r, 0] * 0.5 + 2) - 1, 0), 40))
      #expect(values[r, 1] == min(max(outputs[r, 1] * 3 + 1, -2), 2))
    }
    let spread = try model.spread(for: table)
    let each = try model.ensemble.members.map {
      try TrainedModel(network: $0, loss: .squaredError, pipeline: pipeline).predict(table)
    }.compactMap { if case .values(let values, _) = $0 { values } else { nil } }
    for i in 0..<8 {
      let numbers = each.map { $0.elements[i] }
      let mean = numbers.reduce(0, +) / 3
      let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
      #expect(abs(spread.elements[i] - deviation) <= 1e-12)
    }
  }

  private static let changes: [(key: String, from: String, to: String, reason: String)] = [
    ("pipeline", #""smoothClip":3.0"#, #""smoothClip":0"#, "smoothClip: found 0.0, expected a number above 0"),
    ("pipeline", #""smoothClip":3.0"#, #""smoothClip":"x""#, "smoothClip: found the text"),
    ("pipeline", #""edges":[-2.0,0.5,7.0]"#, #""edges":[-2.0,7.0,0.5]"#, "numbers that do not increase"),
    ("pipeline", #""edges":[-2.0,0.5,7.0]"#, #""edges":[1]"#, "edges: found 1 numbers"),
    ("pipeline", #""means":[0.25,0.75]"#, #""means":[0.25]"#, "means: found 1 numbers, expected 2"),
    ("pipeline", #""knots":[-1.0,0.5,2.0]"#, #""knots":[-1.0,-1.0,2.0]"#, "knots: found numbers that do not increase"),
    ("pipeline", #""values":[-1.5,0.25,1.75]"#, #""values":[1]"#, "values: found 1 numbers, expected 3"),
    ("pipeline", #""signed":true"#, #""signed":1"#, "signed: found the number 1"),
    ("pipeline", #"["f","m"]"#, #"["f"]"#, "signed: found one input for 1 categories"),
    ("pipeline", #""rest":true"#, #""rest":false"#, "columns that make 9 inputs, expected 10"),
    ("pipeline", #""logarithmOffset":1.0"#, #""logarithmOffset":-1"#, "logarithmOffset: found -1.0"),
    ("pipeline", #""smearing":1.25"#, #""smearing":0"#, "smearing: found 0.0"),
    ("pipeline", #""range":[0.0,40.0]"#, #""range":[40.0,0.0]"#, "the least and the largest value"),
  ]

  @Test(arguments: changes.indices) func hostile(_ index: Int) throws {
    try expectRefused(Models.ensemble(Float.self), with: Self.changes[index])
  }

  private static let datedChanges: [(key: String, from: String, to: String, reason: String)] = [
    ("pipeline", #""date":true"#, #""date":1"#, "date: found the number 1"),
    ("pipeline", #""parts":["year""#, #""parts":["century""#, "parts[0]: found “century”, expected each once of year"),
    ("pipeline", #""parts":["year""#, #""parts":["month""#, "parts[1]: found “month”"),
    ("pipeline", #""parts":["time-of-day"]"#, #""parts":[]"#, "parts: found an empty list"),
    ("pipeline", #""yearScale":17.0"#, #""yearScale":0"#, "yearScale: found 0.0"),
    ("pipeline", #""decimal":",""#, #""decimal":";""#, "decimal: found “;”, expected one of ., ,"),
    ("pipeline", #""dates":"day-first""#, #""dates":"never""#, "dates: found “never”"),
    ("pipeline", #""missing":["-999","#, #""missing":[-999,"#, "missing[0]: found the number -999"),
    ("pipeline", #""reading":{"#, #""reading":{"evil":1,"#, "unknown member “evil”"),
  ]

  @Test(arguments: datedChanges.indices) func hostileDates(_ index: Int) throws {
    try expectRefused(Models.dated(Float.self), with: Self.datedChanges[index])
  }

  /// A file that is older than how tables are read says nothing of it.
  @Test func readingOfOlderFiles() throws {
    var model = try Models.dated(Float.self)
    let loaded = try TrainedModel<Float>(bytes: model.serialized(), named: "m")
    #expect(isSame(model, loaded))
    var forged = try Forgery(model.serialized())
    let text = try #require(forged.metadata["pipeline"])
    let start = try #require(text.range(of: ",\"reading\":"))
    forged.metadata["pipeline"] = String(text[..<start.lowerBound]) + "}"
    let older = try TrainedModel<Float>(bytes: forged.sealed(), named: "m")
    model.pipeline?.reading = TableReading(
      missing: ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"], columns: [])
    #expect(isSame(model, older))
    var options = TableOptions()
    options.read(for: try #require(older.pipeline))
    #expect(options.missing.count == 8)
  }

  /// Members that do not fit together, or are not there.
  @Test func hostileMembers() throws {
    for (from, to) in [("\"units\":2", "\"units\":3"), ("[{", "[["), ("\"inputs\":10", "\"inputs\":9")] {
      var forged = try Forgery(Models.ensemble(Float.self).serialized())
      let text = try #require(forged.metadata["architecture"])
      try #require(text.contains(from), "\(text)")
      forged.metadata["architecture"] = text.replacing(from, with: to, maxReplacements: 1)
      let bytes = try forged.sealed()
      #expect(throws: DataError.self) { try AnyTrainedModel(bytes: bytes, named: "evil") }
    }
  }
}
