extension EpochRecord {
  /// Stands for what is nil: a NaN that no computation gives.
  private static var absent: Double { Double(bitPattern: 0x7FF8_0000_0000_0A11) }

  private static func number(_ value: Double?) -> Double { value ?? absent }

  private static func optional(_ number: Double) -> Double? {
    number.bitPattern == absent.bitPattern ? nil : number
  }

  /// Everything in it as one row of numbers; four more for each layer with diagnostics.
  package var numbers: [Double] {
    let of = { (metrics: Metrics?) in [metrics?.accuracy, metrics?.r2, metrics?.rmse].map(Self.number) }
    return [Double(epoch), trainingLoss, trainingLossWithoutPenalty, Self.number(validationLoss)]
      + of(training) + [validation == nil ? 0 : 1] + of(validation)
      + [learningRate, seconds, Self.number(effectiveParameters)]
      + (layers ?? []).flatMap {
        [$0.gradientNorm, $0.parameterNorm, $0.updateToParameterRatio, Self.number($0.deadUnits)]
      }
  }

  /// The record of such a row, which may be filled up; nil if it has too few numbers, or an epoch that is none.
  package init?(numbers: [Double]) {
    let fixed = 14
    guard numbers.count >= fixed, let epoch = Int(exactly: numbers[0]), epoch > 0 else { return nil }
    let metrics = { (first: Int) in
      Metrics(
        accuracy: Self.optional(numbers[first]), r2: Self.optional(numbers[first + 1]),
        rmse: Self.optional(numbers[first + 2]))
    }
    let layers = stride(from: fixed, to: numbers.count - 3, by: 4).compactMap { first in
      Self.optional(numbers[first]).map {
        LayerDiagnostics(
          gradientNorm: $0, parameterNorm: numbers[first + 1], updateToParameterRatio: numbers[first + 2],
          deadUnits: Self.optional(numbers[first + 3]))
      }
    }
    self.init(
      epoch: epoch, trainingLoss: numbers[1], trainingLossWithoutPenalty: numbers[2],
      validationLoss: Self.optional(numbers[3]), training: metrics(4), validation: numbers[7] == 1 ? metrics(8) : nil,
      learningRate: numbers[11], seconds: numbers[12], layers: layers.isEmpty ? nil : layers,
      effectiveParameters: Self.optional(numbers[13]))
  }

  /// Numbers that stand for nothing, to fill rows up with.
  package static func filling(_ count: Int) -> [Double] { [Double](repeating: absent, count: count) }
}
