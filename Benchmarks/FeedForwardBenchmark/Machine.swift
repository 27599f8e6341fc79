import FeedForward
import Foundation

/// What the benchmark runs on.
struct Machine: Encodable {
  let processor: String
  let cores: Int
  let peakFloatGflops: Double
  let peakDoubleGflops: Double
  let engine: String
  /// Where BLAS runs slower than it could, what helps.
  let blasAdvice: String?
  /// Settings of the environment that change what the BLAS library does.
  let blasEnvironment: [String: String]
  let compiler: String
  let commit: String

  /// Processors that this process may use.
  static let cores = EngineDescription.processors

  init() {
    processor = Self.processorName
    cores = Self.cores
    peakFloatGflops = (ProcessorPeak.ofFloat * 1e-8).rounded() / 10
    peakDoubleGflops = (ProcessorPeak.ofDouble * 1e-8).rounded() / 10
    engine = EngineDescription.text
    blasAdvice = EngineDescription.blasAdvice
    blasEnvironment = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("OPENBLAS_") }
    compiler = Child.firstLine(of: ["swift", "--version"]) ?? "unknown"
    commit = Child.firstLine(of: ["git", "describe", "--always", "--dirty", "--exclude", "*"]) ?? "unknown"
  }

  func text(threads: Int) -> String {
    var lines = [
      "processor  \(processor), \(cores) cores; threads: \(threads)",
      "peak       fused multiply-adds of one thread: \(peakFloatGflops) GFLOP/s float, \(peakDoubleGflops) double",
      "engine     \(engine)",
    ]
    if let blasAdvice { lines.append("BLAS       \(blasAdvice) What is timed here runs with that.") }
    if !blasEnvironment.isEmpty {
      let settings = blasEnvironment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.append("set        \(settings.joined(separator: " ")): BLAS may run another core than the processor's own")
    }
    return (lines + ["compiler   \(compiler)", "commit     \(commit)"]).joined(separator: "\n")
  }

  private static var processorName: String {
    #if os(Linux)
      let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
      let line = lines.first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
      return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    #else
      return Child.firstLine(of: ["sysctl", "-n", "machdep.cpu.brand_string"]) ?? "unknown"
    #endif
  }
}
