import CProcessorPeak
import FeedForward

/// The most floating-point operations a second that one thread can do with the vectors in use, measured once a process.
enum ProcessorPeak {
  static let ofFloat = ff_peak_operations_per_second(4, EngineDescription.instructionSet)
  static let ofDouble = ff_peak_operations_per_second(8, EngineDescription.instructionSet)

  static func of<Scalar>(_: Scalar.Type) -> Double { MemoryLayout<Scalar>.size == 4 ? ofFloat : ofDouble }
}
