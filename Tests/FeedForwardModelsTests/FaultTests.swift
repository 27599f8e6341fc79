import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import Synchronization
import TestSupport
import Testing

/// Saves in which one call fails: whatever it is, the old file is there afterwards, whole, and the error says so.
@Suite struct FaultTests {
  /// The calls of one save, of which the one with a number gives something else.
  private final class Faults: Sendable {
    private let state: Mutex<(calls: [String], failing: Int?, result: Int)>

    init(failing: Int? = nil, result: Int = 0) { state = Mutex(([], failing, result)) }

    var names: [String] { state.withLock { $0.calls } }

    /// What the call gives in place of the system's answer; nil: that.
    private func fault(_ name: String) -> Int? {
      state.withLock {
        $0.calls.append(name)
        return $0.calls.count - 1 == $0.failing ? $0.result : nil
      }
    }

    var calls: FileSystemCalls {
      let system = FileSystemCalls()
      var calls = system
      calls.create = { self.fault("create") ?? system.create($0, $1) }
      // A few bytes at a time, so that there are several writes.
      calls.write = { self.fault("write") ?? system.write($0, $1.prefix(700)) }
      calls.sync = { self.fault("sync") ?? system.sync($0) }
      calls.close = { descriptor in
        let closed = system.close(descriptor)
        return self.fault("close") ?? closed
      }
      calls.link = { self.fault("link") ?? system.link($0, $1) }
      calls.rename = { self.fault("rename") ?? system.rename($0, $1) }
      calls.remove = { self.fault("remove") ?? system.remove($0) }
      calls.openDirectory = { self.fault("openDirectory") ?? system.openDirectory($0) }
      return calls
    }
  }

  private let old = Array("what was there before".utf8)
  private let new = (0..<2000).map { UInt8(truncatingIfNeeded: $0) }

  private func save(_ faults: Faults, to path: String) throws {
    try AtomicFile.replace(path, with: new, calls: faults.calls)
  }

  /// ENOSPC, EIO, EDQUOT, EACCES and a write of nothing at each call; with and without an old file.
  @Test(arguments: [ENOSPC, EIO, EDQUOT, EACCES, 0], [true, false]) func everyCall(code: Int32, hasOld: Bool) throws {
    let folder = try Folder()
    let path = folder.path("file")
    func reset() throws {
      for name in try folder.names() { try FileManager.default.removeItem(atPath: folder.path(name)) }
      if hasOld { try Data(old).write(to: URL(fileURLWithPath: path)) }
    }
    try reset()
    let whole = Faults()
    try save(whole, to: path)
    let names = whole.names
    #expect(names.prefix(7) == ["create", "write", "write", "write", "sync", "close", "link"])
    #expect(names.dropFirst(7) == ["rename", "openDirectory", "sync", "close", "remove"].prefix(hasOld ? 5 : 4))
    for (index, name) in names.enumerated() where code != 0 || name == "write" {
      try reset()
      let faults = Faults(failing: index, result: -Int(code))
      // The directory was synced by then.
      if index >= 10 {
        try save(faults, to: path)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == new)
        continue
      }
      #expect("call \(index), \(name), error \(code)") {
        try save(faults, to: path)
      } throws: { error in
        guard let error = error as? FileError else { return false }
        return error.state == "What was there before is as it was."
          && (code == 0 || error.reason == String(cString: strerror(code)))
      }
      let expected = hasOld ? ["file"] : []
      #expect(try folder.names() == expected, "call \(index), \(name), error \(code)")
      if hasOld { #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == old) }
    }
  }

  /// Interrupted calls are made again.
  @Test func interrupted() throws {
    let folder = try Folder()
    let path = folder.path("file")
    for index in 0..<11 {
      try Data(old).write(to: URL(fileURLWithPath: path))
      let faults = Faults(failing: index, result: -Int(EINTR))
      if index == 7 {
        // rename(2) is never interrupted; an error is an error.
        #expect(throws: FileError.self) { try save(faults, to: path) }
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == old)
      } else {
        try save(faults, to: path)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == new, "call \(index)")
      }
      #expect(try folder.names() == ["file"])
    }
  }

  /// File systems without second names for a file.
  @Test func withoutLinks() throws {
    let folder = try Folder()
    let path = folder.path("file")
    try Data(old).write(to: URL(fileURLWithPath: path))
    try save(Faults(failing: 6, result: -Int(EPERM)), to: path)
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == new)
    #expect(try folder.names() == ["file"])
  }

  /// A link to a file stays a link; devices and directories are left alone.
  @Test func whatIsNoFile() throws {
    let folder = try Folder()
    let path = folder.path("file")
    try Data(old).write(to: URL(fileURLWithPath: path))
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "file")
    try save(Faults(), to: folder.path("link"))
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == new)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "file")
    for (path, kind) in [("/dev/null", "it is a device"), (folder.path(""), "it is a folder")] {
      #expect {
        try save(Faults(), to: path)
      } throws: {
        "\($0)".contains(kind)
      }
    }
    #expect(throws: FileError.self) { try save(Faults(), to: folder.path("missing/file")) }
    for path in [folder.path("missing"), "/dev/zero", folder.path("")] {
      #expect(throws: FileError.self) { try AnyTrainedModel(contentsOf: path) }
    }
  }

  /// Two trainings that save to one file, in one process: the second is refused, and the first goes on.
  @Test func aSecondTrainingIsRefused() throws {
    let folder = try Folder()
    let column = try Matrix<Float>([[0], [1], [2], [3]])
    let data = try Dataset(inputs: column, values: column)
    let network = try FeedForwardNetwork<Float>(inputs: 1, layers: [Layer(1, .identity)])
    let trainer = Trainer(optimizer: .sgd(learningRate: 0.01), epochs: 3, seed: 1)
    let file = CheckpointFile(folder.path("run"), every: .epochs(1)) { _ in .proceed }
    var refused = 0
    var first = network
    try trainer.fit(&first, to: data, saving: file) { _ in
      var second = network
      do {
        try trainer.fit(&second, to: data, saving: file)
      } catch {
        if let error = error as? FileError, error.process == getpid() { refused += 1 }
      }
      return .proceed
    }
    #expect(refused == 3)
    #expect(try folder.names() == ["run"])
    #expect(try Checkpoint<Float>(contentsOf: file.path).isFinished)
  }

  /// What killed saves have left is removed, and nothing else.
  @Test func leftovers() throws {
    let folder = try Folder()
    for name in ["run", ".run.saving-12-1.new", ".run.saving-12-1.old", ".run.saving-notes", ".run2.saving-1-1.new"] {
      try Data(old).write(to: URL(fileURLWithPath: folder.path(name)))
    }
    let claim = try FileClaim(folder.path("run"))
    #expect(try folder.names() == [".run.saving-lock", ".run.saving-notes", ".run2.saving-1-1.new", "run"])
    withExtendedLifetime(claim) {}
  }
}
