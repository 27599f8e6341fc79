import Foundation
import Testing

/// Every file in `Seeds`, and some that the library writes, is read by its reader as the fuzzer does it (`make fuzz`),
/// and so is every beginning of it and a copy of it for every bit, with that bit turned over. Among the files are all
/// that once crashed a reader: their names begin with `crash`, `timeout` or `oom`.
@Suite struct ReplayTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Seeds")

  private func seeds(of reader: Readers) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Self.folder.appendingPathComponent(reader.name)
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let stored = try (files ?? []).map { (name: $0.lastPathComponent, bytes: Array(try Data(contentsOf: $0))) }
    return stored + (try Readers.samples()).filter { $0.reader == reader.name }.map { (name: $0.name, bytes: $0.bytes) }
  }

  @Test(arguments: Readers.all.map(\.name)) func seeds(name: String) throws {
    let reader = try #require(Readers.all.first { $0.name == name })
    let seeds = try seeds(of: reader)
    #expect(!seeds.isEmpty)
    for seed in seeds { reader.read(seed.bytes) }
  }

  /// Of files of up to 4 KB; longer ones are cut and changed at a hundred places.
  @Test(arguments: Readers.all.map(\.name)) func truncationsAndFlippedBits(name: String) throws {
    let reader = try #require(Readers.all.first { $0.name == name })
    for seed in try seeds(of: reader) {
      let step = max(1, seed.bytes.count / 100)
      for offset in stride(from: 0, to: seed.bytes.count, by: step) {
        reader.read(Array(seed.bytes.prefix(offset)))
        for bit in 0..<8 {
          var changed = seed.bytes
          changed[offset] ^= 1 << UInt8(bit)
          reader.read(changed)
        }
      }
    }
  }

  /// No folder of seeds without a reader.
  @Test func readers() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(folders).isSubset(of: Readers.all.map(\.name)))
  }
}
