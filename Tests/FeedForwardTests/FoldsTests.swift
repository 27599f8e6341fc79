import FeedForward
import TestSupport
import Testing

/// How rows are divided.
@Suite struct FoldsTests {
  /// Row r holds r, so that it is known wherever it goes.
  private func data(_ classes: [Int]) throws -> Dataset<Double> {
    try Dataset(inputs: Matrix(classes.indices.map { [Double($0)] }), classes: classes)
  }

  private func counts(_ rows: [Int], _ classes: [Int]) -> [Int: Int] {
    Dictionary(rows.map { (classes[$0], 1) }, uniquingKeysWith: +)
  }

  private func rows(_ data: Dataset<Double>) -> [Int] { data.inputs.elements.map { Int($0) } }

  /// In every repeat each row is in one validation part, and in the training part of all other folds.
  private func expectPartition(_ folds: [Fold], rows: Int, k: Int) {
    #expect(folds.count % k == 0)
    for first in stride(from: 0, to: folds.count, by: k) {
      let own = folds[first..<first + k]
      #expect(own.flatMap(\.validation).sorted() == Array(0..<rows))
      for fold in own {
        #expect((fold.training + fold.validation).sorted() == Array(0..<rows))
        #expect(fold.training == fold.training.sorted() && fold.validation == fold.validation.sorted())
      }
      let sizes = own.map(\.validation.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }
  }

  @Test func plain() throws {
    for (rows, k, repeats) in [(2, 2, 1), (5, 5, 2), (17, 3, 3), (100, 7, 1), (101, 10, 2)] {
      let data = try data([Int](repeating: 0, count: rows))
      let folds = try Folds.plain(k, repeats: repeats, seed: 3).folds(of: data)
      #expect(folds.count == k * repeats)
      expectPartition(folds, rows: rows, k: k)
      #expect(try folds == Folds.plain(k, repeats: repeats, seed: 3).folds(of: data))
      guard rows > 5 else { continue }
      #expect(try folds != Folds.plain(k, repeats: repeats, seed: 4).folds(of: data))
      // Repeats are divisions of their own, and the first is that without repeats.
      #expect(try Array(folds.prefix(k)) == Folds.plain(k, seed: 3).folds(of: data))
      #expect(Set(folds.map(\.validation)).count == folds.count)
      // Not simply in order.
      #expect(folds[0].validation != Array(0..<folds[0].validation.count))
    }
  }

  @Test func stratified() throws {
    for seed in 0..<20 as Range<UInt64> {
      var samples = Samples(seed: seed)
      let rows = 20 + samples.index(below: 80)
      let classes = (0..<rows).map { _ in samples.index(below: 1 + samples.index(below: 5)) }
      let k = 2 + samples.index(below: 5)
      guard (counts(Array(0..<rows), classes).values.max() ?? 0) >= k else { continue }
      let folds = try Folds.stratified(k, repeats: 2, seed: seed).folds(of: data(classes))
      expectPartition(folds, rows: rows, k: k)
      for (c, total) in counts(Array(0..<rows), classes) {
        for fold in folds {
          let count = counts(fold.validation, classes)[c] ?? 0
          #expect(count == total / k || count == (total + k - 1) / k, "seed \(seed), class \(c): \(count) of \(total)")
        }
      }
    }
  }

  /// Ten rows of one class and two of another, in five parts: three parts have none of the rare one.
  @Test func aRareClassIsMissingInSomeFolds() throws {
    let classes = [0, 0, 0, 0, 0, 7, 7, 0, 0, 0, 0, 0]
    let folds = try Folds.stratified(5, seed: 1).folds(of: data(classes))
    #expect(folds.map { counts($0.validation, classes)[7] ?? 0 }.sorted() == [0, 0, 0, 1, 1])
  }

  @Test func heldOutAndGiven() throws {
    let data = try data((0..<23).map { $0 % 2 })
    let split = try data.split(fraction: 0.3, seed: 5)
    let fold = try Folds.heldOut(fraction: 0.3, seed: 5).folds(of: data)
    #expect(fold.count == 1 && fold[0].training == rows(split.rest) && fold[0].validation == rows(split.part))
    let own = [Fold(training: [3, 3, 1], validation: [22, 0])]
    #expect(try Folds.given(own).folds(of: data) == own)
  }

  @Test func stratifiedSplit() throws {
    for seed in 0..<40 as Range<UInt64> {
      var samples = Samples(seed: seed)
      let m = 10 + samples.index(below: 60)
      let classes = (0..<m).map { _ in samples.index(below: 4) * samples.index(below: 2) }
      let fraction = [0.1, 0.25, 0.5, 0.8][samples.index(below: 4)]
      let (rest, part) = try data(classes).stratifiedSplit(fraction: fraction, seed: seed)
      let size = Int((Double(m) * fraction).rounded())
      #expect(part.count == size && (rows(rest) + rows(part)).sorted() == Array(0..<m))
      #expect(part.targets == .classes(rows(part).map { classes[$0] }))
      for (c, total) in counts(Array(0..<m), classes) {
        let count = counts(rows(part), classes)[c] ?? 0
        #expect(count == total * size / m || count == (total * size + m - 1) / m, "seed \(seed), class \(c)")
      }
      let again = try data(classes).stratifiedSplit(fraction: fraction, seed: seed)
      #expect(rows(again.part) == rows(part))
    }
    // Which rows they are is the seed's choice.
    let parts = try (0..<50 as Range<UInt64>).map {
      rows(try data([Int](repeating: 0, count: 10)).stratifiedSplit(fraction: 0.2, seed: $0).part)
    }
    #expect(Set(parts.joined()).count == 10)
  }

  @Test func mistakes() throws {
    func refused(_ words: String..., body: () throws -> Void) {
      let error = #expect(throws: FeedForwardError.self) { try body() }
      for word in words {
        #expect(error?.description.contains(word) ?? false, "\(error?.description ?? "") lacks \(word)")
      }
    }
    let four = try data([0, 0, 0, 1])
    for k in [-1, 0, 1, 5] {
      refused("folds is \(k)", "2 to 4", "rows") { _ = try Folds.plain(k).folds(of: four) }
    }
    for k in [1, 4] {
      refused("folds is \(k)", "2 to 3", "largest class") { _ = try Folds.stratified(k).folds(of: four) }
    }
    refused("repeats is 0", "at least 1") { _ = try Folds.plain(2, repeats: 0).folds(of: four) }
    let values = try Dataset(inputs: four.inputs, values: four.inputs)
    refused("stratified", "class indices") { _ = try Folds.stratified(2).folds(of: values) }
    refused("class indices") { _ = try values.stratifiedSplit(fraction: 0.5, seed: 0) }
    for fraction in [0, 1, .nan, 0.01] {
      refused("\(fraction)", "4 rows") { _ = try four.stratifiedSplit(fraction: fraction, seed: 0) }
      refused("\(fraction)", "4 rows") { _ = try Folds.heldOut(fraction: fraction).folds(of: four) }
    }
    refused("folds", "empty") { _ = try Folds.given([]).folds(of: four) }
    let good = Fold(training: [0], validation: [1])
    refused("fold 1", "empty") { _ = try Folds.given([good, Fold(training: [], validation: [1])]).folds(of: four) }
    for row in [-1, 4] {
      refused("fold 0", "\(row)", "0 to 3") {
        _ = try Folds.given([Fold(training: [0], validation: [row])]).folds(of: four)
      }
    }
    refused("Row 2", "both") { _ = try Folds.given([Fold(training: [0, 2], validation: [2])]).folds(of: four) }
  }
}
