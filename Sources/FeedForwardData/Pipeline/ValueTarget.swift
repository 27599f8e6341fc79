import FeedForward
import LibC

/// A number to predict: a network is trained on (y − shift) / scale, or on (ln(y + offset) − shift) / scale.
public struct ValueTarget: Sendable, Equatable, Codable {
  /// The name of its column.
  public var name: String
  /// What is subtracted for training and added to predictions.
  public var shift = 0.0
  /// What training values are divided by and predictions multiplied with; above 0.
  public var scale = 1.0
  /// What is added to y before its logarithm is taken, ≥ 0; nil for no logarithm.
  public var logarithmOffset: Double?
  /// What the exponential of a prediction is multiplied with, > 0: the mean of a number is more than the exponential of
  /// the mean of its logarithm. Duan, *Smearing estimate: a nonparametric retransformation method*, 1983.
  public var smearing = 1.0
  /// Predictions are moved into it; nil for as they are.
  public var range: ClosedRange<Double>?

  /// A number that is predicted as it stands, unless told otherwise.
  public init(
    name: String, shift: Double = 0, scale: Double = 1, logarithmOffset: Double? = nil, smearing: Double = 1,
    range: ClosedRange<Double>? = nil
  ) {
    self.name = name
    self.shift = shift
    self.scale = scale
    self.logarithmOffset = logarithmOffset
    self.smearing = smearing
    self.range = range
  }
}

extension ValueTarget {
  /// The same by the logarithm of training values ≥ 0, and mean and deviation of that; where there is a 0, of y + 1.
  func byLogarithm(of values: [Double]) -> (target: ValueTarget, mean: Double, deviation: Double) {
    var target = self
    target.logarithmOffset = values.contains { $0 <= 0 } ? 1 : 0
    let logarithms = values.map { target.transformed($0) }
    let summaries = NumberSummaries(of: logarithms, width: 1, rows: logarithms.count)
    return (target, summaries.means[0], summaries.deviation(0))
  }

  /// The same target by its standardized logarithm, where that may be easier to learn: no training value is below 0,
  /// and they are skewed more than their logarithms; nil otherwise.
  package func standardizedLogarithm(of values: [Double]) -> ValueTarget? {
    guard logarithmOffset == nil, !values.isEmpty, values.allSatisfy({ $0 >= 0 }) else { return nil }
    var (target, mean, deviation) = byLogarithm(of: values)
    let skewness = values.skewness
    guard skewness > 1, abs(values.map { target.transformed($0) }.skewness) < skewness else { return nil }
    (target.shift, target.scale) = (mean, deviation)
    return target
  }

  /// With the smearing that predictions u of ln(y + offset) ask for: the mean of (y + offset) / e^u.
  package func smeared(by outputs: [Double], of values: [Double]) -> ValueTarget {
    guard let offset = logarithmOffset, !values.isEmpty else { return self }
    var target = self
    target.smearing =
      zip(outputs, values).reduce(0.0) { $0 + ($1.1 + offset) / exp($1.0 * scale + shift) } / Double(values.count)
    return target.smearing.isFinite && target.smearing > 0 ? target : self
  }

  /// Whether the network is trained on the numbers as they stand, and its outputs are the predictions.
  package var isIdentity: Bool { shift == 0 && scale == 1 && logarithmOffset == nil && range == nil }

  /// What a network is trained on.
  @inline(__always)
  public func scaled<Scalar: BLASScalar>(_ y: Double, as _: Scalar.Type = Scalar.self) -> Scalar {
    Scalar((transformed(y) - shift) / scale)
  }

  /// y or ln(y + offset).
  func transformed(_ y: Double) -> Double { logarithmOffset.map { log(y + $0) } ?? y }

  /// What an output t of a network says: t · scale + shift, or smearing · e^(t · scale + shift) − offset; then moved
  /// into the range.
  @inline(__always)
  public func scaledBack<Scalar: BLASScalar>(_ t: Scalar) -> Double {
    let u = Double(t) * scale + shift
    let y = logarithmOffset.map { smearing * exp(u) - $0 } ?? u
    return range.map { min(max(y, $0.lowerBound), $0.upperBound) } ?? y
  }
}

extension [Double] {
  /// m₃ / m₂^(3/2); 0 of equal numbers.
  fileprivate var skewness: Double {
    let mean = reduce(0, +) / Double(count)
    let moment = { (power: Double) in reduce(0.0) { $0 + pow($1 - mean, power) } / Double(count) }
    let variance = moment(2)
    return variance > 0 ? moment(3) / pow(variance, 1.5) : 0
  }
}
