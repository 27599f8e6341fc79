/// How long it took until enough test rows were right: medians over the seeds.
struct TimeToAccuracy: Encodable {
  let call = "time-to-accuracy"
  let accuracy: Double
  let reached: Bool
  let seconds, secondsFirst, secondsLoading: Double
  let epochs, seeds: Int

  var text: String {
    """
    digits to \(Table.number(accuracy * 100, 0)) % of the test rows: \(Table.number(seconds * 1e3, 2)) ms in \(epochs) \
    epochs (medians of \(seeds) seeds)\(reached ? "" : "; not all of them reached it")
    """
  }
}
