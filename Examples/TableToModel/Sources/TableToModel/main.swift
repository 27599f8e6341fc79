// From a table with texts and holes to a model in a file, and back to predictions in the table's own unit.
//
//   swift run -c release

import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation

// Rents by size, town and floor, which is not always known: 12 a square metre in Ulm, 20 in Bern, 16 in Oslo.
let towns = ["Ulm", "Bern", "Oslo"]
var text = "size,town,floor,rent\n"
for i in 0..<300 {
  let size = 30 + Double((i * 37) % 90)
  let floor = i % 7
  let rent = size * [12.0, 20, 16][i % 3] + 10 * Double(floor)
  text += "\(size),\(towns[i % 3]),\(i % 11 == 0 ? "" : "\(floor)"),\(rent)\n"
}
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("TableToModel-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let csv = folder.appendingPathComponent("rents.csv").path
try Data(text.utf8).write(to: URL(fileURLWithPath: csv))

let table = try Table(contentsOf: csv)
let (training, held) = try table.split(fraction: 0.2, target: "rent", seed: 1)
let (pipeline, _) = try Pipeline.fitted(to: table, rows: training, target: "rent")
print(pipeline.inputNames.joined(separator: ", "))
// → size, town = Bern, town = Oslo, town = Ulm, floor, floor is missing

var network = try FeedForwardNetwork<Float>(
  inputs: pipeline.width, layers: [Layer(32, .relu), Layer(1, .identity)], seed: 1)
let trainer = Trainer(
  optimizer: .adam(learningRate: 5e-3), epochs: 400, earlyStopping: EarlyStopping(patience: 50))
try trainer.fit(
  &network, to: pipeline.dataset(of: table, rows: training), validation: pipeline.dataset(of: table, rows: held))

let file = folder.appendingPathComponent("rents.safetensors").path
try TrainedModel(network: network, loss: .squaredError, pipeline: pipeline).save(to: file)

// Elsewhere, later: the file is all that is needed.
let model = try TrainedModel<Float>(contentsOf: file)
let asked = try Table(columns: [
  .numbers("size", [50, 50]), .texts("town", ["Ulm", "Bern"]), .numbers("floor", [2, .nan]),
])
if case .values(let rents, let names) = try model.predict(asked) {
  print(names, rents.elements)
  print("within 5 %:", abs(rents[0, 0] - 620) < 31, abs(rents[1, 0] - 1030) < 51)  // → within 5 %: true true
}
