import FeedForward

extension Scenario {
  func measureStep(_ conditions: Conditions) throws -> Measurement {
    precision == "float" ? try step(Float.self, conditions) : try step(Double.self, conditions)
  }

  /// - Parameter calls: how many single calls; nil for as many as the seconds allow.
  func measurePrediction(_ conditions: Conditions, calls: Int? = nil) throws -> Measurement {
    precision == "float"
      ? try prediction(Float.self, conditions, calls: calls) : try prediction(Double.self, conditions, calls: calls)
  }

  private func step<Scalar: BLASScalar>(_: Scalar.Type, _ conditions: Conditions) throws -> Measurement {
    let network = try network(Scalar.self)
    let reference = NaiveRival(self, network)
    try reference.verifyStep(network, threads: conditions.threads)
    let engine = try TrainingRival(self, network)
    let allocations = try engine.allocationsPerStep(threads: conditions.threads)
    let bare = BareGEMM<Scalar>(rows: batch, threads: conditions.threadCount) {
      ProductShape.ofStep(sizes: sizes, rows: $0)
    }
    var laps: [Double] = [], throughBLAS: [Double] = []
    for _ in 0..<Conditions.rounds {
      laps += try engine.laps(seconds: conditions.seconds / Double(Conditions.rounds), threads: conditions.threads)
      throughBLAS += try EngineDescription.withBLASProducts {
        try engine.laps(seconds: conditions.seconds / Double(3 * Conditions.rounds), threads: conditions.threads)
      }
      bare.run(seconds: conditions.seconds / Double(Conditions.rounds))
    }
    return Measurement(
      scenario: self, call: .step, threads: conditions.threadCount, laps: Distribution(laps), bare: bare.times,
      throughBLAS: Distribution(throughBLAS).median, naive: reference.secondsOfStep(), allocations: allocations,
      peak: ProcessorPeak.of(Scalar.self))
  }

  private func prediction<Scalar: BLASScalar>(
    _: Scalar.Type, _ conditions: Conditions, calls: Int?
  ) throws -> Measurement {
    let network = try network(Scalar.self)
    let reference = NaiveRival(self, network)
    let predictor = try Predictor(network, threads: conditions.threads)
    try reference.verifyPrediction(predictor, Scalar.self)
    var engine = try PredictionRival(self, predictor)
    let bare = BareGEMM<Scalar>(rows: batch, threads: conditions.threadCount) {
      ProductShape.ofPrediction(sizes: sizes, rows: $0)
    }
    var throughBLAS = try EngineDescription.withBLASProducts {
      try PredictionRival(self, Predictor(network, threads: conditions.threads))
    }
    var lapsThroughBLAS: [Double] = []
    for round in 1...Conditions.rounds {
      lapsThroughBLAS += try EngineDescription.withBLASProducts {
        try throughBLAS.manyCalls(seconds: conditions.seconds / Double(3 * Conditions.rounds))
      }
      let calls = calls.map { round * $0 / Conditions.rounds }
      try engine.run(seconds: conditions.seconds / Double(Conditions.rounds), calls: calls)
      bare.run(seconds: conditions.seconds / Double(Conditions.rounds))
    }
    // By now all threads that pay have begun.
    let allocations = try engine.allocationsPerCall()
    return Measurement(
      scenario: self, call: .predict, threads: conditions.threadCount, laps: Distribution(engine.laps),
      calls: Distribution(engine.calls), bare: bare.times,
      throughBLAS: Distribution(lapsThroughBLAS).median, naive: reference.secondsOfPrediction(),
      allocations: allocations, peak: ProcessorPeak.of(Scalar.self))
  }
}
