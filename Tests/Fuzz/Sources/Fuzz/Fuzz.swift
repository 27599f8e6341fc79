import CFuzzer
import Foundation

/// `Fuzz READER [options and folders of libFuzzer]` gives a reader whatever libFuzzer makes up; `Fuzz samples FOLDER`
/// writes files to begin with that only the library can write; `Fuzz` alone lists the readers.
///
/// `Readers.swift` beside this file is that of the regression tests, which replay the seeds without a fuzzer.
@main struct Fuzz {
  nonisolated(unsafe) private static var reader = Readers.all[0]

  static func main() throws {
    let words = CommandLine.arguments
    if words.count == 3, words[1] == "samples" { return try writeSamples(into: words[2]) }
    guard words.count > 1, let chosen = Readers.all.first(where: { $0.name == words[1] }) else {
      print(Readers.all.map(\.name).joined(separator: "\n"))
      return
    }
    reader = chosen
    // libFuzzer does not see the name of the reader.
    var count = CommandLine.argc - 1
    var pointers: [UnsafeMutablePointer<CChar>?] = Array(
      UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: words.count + 1))
    pointers.remove(at: 1)
    pointers.withUnsafeMutableBufferPointer { buffer in
      var arguments = buffer.baseAddress
      _ = LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
        Fuzz.reader.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      }
    }
  }

  private static func writeSamples(into path: String) throws {
    for (reader, name, bytes) in try Readers.samples() {
      let folder = URL(fileURLWithPath: path).appendingPathComponent(reader)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
  }
}
