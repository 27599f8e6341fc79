import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation
import TestSupport
import Testing

/// `feedforward train`, killed at random moments and started again until it ends: with the bits of a run that nobody
/// killed. `make test-crash` kills 200 times.
@Suite struct CrashTests {
  static let kills = ProcessInfo.processInfo.environment["FEEDFORWARD_KILLS"].flatMap { Int($0) } ?? 10

  /// A table of two classes that no straight line divides.
  private func writeTable(to path: String) throws {
    var generator = Philox(seed: 7, purpose: .test)
    var text = "a,b,c,class\n"
    for _ in 0..<400 {
      let x = generator.uniform(3, in: -1...1)
      text += "\(x[0]),\(x[1]),\(x[2]),\(x[0] * x[1] + x[2] / 4 > 0 ? "yes" : "no")\n"
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  /// Begins the training, or goes on with it; checkpoints are a few steps apart.
  private func start(in folder: Folder, _ name: String) throws -> Process {
    let process = Process()
    // The tests and the program are built into the same folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "feedforward")
    let checkpoint = folder.path(name)
    process.arguments =
      [
        "train", folder.path("table.csv"), "--preset", "fast", "--target", "class", "--hidden", "24", "--epochs", "400",
        "--patience", "0",
        "--batch-size", "16", "--dropout", "0.1", "--schedule", "cosine:100", "--seed", "3", "--checkpoint", checkpoint,
        "--checkpoint-every", "0.002s", "--output", folder.path("\(name).model"),
      ] + (FileManager.default.fileExists(atPath: checkpoint) ? ["--resume", checkpoint] : [])
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    return process
  }

  @Test func killedAtRandomMoments() throws {
    let folder = try Folder()
    try writeTable(to: folder.path("table.csv"))
    let clock = ContinuousClock()
    let begin = clock.now
    let wholeRun = try start(in: folder, "whole")
    wholeRun.waitUntilExit()
    try #require(wholeRun.terminationStatus == 0)
    let length = (clock.now - begin) / .seconds(1)
    let whole = try TrainedModel<Float>(contentsOf: folder.path("whole.model")).network.parameters
    let history = try Checkpoint<Float>(contentsOf: folder.path("whole")).state.history
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = Philox(seed: seed, purpose: .test)
    var (kills, runs, steps, inSaves) = (0, 0, 0, 0)
    while kills < Self.kills || runs == 0 {
      let run = try start(in: folder, "killed")
      // So that a run is killed several times on its way.
      Thread.sleep(forTimeInterval: length * Double.random(in: 0...0.6, using: &generator))
      if kills < Self.kills, run.isRunning { kill(run.processIdentifier, SIGKILL) }
      run.waitUntilExit()
      let names = try folder.names()
      if run.terminationReason == .uncaughtSignal {
        kills += 1
        if names.contains(where: { $0.hasPrefix(".killed.saving-") && !$0.hasSuffix("lock") }) { inSaves += 1 }
        guard names.contains("killed") else {
          #expect(steps == 0, "seed \(seed): the checkpoint is gone")
          continue
        }
        // The file is one or the other, never a part, and never older than one that was there.
        let now = try Checkpoint<Float>(contentsOf: folder.path("killed")).state.steps
        #expect(now >= steps, "seed \(seed)")
        steps = now
        continue
      }
      try #require(run.terminationStatus == 0, "seed \(seed), after \(kills) kills")
      let ended = try TrainedModel<Float>(contentsOf: folder.path("killed.model")).network.parameters
      #expect(ended == whole, "seed \(seed), after \(kills) kills")
      let losses = try Checkpoint<Float>(contentsOf: folder.path("killed")).state.history.epochs.map(\.trainingLoss)
      #expect(losses == history.epochs.map(\.trainingLoss), "seed \(seed), after \(kills) kills")
      #expect(!names.contains { $0.hasPrefix(".killed.saving-") }, "seed \(seed): \(names)")
      runs += 1
      steps = 0
      for name in names where name.contains("killed") {
        try FileManager.default.removeItem(atPath: folder.path(name))
      }
    }
    print("\(kills) kills, \(inSaves) of them within a save, in \(runs) runs that ended with the bits of one without")
  }

  /// A file system that is really full, where one can be mounted.
  @Test func fullDisk() throws {
    let folder = try Folder()
    let disk = folder.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    func run(_ arguments: String...) -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = arguments
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return -1 }
      process.waitUntilExit()
      return process.terminationStatus
    }
    // Elsewhere the device that is always full says the same of a write.
    let isMounted = run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk) == 0
    defer { if isMounted { _ = run("umount", disk) } }
    let path = disk + "/run.checkpoint"
    let network = try FeedForwardNetwork<Float>(inputs: 100, layers: [Layer(80, .tanh), Layer(1, .identity)])
    let checkpoint = Checkpoint(network: network, state: TrainingState(), isFinished: false, settings: [:])
    var calls = FileSystemCalls()
    if isMounted {
      try checkpoint.save(to: path)
    } else {
      try checkpoint.save(to: path)
      let system = calls
      calls.create = { _, _ in Int(open("/dev/full", O_WRONLY)) }
      calls.write = { system.write($0, $1) }
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let other = Checkpoint(network: network, state: TrainingState(), isFinished: true, settings: [:])
    #expect {
      try other.save(to: path, calls: calls)
    } throws: {
      "\($0)".contains("writing failed: No space left on device. What was there before is as it was.")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["run.checkpoint"])
  }
}
