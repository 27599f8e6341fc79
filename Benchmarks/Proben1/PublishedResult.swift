import FeedForward

/// What the report found for a problem, in %: Prechelt, *PROBEN1*, Technical Report 21/94, Universität Karlsruhe, 1994,
/// tables 3 and 4 (linear networks), 10 and 11 (networks that connect neighbouring layers only; means of 60 runs).
struct PublishedResult: Sendable {
  let hidden: [Int]
  let output: OutputUnits
  /// Squared error percentage on the test examples at the minimum of the validation error.
  let testError: Estimate
  /// Test examples of which another class was thought; nil for regressions.
  let misclassified: Estimate?
  let linearTrainingError: Double
  let linearTestError: Double

  /// The lower of its test errors, network or linear.
  var best: Double { min(testError.mean, linearTestError) }

  static let runs = 60

  static let all: [String: PublishedResult] = [
    "cancer1": .init([4, 2], 1.32, 0.13, 1.38, 0.49, linear: 4.25, 3.52),
    "cancer2": .init([8, 4], 3.47, 0.28, 4.77, 0.94, linear: 3.95, 4.77),
    "cancer3": .init([16, 8], 2.60, 0.22, 3.70, 0.52, linear: 3.30, 4.11),
    "diabetes1": .init([32], 16.99, 0.91, 24.10, 1.91, linear: 15.39, 17.22),
    "diabetes2": .init([16, 8], 18.43, 1.00, 26.42, 2.26, linear: 14.93, 17.69),
    "diabetes3": .init([32], 16.48, 1.16, 22.59, 2.23, linear: 14.78, 16.50),
    "glass1": .init([16, 8], 9.24, 0.32, 32.70, 5.34, linear: 8.83, 9.98),
    "glass2": .init([16, 8], 10.09, 0.28, 55.57, 3.70, linear: 8.71, 10.34),
    "glass3": .init([16, 8], 10.74, 0.52, 58.40, 7.82, linear: 8.71, 11.07),
    "building1": .init([16], 1.36, 0.63, linear: 0.21, 0.78),
    "building2": .init([16, 8], 0.28, 0.20, linear: 0.34, 0.35),
    "building3": .init([16, 8], output: .softsign, 0.26, 0.01, linear: 0.37, 0.38),
  ]

  private init(
    _ hidden: [Int], output: OutputUnits = .linear, _ error: Double, _ deviation: Double,
    _ misclassified: Double? = nil, _ itsDeviation: Double = 0, linear training: Double, _ test: Double
  ) {
    self.hidden = hidden
    self.output = output
    testError = Estimate(mean: error, deviation: deviation, count: Self.runs)
    self.misclassified = misclassified.map { Estimate(mean: $0, deviation: itsDeviation, count: Self.runs) }
    (linearTrainingError, linearTestError) = (training, test)
  }
}
