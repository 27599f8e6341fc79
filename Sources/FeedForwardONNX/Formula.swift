import FeedForward

/// A function of the logits in operators of ONNX, each applied to one number at a time.
indirect enum Expression: Hashable, Sendable {
  /// z
  case logits
  /// A constant.
  case number(Double)
  /// The activation's own constant, such as the slope of a leaky ReLU.
  case parameter
  /// An operator and its operands.
  case apply(String, [Expression])
  /// An operator whose attribute `alpha` is the parameter.
  case applyWithAlpha(String, Expression)

  static func + (a: Self, b: Self) -> Self { .apply("Add", [a, b]) }
  static func - (a: Self, b: Self) -> Self { .apply("Sub", [a, b]) }
  static func * (a: Self, b: Self) -> Self { .apply("Mul", [a, b]) }
  static func / (a: Self, b: Self) -> Self { .apply("Div", [a, b]) }
}

extension Expression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
}

/// How an activation is said in operators of ONNX: for writing, and to know it again when reading.
struct Formula: Sendable {
  /// The activation of that parameter.
  let activation: @Sendable (Double) -> Activation
  /// As it is written for `Float`: by an operator of its own where there is one.
  let single: Expression
  /// As it is written for `Double`, by operators that ONNX Runtime has for this type as well: it lacks Elu, Erf,
  /// LeakyRelu, Selu, Softplus and Softsign, and with it Mish.
  let double: Expression
  /// As other programs write it.
  let others: [Expression]

  private init(
    _ activation: @autoclosure @escaping @Sendable () -> Activation, _ single: Expression, double: Expression? = nil,
    others: [Expression] = []
  ) {
    self.init({ _ in activation() }, single, double: double, others: others)
  }

  private init(
    _ activation: @escaping @Sendable (Double) -> Activation, _ single: Expression, double: Expression? = nil,
    others: [Expression] = []
  ) {
    self.activation = activation
    self.single = single
    self.double = double ?? single
    self.others = others
  }

  /// Every way in which it may stand in a file.
  var forms: [Expression] { [single, double] + others }

  /// The formula of an activation and its parameter; nil for the identity, for activations of rows and the user's own.
  static func of(_ activation: Activation) -> (formula: Formula, parameter: Double)? {
    guard let function = activation.elementwise else { return nil }
    return all.first { $0.activation(0).kind == function.name }.map { ($0, function.parameter?.value ?? 0) }
  }

  /// All activations of single numbers but the identity.
  static let all: [Formula] = [
    Formula(.logistic, sigmoid(z)),
    Formula(.tanh, .apply("Tanh", [z])),
    Formula(.relu, .apply("Relu", [z]), others: [max(z, 0)]),
    Formula(
      { .leakyReLU(slope: $0) }, .applyWithAlpha("LeakyRelu", z), double: max(z, 0) + .parameter * min(z, 0)),
    Formula(.softsign, .apply("Softsign", [z]), double: z / (1 + abs(z))),
    Formula(
      { .elu(alpha: $0) }, .applyWithAlpha("Elu", z), double: max(z, 0) + .parameter * (exp(min(z, 0)) - 1)),
    Formula(
      .selu, .apply("Selu", [z]),
      double: .number(SELU.scale) * (max(z, 0) + .number(SELU.alpha) * (exp(min(z, 0)) - 1))),
    Formula(
      .softplus, softplus(.float), double: softplus(.double), others: [softplusOfTorch]),
    Formula(.silu, z * sigmoid(z), others: [.apply("Swish", [z])]),
    Formula(
      .gelu, z * (0.5 * (1 + erf(z * .number(0.5.squareRoot())))), double: geluInDouble,
      others: [
        .apply("Gelu", [z]),
        z * (1 + erf(z / .number(2.0.squareRoot()))) * 0.5,
        0.5 * z * (1 + erf(z / .number(2.0.squareRoot()))),
        z * (0.5 * (1 + erf(z / .number(2.0.squareRoot())))),
        z * (1 + erf(z * .number(0.5.squareRoot()))) * 0.5,
      ]),
    Formula(
      .mish, .apply("Mish", [z]), double: mishInDouble,
      others: [softplus(.float), softplusOfTorch].map { z * .apply("Tanh", [$0]) }),
    Formula(.exponential, exp(z)),
  ]

  /// ln(1 + eᶻ), of which the increasing activation is made too.
  static func softplus(_ type: ElementType) -> Expression {
    type == .double ? max(z, 0) + .apply("Log", [1 + exp(0 - abs(z))]) : .apply("Softplus", [z])
  }

  /// As PyTorch writes it: z itself where 1 is lost in eᶻ.
  private static let softplusOfTorch = Expression.apply(
    "Where", [.apply("Greater", [z, 20]), z, softplus(.float)])

  private static let z = Expression.logits
  private static func sigmoid(_ x: Expression) -> Expression { .apply("Sigmoid", [x]) }
  private static func exp(_ x: Expression) -> Expression { .apply("Exp", [x]) }
  private static func erf(_ x: Expression) -> Expression { .apply("Erf", [x]) }
  private static func abs(_ x: Expression) -> Expression { .apply("Abs", [x]) }
  private static func max(_ x: Expression, _ y: Expression) -> Expression { .apply("Max", [x, y]) }
  private static func min(_ x: Expression, _ y: Expression) -> Expression { .apply("Min", [x, y]) }

  /// z n (n + 2) / (n (n + 2) + 2) with n = eᶻ; from 20 on the quotient is 1.
  private static let mishInDouble: Expression = {
    let n = exp(min(z, 20))
    let product = n * (n + 2)
    return z * (product / (product + 2))
  }()

  /// z Φ(z) = max(z, 0) − |z| Q, Q = Φ(−|z|) = t · exp(p(s) − u²) with u = |z| / √2, t = 2 / (2 + u), s = 2 t − 1.
  ///
  /// p interpolates ln Q + u² − ln t at 26 Chebyshev points; the result is within 1.6 · 10⁻¹⁶ · max(1, |z|) of
  /// z Φ(z) for |z| ≤ 37, by a comparison with 60 digits (`Tests/FeedForwardONNXTests/Python/tail.py`, which prints the
  /// coefficients).
  private static let geluInDouble: Expression = {
    let u = abs(z) * .number(0.5.squareRoot())
    let t = 2 / (2 + u)
    let s = 2 * t - 1
    let p = tailCoefficients.dropLast().reversed().reduce(.number(tailCoefficients[tailCoefficients.count - 1])) {
      $0 * s + .number($1)
    }
    return max(z, 0) - abs(z) * (t * exp(p - u * u))
  }()

  /// Of s⁰, s¹, …
  private static let tailCoefficients: [Double] = [
    -1.3649412646166375, 0.6726432239776567, 0.047343306841863754, -0.046895610231160824,
    -0.00987268936410846, 0.00882493855611383, 0.0017589335075480397, -0.0023458124784660516,
    -0.00014624628859718252, 0.0006736785371369921, -9.373894209180262e-05, -0.00017430116360991256,
    7.141808767204543e-05, 3.1737328155349395e-05, -3.023780825572967e-05, 1.6080205095439494e-07,
    8.662494482986981e-06, -2.994294118363313e-06, -1.4094127307024207e-06, 1.3137199073509803e-06,
    -4.1484920834124593e-08, -3.086559820402206e-07, 7.746001345360312e-08, 3.675878538183882e-08,
    -1.2776506237493277e-08, -1.1141466421901909e-09,
  ]
}
