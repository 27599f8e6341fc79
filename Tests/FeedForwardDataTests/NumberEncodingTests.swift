import FeedForward
@testable import FeedForwardData
import Foundation
import TestSupport
import Testing

/// Shapes and bins of columns of numbers, against the formulas in plain loops.
@Suite struct NumberEncodingTests {
  private func fitted(
    _ values: [Double], rows: [Int]? = nil, _ set: (inout Preprocessing) -> Void
  ) throws -> (table: Table, encoding: NumberEncoding, pipeline: Pipeline) {
    let table = try Table(columns: [.numbers("x", values)])
    var preprocessing = Preprocessing()
    set(&preprocessing)
    let pipeline = try Pipeline.fitted(to: table, rows: rows, target: nil, preprocessing).pipeline
    guard case .number(let encoding) = pipeline.inputs[0].encoding else {
      throw DataError(
        at: FilePlace(file: "x"), found: "texts", expected: "numbers")
    }
    return (table, encoding, pipeline)
  }

  /// The quantile that numpy gives by its method "linear".
  private func quantile(_ sorted: [Double], _ j: Int, of T: Int) -> Double {
    let rank = Double(j) / Double(T) * Double(sorted.count - 1)
    let below = Int(rank.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (rank - Double(below))
  }

  @Test func binsAreAsTheFormulaSays() throws {
    var generator = SplitMix64()
    for (count, T) in [(7, 3), (40, 16), (101, 5), (33, 8)] {
      let whole = Bool.random(using: &generator)
      let values = (0..<count).map { _ -> Double in
        let x = Double.random(in: -50...90, using: &generator)
        return Int.random(in: 0..<9, using: &generator) == 0 ? .nan : whole ? (x / 9).rounded() : x
      }
      let (table, encoding, pipeline) = try fitted(values) { ($0.bins, $0.missing) = (T, .median) }
      let found = try pipeline.inputs(of: table, as: Double.self)
      let sorted = values.filter { !$0.isNaN }.sorted()
      var edges: [Double] = []
      for j in 0...T {
        let edge = quantile(sorted, j, of: T)
        if edges.isEmpty || edge > edges[edges.count - 1] + 1e-12 { edges.append(edge) }
      }
      let hasMissing = sorted.count < count
      #expect(pipeline.width == edges.count + (hasMissing ? 1 : 0), "seed \(generator.seed)")
      // Two roundings of numbers below 128.
      let fill = try #require(encoding.fill)
      #expect(abs(fill - quantile(sorted, 1, of: 2)) < 3e-14, "seed \(generator.seed)")
      let filled = values.map { $0.isNaN ? fill : $0 }
      for j in 0..<edges.count - 1 {
        let share = { (x: Double) in min(max((x - edges[j]) / (edges[j + 1] - edges[j]), 0), 1) }
        let column = filled.map(share)
        let mean = sorted.map(share).reduce(0, +) / Double(sorted.count)
        // Edges and means are rounded a few times; the components have a slope of 1 / width in them.
        let bound = 1e-14 * (1 + 200 / (edges[j + 1] - edges[j]))
        for r in 0..<count {
          #expect(abs(found[r, 1 + j] - (column[r] - mean)) < bound, "bin \(j), row \(r), seed \(generator.seed)")
        }
      }
      for r in 0..<count {
        #expect(found[r, 0] == (filled[r] - encoding.shift) / encoding.scale, "seed \(generator.seed)")
        if hasMissing { #expect(found[r, pipeline.width - 1] == (values[r].isNaN ? 1 : 0)) }
      }
    }
  }

  @Test func inputsAreCalledByTheirBins() throws {
    let pipeline = try fitted([1, 2, 4, .nan, 8, 16]) { $0.bins = 2 }.pipeline
    #expect(pipeline.inputNames == ["x", "x in 1…4", "x in 4…16", "x is missing"])
  }

  /// Edges are values of the column where the quantiles are: no bin is a rounding wide.
  @Test func noBinIsARoundingWide() throws {
    var generator = SplitMix64()
    for _ in 0..<500 {
      let values = (0..<4).map { _ in Double(Int.random(in: 0..<99, using: &generator)) / 10 }
      let column = (0..<60).map { _ in values.randomElement(using: &generator) ?? 0 }
      let edges = try fitted(column) { $0.bins = 16 }.encoding.bins?.edges ?? []
      #expect(zip(edges, edges.dropFirst()).allSatisfy { $1 - $0 > 1e-6 }, "\(edges), seed \(generator.seed)")
    }
  }

  /// Of a column with few different values there are fewer bins, and none if they would be less than two.
  @Test func fewDifferentValues() throws {
    #expect(try fitted([5, 5, 5]) { $0.bins = 2 }.encoding.bins == nil)
    let three = Array(repeating: 0.1, count: 30) + Array(repeating: 0.3, count: 31) + Array(repeating: 0.7, count: 31)
    #expect(
      try #require(fitted(three) { $0.bins = 16 }.encoding.bins).edges.allSatisfy { [0.1, 0.3, 0.7].contains($0) })
  }

  @Test func nothingIsLearnedFromRowsThatAreHeld() throws {
    let training = (0..<20).map { Double($0 * $0) }
    for held in [1e6, -3, 7, .nan] {
      for scaling in Preprocessing.Scaling.allCases {
        let set = { (preprocessing: inout Preprocessing) in
          (preprocessing.scaling, preprocessing.bins, preprocessing.smoothClip) = (scaling, 4, 3)
        }
        let found = try fitted(training + [held], rows: Array(0..<20), set).encoding
        #expect(try found == fitted(training, set).encoding)
      }
    }
  }

  @Test func smoothClip() throws {
    for limit in [0.5, 3, 1e-200, 1e200] {
      let encoding = NumberEncoding(shift: 1, scale: 2, curve: .smoothClip(limit: limit), range: 0...1)
      for x in [-7, 0.5, 1, 1.25, 3, 40.0] {
        let (u, clipped) = ((x - 1) / 2, encoding.value(of: x))
        let expected = abs(u) < 1e100 * limit ? u / (1 + u / limit * (u / limit)).squareRoot() : u < 0 ? -limit : limit
        #expect(abs(clipped - expected) <= 4e-16 * abs(expected), "\(x), limit \(limit)")
      }
      for x in [1e300, .greatestFiniteMagnitude] where limit < 1 {
        #expect(encoding.value(of: x) == limit && encoding.value(of: -x) == -limit)
      }
    }
  }

  /// Where the quartiles are equal, half the distance of the ends; a constant column is 0.
  @Test func robustScale() throws {
    let equal = try fitted([3, 3, 3, 3, 3, 7, 1, 3, 3]) { $0.scaling = .robust }
    #expect(equal.encoding.shift == 3 && equal.encoding.scale == 3)
    let constant = try fitted([3, 3, 3]) { $0.scaling = .robust }
    #expect(constant.encoding.shift == 3 && constant.encoding.scale == 1)
    #expect(try constant.pipeline.inputs(of: constant.table, as: Float.self).elements == [0, 0, 0])
  }

  /// Ranks of the training rows become those of a normal distribution, equal values the middle of theirs.
  @Test func quantilesToNormal() throws {
    // Levels 0, ¼, ½, ¾, 1, the ends half a row from 0 and 1.
    let five = try fitted([4, 1, 100, 2, 3]) { $0.scaling = .quantile }
    let found = try five.pipeline.inputs(of: five.table, as: Double.self).elements
    let expected = [0.674489750196082, -1.281551565544600, 1.281551565544600, -0.674489750196082, 0]
    for (z, e) in zip(found, expected) { #expect(abs(z - e) < 1e-14, "\(z), expected \(e)") }
    let more = try Table(columns: [.numbers("x", [-1e300, 1e300, 1.5, 52])])
    let beyond = try five.pipeline.inputs(of: more, as: Double.self).elements
    #expect(abs(beyond[0] - expected[1]) < 1e-14 && abs(beyond[1] - expected[2]) < 1e-14)
    #expect(abs(beyond[2] - (expected[1] + expected[3]) / 2) < 1e-14)
    // The line from 4 to 100.
    #expect(abs(beyond[3] - (expected[0] + expected[2]) / 2) < 1e-14)
    // Two thirds are 0: their levels are 0 … ⅝ and more; the middle is about ⅓.
    let zeros = try fitted(Array(repeating: 0, count: 20_000) + (1...10_000).map(Double.init)) {
      $0.scaling = .quantile
    }
    #expect(abs(zeros.encoding.value(of: 0) - normalQuantile(1.0 / 3)) < 0.01)
    #expect(zeros.encoding.value(of: 1e9) == normalQuantile(1 - 0.5 / 30_000))
    let constant = try fitted([2, 2]) { $0.scaling = .quantile }
    #expect(try constant.pipeline.inputs(of: constant.table, as: Float.self).elements == [0, 0])
  }

  @Test func quantilesOfTheNormalDistribution() {
    // Abramowitz and Stegun, table 26.1 and its inverse; the tails from mpmath 1.3.
    for (p, z) in [(0.5, 0), (0.975, 1.959963984540054), (1e-9, -5.997807015007687), (1e-300, -37.0471)] {
      #expect(abs(normalQuantile(p) - z) < (p < 1e-100 ? 1e-4 : 2e-15 * max(1, abs(z))), "\(p)")
    }
    for i in 1..<1000 {
      let p = Double(i) / 1000
      #expect(abs(erfc(-normalQuantile(p) / 2.0.squareRoot()) / 2 - p) < 1e-15)
    }
  }

  /// Numbers of any size are finite where the curve has bounds; what no float holds is refused.
  @Test func extremeNumbers() throws {
    let values = (0..<40).map(Double.init)
    for scaling in Preprocessing.Scaling.allCases {
      for clip in [nil, 3.0] {
        let pipeline = try fitted(values) { ($0.scaling, $0.smoothClip, $0.bins) = (scaling, clip, 4) }.pipeline
        for x in [1e300, -1e300, 1e200, -.greatestFiniteMagnitude] {
          let table = try Table(columns: [.numbers("x", [x])])
          if clip != nil || scaling == .quantile {
            let row = try pipeline.inputs(of: table, as: Float.self).elements
            #expect(row.allSatisfy { $0.isFinite && abs($0) <= 3 } && (row[0] < 0) == (x < 0))
          } else {
            #expect(throws: DataError.self) { try pipeline.inputs(of: table, as: Float.self) }
          }
        }
      }
    }
  }

  @Test func refusals() throws {
    for (set, expected) in [
      ({ $0.smoothClip = 0 }, "smoothClip is 0"), ({ $0.smoothClip = .nan }, "is nan"),
      ({ $0.bins = 1 }, "bins is 1; expected"), ({ $0.bins = 1 << 20 }, "is 1048576"),
      ({ $0.mostCategories = 0 }, "mostCategories is 0"), ({ $0.clampMargin = -1 }, "clampMargin is -1"),
    ] as [((inout Preprocessing) -> Void, String)] {
      let error = #expect(throws: FeedForwardError.self) { try fitted([1, 2, 3], set) }
      #expect(error.map { "\($0)".contains(expected) } ?? false, "\(expected)")
    }
  }

  @Test func coding() throws {
    let pipeline = try fitted([1, 2, .nan, 9, 16]) { ($0.bins, $0.scaling) = (3, .quantile) }.pipeline
    #expect(try JSONDecoder().decode(Pipeline.self, from: JSONEncoder().encode(pipeline)) == pipeline)
  }

  /// The weights of another library know nothing of bins and clips.
  @Test func bentColumnsAreNotFolded() throws {
    let network = try FeedForwardNetwork<Double>(inputs: 1, layers: [Layer(1, .identity)])
    for set in [{ $0.smoothClip = 3 }, { $0.bins = 2 }, { $0.scaling = .quantile }] as [(inout Preprocessing) -> Void] {
      let pipeline = try fitted([1, 2, 3, 4], set).pipeline
      #expect { try pipeline.folded(into: network) } throws: {
        "\($0)".contains("“x”, whose inputs are more than shifted and scaled")
      }
    }
  }
}
