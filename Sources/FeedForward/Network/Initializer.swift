/// How the parameters of a layer with n inputs and u units begin. Biases begin at 0 except where said.
///
/// Numbers are drawn in `Double` and keyed by (seed, layer), so that `Float` and `Double` networks of one seed agree to
/// rounding and a layer does not depend on its neighbours' sizes.
public enum Initializer: Sendable, Equatable, Codable {
  /// Uniform in ±√(6 / (n + u)). Glorot, Bengio, *Understanding the difficulty of training deep
  /// feedforward networks*, 2010.
  case glorotUniform
  /// Normal of variance 2 / (n + u). Glorot, Bengio, 2010.
  case glorotNormal
  /// Uniform in ±√(6 / n). He, Zhang, Ren, Sun, *Delving deep into rectifiers*, arXiv 1502.01852.
  case heUniform
  /// Normal of variance 2 / n. He, Zhang, Ren, Sun, 2015.
  case heNormal
  /// Normal of variance 1 / n. LeCun, Bottou, Orr, Müller, *Efficient backprop*, 1998.
  case lecunNormal
  /// Uniform in the given range, biases included.
  case uniform(ClosedRange<Double>)
  /// All zero.
  case zeros
  /// Orthonormal rows or columns, times `gain`. Saxe, McClelland, Ganguli, *Exact solutions to the nonlinear dynamics
  /// of learning in deep linear neural networks*, arXiv 1312.6120.
  case orthogonal(gain: Double = 1)

  /// He's uniform for ReLU and its kin, which are about the identity for z > 0; LeCun's normal for SELU; Glorot's
  /// uniform for all others.
  public static func standard(for activation: Activation) -> Initializer {
    activation.elementwise?.initializer ?? .glorotUniform
  }

  /// Θ of one layer, units × (inputs + 1), row-major.
  func parameters(layer: Int, inputs: Int, units: Int, seed: UInt64) throws(FeedForwardError) -> [Double] {
    var generator = Philox(seed: seed, purpose: .initialization, stream: UInt32(layer))
    let (n, u) = (Double(inputs), Double(units))
    let count = units * inputs
    var weights: [Double]
    var biases = [Double](repeating: 0, count: units)
    switch self {
    case .glorotUniform:
      weights = generator.uniform(count, in: -(6 / (n + u)).squareRoot()...(6 / (n + u)).squareRoot())
    case .glorotNormal: weights = generator.normal(count, deviation: (2 / (n + u)).squareRoot())
    case .heUniform: weights = generator.uniform(count, in: -(6 / n).squareRoot()...(6 / n).squareRoot())
    case .heNormal: weights = generator.normal(count, deviation: (2 / n).squareRoot())
    case .lecunNormal: weights = generator.normal(count, deviation: (1 / n).squareRoot())
    case .uniform(let range):
      weights = generator.uniform(count, in: range)
      biases = generator.uniform(units, in: range)
    case .zeros: weights = [Double](repeating: 0, count: count)
    case .orthogonal(let gain):
      weights = try LAPACK.orthogonal(rows: units, columns: inputs, gaussian: generator.normal(count, deviation: 1))
      for i in weights.indices { weights[i] *= gain }
    }
    var theta: [Double] = []
    theta.reserveCapacity(count + units)
    for j in 0..<units {
      theta.append(biases[j])
      theta += weights[j * inputs..<(j + 1) * inputs]
    }
    return theta
  }

}

extension Initializer: ParameterizedSetting {
  package static var what: String { "initializer" }

  package static func kinds(epochs: Int?) -> [Initializer] {
    [
      .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunNormal, .uniform(-.infinity ... .infinity), .zeros,
      .orthogonal(),
    ]
  }

  package var kind: String {
    switch self {
    case .glorotUniform: "glorot-uniform"
    case .glorotNormal: "glorot-normal"
    case .heUniform: "he-uniform"
    case .heNormal: "he-normal"
    case .lecunNormal: "lecun-normal"
    case .uniform: "uniform"
    case .zeros: "zeros"
    case .orthogonal: "orthogonal"
    }
  }

  package mutating func pass(_ parameters: inout SettingParameters) throws(FeedForwardError) {
    switch self {
    case .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunNormal, .zeros: break
    case .uniform(var range):
      try parameters.range(&range, .all)
      self = .uniform(range)
    case .orthogonal(var gain):
      try parameters.number("gain", &gain, .all)
      self = .orthogonal(gain: gain)
    }
  }
}
