// An activation and a loss of your own, checked against differences before they are trained.
//
//   swift run -c release

import FeedForward

/// Squared ReLU, max(0, z)². Its slope has a kink, where differences over ±h are right to about h = 6 · 10⁻⁶ only.
struct SquaredReLU: CustomActivation {
  let name = "squared-relu"

  func value<Scalar: BLASScalar>(of z: Span<Scalar>, into a: inout MutableSpan<Scalar>) {
    for i in z.indices { a[i] = z[i] > 0 ? z[i] * z[i] : 0 }
  }

  func derivative<Scalar: BLASScalar>(of z: Span<Scalar>, into slope: inout MutableSpan<Scalar>) {
    for i in z.indices { slope[i] = z[i] > 0 ? 2 * z[i] : 0 }
  }
}

/// Squared error by which it costs `factor` times as much to predict too little as to predict too much.
struct LopsidedError: CustomLoss {
  let name = "lopsided-error"
  var factor = 4.0

  func value<Scalar: BLASScalar>(of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int) -> Double {
    t.indices.reduce(0.0) { sum, i in
      let r = Double(t[i] - y[i])
      return sum + (r < 0 ? factor : 1) * r * r
    }
  }

  func gradient<Scalar: BLASScalar>(
    of t: Span<Scalar>, targets y: Span<Scalar>, outputs: Int, into gradient: inout MutableSpan<Scalar>
  ) {
    for i in t.indices {
      let r = t[i] - y[i]
      gradient[i] = (r < 0 ? Scalar(factor) : 1) * 2 * r
    }
  }
}

// Two answers for each question, 1 apart: the best prediction lies where 4 · (distance to the upper) =
// distance to the lower.
let x = try Matrix<Double>((0..<80).map { [Double($0 / 2) / 20 - 1] })
let y = try Matrix<Double>((0..<80).map { [x[$0, 0] * x[$0, 0] + Double($0 % 2)] })
let data = try Dataset(inputs: x, values: y)
let loss = Loss.custom(LopsidedError())

var network = try FeedForwardNetwork<Double>(
  inputs: 1, layers: [Layer(16, .custom(SquaredReLU()), initializer: .standard(for: .relu)), Layer(1, .identity)],
  seed: 1)
let check = try network.checkGradients(on: data, loss: loss)
print(check)
print("gradients right:", check.worstRelativeError < 1e-5)  // → gradients right: true

try Trainer(optimizer: .lbfgs(), loss: loss, epochs: 500).fit(&network, to: data)
let middle = try network.predict([0.5])[0]
print("at ½ it says \(middle), the best answer is \(0.25 + 0.8)")
print("near enough:", abs(middle - 1.05) < 0.05)  // → near enough: true
