import CFuzzer

/// `Fuzz READER [options and folders of libFuzzer]` gives a reader whatever libFuzzer makes up.
///
/// `Readers.swift` beside this file is that of the regression tests, which replay the seeds without a fuzzer.
@main struct Fuzz {
  nonisolated(unsafe) private static var reader = Readers.all[0]

  static func main() {
    let words = CommandLine.arguments
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
}
