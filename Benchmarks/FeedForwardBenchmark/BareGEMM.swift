import FeedForward

/// The products that a step or a prediction needs and nothing else, by the BLAS library alone.
///
/// They are timed in three ways: on one thread; on the library's own threads; and on one thread with the rows
/// that fall to one of the threads, as if they were shared out at no cost. The best of the three is what the
/// engine is compared with.
final class BareGEMM<Scalar: BLASScalar> {
  private let whole: BareProducts<Scalar>
  private let share: BareProducts<Scalar>
  private let threads: Int
  private var laps: (oneThread: [Double], ownThreads: [Double], sharedRows: [Double]) = ([], [], [])

  /// - Parameter shapes: the products for a number of rows.
  init(rows: Int, threads: Int, shapes: (_ rows: Int) -> [ProductShape]) {
    whole = BareProducts(shapes(rows))
    share = BareProducts(shapes((rows + threads - 1) / threads))
    self.threads = threads
  }

  /// Times each of the three ways once more.
  func run(seconds: Double) {
    BLASThreads.set(1)
    laps.oneThread += Stopwatch.laps(seconds / 3, whole.multiply)
    guard threads > 1 else { return }
    laps.sharedRows += Stopwatch.laps(seconds / 3, share.multiply)
    BLASThreads.set(threads)
    laps.ownThreads += Stopwatch.laps(seconds / 3, whole.multiply)
    BLASThreads.setToOneAndWait()
  }

  var times: BareTimes {
    let one = Distribution(laps.oneThread).median
    guard threads > 1 else { return BareTimes(oneThread: one, ownThreads: one, sharedRows: one) }
    return BareTimes(
      oneThread: one, ownThreads: Distribution(laps.ownThreads).median,
      sharedRows: Distribution(laps.sharedRows).median)
  }
}

/// Median seconds of the three ways.
struct BareTimes {
  let oneThread, ownThreads, sharedRows: Double

  var best: Double { min(oneThread, ownThreads, sharedRows) }
}
