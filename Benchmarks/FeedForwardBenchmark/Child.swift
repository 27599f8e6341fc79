import Foundation
import LibC

/// Processes that this one starts.
enum Child {
  /// This program.
  static let ownExecutable =
    Bundle.main.executablePath ?? ProcessInfo.processInfo.arguments.first ?? "/proc/self/exe"

  /// The first line that a command prints, or nil if it cannot be run or fails.
  static func firstLine(of command: [String]) -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    (process.arguments, process.standardOutput, process.standardError) = (command, output, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  /// Seconds from the start of this program with other arguments to its end, without detours.
  static func seconds(ofRunning arguments: [String]) throws -> Double {
    let environment = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    let words = ([ownExecutable] + arguments).map { strdup($0) } + [nil]
    defer { (environment + words).forEach { free($0) } }
    var child = pid_t()
    var status = CInt()
    var failure = CInt()
    let seconds = Stopwatch.seconds {
      failure = posix_spawn(&child, ownExecutable, nil, nil, words, environment)
      if failure == 0 { waitpid(child, &status, 0) }
    }
    guard failure == 0, status == 0 else { throw ChildFailure(error: failure, status: status) }
    return seconds
  }
}

/// A process that this one started did not do its work.
struct ChildFailure: Error, CustomStringConvertible {
  let error: CInt
  let status: CInt
  var description: String { "A process could not be started (error \(error)) or failed (status \(status))." }
}
