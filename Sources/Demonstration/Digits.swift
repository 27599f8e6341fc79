import CDatasets
import FeedForward

/// Handwritten digits of 8 × 8 pixels, which are scaled from 0 … 16 to 0 … 1; every fifth one is for the test.
///
/// Read by themselves, whole numbers with commas between them, the digit last: the module of tables takes as long to
/// compile as the engine, and `make run` is to be soon over.
struct Digits {
  let training: Dataset<Float>
  let test: Dataset<Float>

  init() throws(FeedForwardError) {
    let table = ff_table_named("digits")
    let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).dropFirst()
    let rows = lines.map { $0.split(separator: ",").map { Int($0) ?? 0 } }
    func part(_ isWanted: (Int) -> Bool) throws(FeedForwardError) -> Dataset<Float> {
      let chosen = rows.enumerated().filter { isWanted($0.offset) }.map(\.element)
      return try Dataset(
        inputs: Matrix(chosen.map { $0.dropLast().map { Float($0) / 16 } }), classes: chosen.map { $0.last ?? 0 })
    }
    training = try part { $0 % 5 != 0 }
    test = try part { $0 % 5 == 0 }
  }
}
