import FeedForward
import FeedForwardModels
import Foundation
import Testing

/// A training in a process of its own, killed at random moments and started again until it ends: with the bits of a run that
/// nobody killed. `make test-crash` kills 200 times.
@Suite struct CrashTests {
  static let kills = ProcessInfo.processInfo.environment["FEEDFORWARD_KILLS"].flatMap { Int($0) } ?? 10

  private func start(_ path: String) throws -> (process: Process, output: Pipe) {
    let (process, output) = (Process(), Pipe())
    // The tests and the program are built into the same folder.
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "CrashTrainer")
    process.arguments = [path]
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  private func result(_ run: (process: Process, output: Pipe)) -> String {
    let data = run.output.fileHandleForReading.readDataToEndOfFile()
    run.process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func killedAtRandomMoments() throws {
    let folder = try TemporaryFolder()
    let clock = ContinuousClock()
    let begin = clock.now
    let whole = result(try start(folder.path("whole")))
    let length = (clock.now - begin) / .seconds(1)
    try #require(whole.count > 128)
    let path = folder.path("killed")
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = Philox(seed: seed, purpose: .test)
    var (kills, runs, steps, inSaves) = (0, 0, 0, 0)
    while kills < Self.kills || runs == 0 {
      let run = try start(path)
      // So that a run is killed several times on its way.
      Thread.sleep(forTimeInterval: length * Double.random(in: 0...0.6, using: &generator))
      if kills < Self.kills, run.process.isRunning {
        kill(run.process.processIdentifier, SIGKILL)
        run.process.waitUntilExit()
        if run.process.terminationReason == .uncaughtSignal {
          kills += 1
          let names = try folder.names()
          if names.contains(where: { $0.hasSuffix(".new") || $0.hasSuffix(".old") }) { inSaves += 1 }
          // The file is one or the other, never a part, and never older than one that was there.
          guard names.contains("killed") else {
            #expect(steps == 0, "seed \(seed): the checkpoint is gone")
            continue
          }
          let now = try Checkpoint<Float>(contentsOf: path).state.steps
          #expect(now >= steps, "seed \(seed)")
          steps = now
          continue
        }
      }
      #expect(result(run) == whole, "seed \(seed), after \(kills) kills")
      runs += 1
      steps = 0
      for name in try folder.names() where name != "whole" {
        #expect(name == "killed", "seed \(seed): \(name) was left")
        try FileManager.default.removeItem(atPath: folder.path(name))
      }
    }
    print("\(kills) kills, \(inSaves) of them within a save, in \(runs) runs that ended with the bits of one without")
  }

  /// A file system that is really full, where one can be mounted.
  @Test func fullDisk() throws {
    let folder = try TemporaryFolder()
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
      calls.create = { _ in Int(open("/dev/full", O_WRONLY)) }
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
