import Atomics
import FeedForward

/// Predictors of one network for any number of requests at a time, handed out without a lock.
///
/// A predictor serves one caller at a time. Each of a few slots holds one that is free or nothing; taking it is an
/// exchange with nothing, giving it back an exchange of nothing with it. When none is free a new one is made.
final class PredictorPool<Scalar: BLASScalar>: Sendable {
  /// The exchange hands a predictor from one owner to the next, so that no two use it at the same time.
  private final class Free: AtomicReference, @unchecked Sendable {
    let predictor: Predictor<Scalar>
    init(_ predictor: Predictor<Scalar>) { self.predictor = predictor }
  }

  private let network: FeedForwardNetwork<Scalar>
  private let slots: [ManagedAtomic<Free?>]

  init(_ network: FeedForwardNetwork<Scalar>, slots: Int = 8) throws(FeedForwardError) {
    self.network = network
    let first = Free(try Predictor(network, threads: 1))
    self.slots = (0..<slots).map { ManagedAtomic($0 == 0 ? first : nil) }
  }

  /// Outputs for the rows, on the caller's own thread.
  func predict(_ rows: Matrix<Scalar>) throws(FeedForwardError) -> Matrix<Scalar> {
    let free = if let free = take() { free } else { Free(try Predictor(network, threads: 1)) }
    defer { give(free) }
    return try free.predictor.predict(rows)
  }

  private func take() -> Free? {
    for slot in slots {
      if let free = slot.exchange(nil, ordering: .acquiringAndReleasing) { return free }
    }
    return nil
  }

  /// Into the first empty slot; where there is none it goes.
  private func give(_ free: Free) {
    for slot in slots {
      if slot.compareExchange(expected: nil, desired: free, ordering: .acquiringAndReleasing).exchanged { return }
    }
  }
}
