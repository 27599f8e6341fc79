import ArgumentParser

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Times small and large networks and batches, and looks for cliffs.",
    discussion: """
      A cliff is a size that takes more than 1.5 times as long as one that is at least as large in width and batch, or \
      more than 1.15 times as long with all threads as with one. Each is timed again, for longer, before it is named.
      """)

  @Option(help: "step or predict.")
  var call = "step"

  @Option(help: "float or double.")
  var precision = "float"

  @Option(help: "sgd or adam.")
  var optimizer = "adam"

  @Option(help: "Seconds a point.")
  var seconds = 0.1

  @Option(help: "Widths and batches.")
  var sizes = "1,2,3,7,8,15,16,17,31,32,33,63,64,65,127,128,129,255,256,257,511,512"

  @Flag(help: "Also one JSON object a point.")
  var json = false

  func run() throws {
    let sizes = self.sizes.split(separator: ",").compactMap { Int($0) }
    guard let call = Measurement.Call(rawValue: call), !sizes.isEmpty, sizes.allSatisfy({ $0 >= 1 }), seconds > 0 else {
      throw ValidationError("Expected --call step or predict, --sizes of at least 1 and --seconds above 0.")
    }
    var sweep = Sweep(call: call, precision: precision, optimizer: optimizer, seconds: seconds)
    for width in sizes {
      for batch in sizes {
        let point = try sweep.add(width: width, batch: batch)
        if json { print(try JSONLine.of(point)) }
      }
    }
    let cliffs = try sweep.cliffs()
    cliffs.forEach { print($0) }
    print("points: \(sweep.points.count), \(self.call), \(precision), 1 thread and \(Machine.cores)")
    print("cliffs: \(cliffs.count)")
  }
}
