import ArgumentParser
import FeedForward
import FeedForwardData
import Foundation

struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "Times reading a table from CSV, and training on one that is streamed.",
    discussion: """
      Writes a table like MNIST to a temporary file (a label, then pixels in 0 … 255, four of five of them 0), reads \
      it in a fresh process and prints seconds and the peak of the resident memory beside the bytes of the matrix. \
      With --stream, the fresh process reads that many rows of eleven columns in pieces and trains a network on them, \
      each row once. Linux only.
      """)

  @Option(help: "Rows of the table.")
  var rows = 60_000

  @Option(help: "Columns of the table.")
  var columns = 785

  @Option(help: "Rows that are streamed through training, instead.")
  var stream: Int?

  @Flag(help: "Numbers of 17 digits instead of pixels.")
  var decimals = false

  @Option(help: .hidden)
  var child: String?

  @Flag(help: "One JSON object.")
  var json = false

  func run() throws {
    if let child {
      let result = try stream == nil ? TableReading(of: child) : TableReading(streaming: child)
      return print(try JSONLine.of(result))
    }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tables-\(getpid()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = try write(to: path)
    let command = [Child.ownExecutable, "tables", "--child", path] + (stream == nil ? [] : ["--stream", "1"])
    guard let line = Child.firstLine(of: command) else { throw ChildFailure(error: 0, status: 1) }
    if json { return print(line) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let result = try decoder.decode(TableReading.self, from: Data(line.utf8))
    let text = "\(Table.number(Double(bytes) / 1e6, 1)) MB of text"
    print("\(result.rows) × \(result.columns) from \(text); the matrix is one of Float")
    print("seconds                 \(Table.number(result.seconds, 2))")
    print("of the processor        \(Table.number(result.processorSeconds, 2))")
    print("peak of memory          \(Table.number(result.peak.map { $0 / 1e6 }, 1)) MB")
    print("matrix                  \(Table.number(result.matrix / 1e6, 1)) MB")
    print("peak / matrix           \(Table.number(result.peak.map { $0 / result.matrix }, 3))")
  }

  /// Writes the table; returns its bytes.
  private func write(to path: String) throws -> Int {
    let (rows, columns) = (stream ?? rows, stream == nil ? columns : 11)
    guard rows >= 1, columns >= 2 else { throw ValidationError("expected at least 1 row and 2 columns.") }
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw ValidationError("\(path) cannot be written.") }
    var random = Philox(seed: 1, purpose: .test)
    let pixels = (0..<256).map { Array(",\($0)".utf8) }
    var text = Array(("label" + (1..<columns).map { ",p\($0)" }.joined() + "\n").utf8)
    var bytes = 0
    for row in 0..<rows {
      text.append(UInt8(ascii: "0") + UInt8(row % 10))
      for _ in 1..<columns {
        if decimals {
          text += Array(",\(random.uniform())".utf8)
        } else {
          let number = random.next()
          text += pixels[number % 5 == 0 ? Int(number >> 32 & 255) : 0]
        }
      }
      text.append(10)
      if text.count > 1 << 20 || row == rows - 1 {
        try file.write(contentsOf: Data(text))
        bytes += text.count
        text.removeAll(keepingCapacity: true)
      }
    }
    try file.close()
    return bytes
  }
}

/// What a fresh process needed.
struct TableReading: Codable {
  let rows: Int
  let columns: Int
  let seconds: Double
  let processorSeconds: Double
  /// Nil where it cannot be measured.
  let peak: Double?
  let matrix: Double

  init(of path: String) throws {
    var shape = (rows: 0, columns: 0)
    let start = Stopwatch.processorSeconds()
    seconds = try Stopwatch.seconds {
      let table = try FeedForwardData.Table(contentsOf: path)
      shape = (table.count, table.columns.count)
    }
    processorSeconds = Stopwatch.processorSeconds() - start
    (rows, columns, peak) = (shape.rows, shape.columns, TrainingMemory.peak())
    matrix = Double(rows * columns * MemoryLayout<Float>.size)
  }

  /// One pass of training over all rows: the first column is the class, all others are inputs.
  init(streaming path: String) throws {
    var (rows, columns) = (0, 0)
    let start = Stopwatch.processorSeconds()
    seconds = try Stopwatch.seconds {
      let stream = try TableStream(contentsOf: path, rowsPerTable: 4096)
      columns = stream.columns.count
      let inputs = columns - 1
      let network = try FeedForwardNetwork<Float>(
        inputs: inputs, layers: [Layer(32, .relu), Layer(10, .softmax)], seed: 1)
      let training = try OnlineTraining(of: network, by: Trainer(optimizer: .adam()), largestBatch: 4096)
      let names = stream.columns.map(\.name)
      while let table = try stream.next() {
        let classes = table.numbers(of: try table.column(named: names[0])) ?? []
        let numbers = try table.dropping(columns: [names[0]]).matrix(Float.self)
        let batch = try Dataset(
          inputs: Matrix(rows: table.count, columns: inputs, elements: numbers.elements.map { $0 / 255 }),
          classes: classes.map { Int($0) })
        try training.learn(from: batch)
        rows += table.count
      }
    }
    processorSeconds = Stopwatch.processorSeconds() - start
    self.rows = rows
    self.columns = columns
    peak = TrainingMemory.peak()
    matrix = Double(rows * columns * MemoryLayout<Float>.size)
  }
}
