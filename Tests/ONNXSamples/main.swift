// Writes ONNX files of every activation and kind of model into a folder, with rows and what the engine makes of them,
// for `make test-onnx` to run them elsewhere.
import FeedForward
import Foundation

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: ONNXSamples FOLDER\n".utf8))
  exit(64)
}
let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let samples = try [
  Sample.ofNetworks(Float.self), Sample.ofNetworks(Double.self), Sample.ofPipelines(Float.self),
  Sample.ofPipelines(Double.self), [Sample.inDouble()],
]
for sample in samples.joined() { try sample.write(into: folder) }
