extension Measurement: Encodable {
  private enum CodingKeys: String, CodingKey {
    case call, scenario, layers, activation, output, batch, optimizer, threads, precision, gflops
    case perStep = "us_per_step"
    case perCall = "us_per_call"
    case p25 = "us_p25"
    case p75 = "us_p75"
    case p50 = "us_p50"
    case p99 = "us_p99"
    case p999 = "us_p99.9"
    case most = "us_max"
    case throughBLAS = "us_through_blas"
    case bare = "us_bare_gemm"
    case bareOneThread = "us_bare_one_thread"
    case bareOwnThreads = "us_bare_own_threads"
    case bareSharedRows = "us_bare_shared_rows"
    case ratio = "ratio_to_bare_gemm"
    case naive = "us_naive"
    case speedup = "speedup_over_naive"
    case allocationsPerStep = "allocations_per_step"
    case allocationsPerCall = "allocations_per_call"
    case shareOfPeak = "share_of_peak"
  }

  func encode(to encoder: any Encoder) throws {
    var out = encoder.container(keyedBy: CodingKeys.self)
    try out.encode(call.rawValue, forKey: .call)
    try out.encode(scenario.name, forKey: .scenario)
    try out.encode(scenario.sizes, forKey: .layers)
    try out.encode(scenario.activation.engine.kind, forKey: .activation)
    try out.encode(scenario.output.engine.kind, forKey: .output)
    try out.encode(scenario.batch, forKey: .batch)
    try out.encode(scenario.optimizer, forKey: .optimizer)
    try out.encode(threads, forKey: .threads)
    try out.encode(scenario.precision, forKey: .precision)
    for (key, seconds) in times { try out.encode(Self.microseconds(seconds), forKey: key) }
    try out.encode(naive.map(Self.microseconds), forKey: .naive)
    try out.encode(naive.map { $0 / seconds }, forKey: .speedup)
    try out.encode(seconds / bare.best, forKey: .ratio)
    try out.encode(flops * 1e-9, forKey: .gflops)
    try out.encode(shareOfPeak, forKey: .shareOfPeak)
    // Scripts may read the count by one name for both calls.
    try out.encode(allocations, forKey: .allocationsPerStep)
    if call == .predict { try out.encode(allocations, forKey: .allocationsPerCall) }
  }

  private var times: [(CodingKeys, Double)] {
    var times: [(CodingKeys, Double)] = [
      (call == .step ? .perStep : .perCall, seconds), (.p25, laps.quantile(0.25)), (.p75, laps.quantile(0.75)),
      (.throughBLAS, throughBLAS), (.bare, bare.best), (.bareOneThread, bare.oneThread),
      (.bareOwnThreads, bare.ownThreads),
      (.bareSharedRows, bare.sharedRows),
    ]
    if let calls {
      times += [
        (.p50, calls.median), (.p99, calls.quantile(0.99)), (.p999, calls.quantile(0.999)), (.most, calls.most),
      ]
    }
    return times
  }

  private static func microseconds(_ seconds: Double) -> Double { (seconds * 1e9).rounded() / 1e3 }
}
