import FeedForward
import FeedForwardData

/// A value of a column.
enum SampleValue: Equatable {
  case number(Double)
  case text(String)
  case missing
}

extension Pipeline {
  /// Rows within the training ranges; each time the same ones.
  func sampleRows(_ count: Int) -> [[SampleValue]] {
    var generator = Philox(seed: 0, purpose: .data)
    return (0..<count).map { _ in inputs.map { $0.encoding.sample(&generator) } }
  }

  /// The network's inputs for a row of samples.
  func encoded(_ row: [SampleValue]) -> [Double] {
    zip(inputs, row).flatMap { $0.encoding.encoded($1) }
  }
}

extension InputColumn.Encoding {
  /// One in eight is missing where that is allowed.
  fileprivate func sample(_ generator: inout Philox) -> SampleValue {
    let draw = generator.next()
    switch self {
    case .number(let encoding):
      if encoding.fill != nil, draw & 7 == 0 { return .missing }
      let share = Double(draw >> 11) * 0x1p-53
      let (least, most) = (encoding.range.lowerBound, encoding.range.upperBound)
      return .number(least * (1 - share) + most * share)
    case .category(let encoding):
      if encoding.fill != nil, draw & 7 == 0 { return .missing }
      return .text(encoding.categories[Int((draw >> 3) % UInt64(encoding.categories.count))])
    }
  }

  fileprivate func encoded(_ value: SampleValue) -> [Double] {
    switch self {
    case .number(let encoding):
      let number = if case .number(let number) = value { number } else { encoding.fill ?? 0 }
      return encoding.values(of: number) + (encoding.hasIndicator ? [value == .missing ? 1 : 0] : [])
    case .category(let encoding):
      let text = if case .text(let text) = value { text } else { encoding.fill ?? "" }
      var inputs = [Double](repeating: 0, count: encoding.width)
      let index = encoding.categories.firstIndex { CodePoints($0) == CodePoints(text) }
      if let mark = encoding.mark(index) { inputs[mark.input] = mark.value }
      if encoding.hasIndicator, value == .missing { inputs[encoding.width - 1] = 1 }
      return inputs
    }
  }
}
