import CProcessorPeak

/// The most floating-point operations a second that one thread can do, measured once a process.
enum ProcessorPeak {
  static let ofFloat = ff_peak_operations_per_second(4)
  static let ofDouble = ff_peak_operations_per_second(8)

  static func of<Scalar>(_: Scalar.Type) -> Double { MemoryLayout<Scalar>.size == 4 ? ofFloat : ofDouble }
}
