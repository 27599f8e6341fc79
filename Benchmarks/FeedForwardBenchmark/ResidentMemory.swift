import Foundation

/// Memory of this process that stands in the machine's memory. Linux only.
enum ResidentMemory {
  /// Bytes at the moment; nil where the system does not say.
  static var bytes: Double? {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }.map { $0 * 1024 }
  }
}
