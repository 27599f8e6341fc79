import Foundation
import NaiveFeedForward
import Testing

/// A network 2-2-1 worked by hand: a logistic hidden layer, an identity output, squared error, one example.
///
///     x = (2, −1), y = 1        Θ⁰ = ( −1    1   1 )      Θ¹ = ( 1  −2   4 )
///                                    ( ln 3  1   2 )
///
/// Forward
///
///     a⁰ = (1, 2, −1)
///     z¹ = (−1 + 2 − 1, ln 3 + 2 − 2)          = (0, ln 3)
///     a¹ = (1, logistic(0), logistic(ln 3))    = (1, ½, ¾)           logistic(ln 3) = 1 / (1 + ⅓)
///     z² = 1 − 2·½ + 4·¾                       = 3
///     t  = 3
///     D  = (3 − 1)²                            = 4
///
/// Backward, the chain rule from right to left
///
///     ∂D/∂t = 2 (3 − 1)                        = 4
///     δ²    = 4 · 1                            = 4                   identity: g′ = 1
///     ∂D/∂Θ¹ = δ² (a¹)ᵀ = 4 (1, ½, ¾)          = (4, 2, 3)
///     (Θ¹ without bias)ᵀ δ² = (−2·4, 4·4)      = (−8, 16)
///     σ′(z¹) = (½·½, ¾·¼)                      = (¼, 3/16)
///     δ¹ = (−8·¼, 16·3/16)                     = (−2, 3)
///     ∂D/∂Θ⁰ = δ¹ (a⁰)ᵀ                        = ( −2  −4   2 )
///                                                (  3   6  −3 )
///     ∂D/∂x = (Θ⁰ without bias)ᵀ δ¹ = (1·−2 + 1·3, 1·−2 + 2·3) = (1, 4)
///
/// Penalty with λ = ½ and m = 4: λ/m = ⅛, 2λ/m = ¼, biases left out
///
///     Σθ² = 1 + 1 + 1 + 4 + 4 + 16             = 27
///     R = 27/8                                 = 3.375
///     E = D + R                                = 7.375
///     ∂E/∂Θ⁰ = ( −2  −4 + ¼   2 + ¼ )          = ( −2  −3.75   2.25 )
///              (  3   6 + ¼  −3 + ½ )            (  3   6.25  −2.5  )
///     ∂E/∂Θ¹ = ( 4  2 − ½  3 + 1 )             = ( 4  1.5  4 )
///
/// The L1 penalty instead, with λ₁ = 1 and m = 4: λ₁/m = ¼
///
///     Σ|θ| = 1 + 1 + 1 + 2 + 2 + 4             = 11
///     R = 11/4                                 = 2.75
///     ∂E/∂Θ⁰ = ( −2  −3.75   2.25 )            ∂E/∂Θ¹ = ( 4  2 − ¼  3 + ¼ ) = ( 4  1.75  3.25 )
///              (  3   6.25  −2.75 )
///
/// One update by gradient descent with η = ⅛, from the L2 gradient
///
///     Θ⁰ ← ( −1 + 2/8      1 + 3.75/8   1 − 2.25/8 )   = ( −0.75          1.46875   0.71875 )
///          ( ln 3 − 3/8    1 − 6.25/8   2 + 2.5/8  )     ( ln 3 − 0.375   0.21875   2.3125  )
///     Θ¹ ← ( 1 − 4/8      −2 − 1.5/8    4 − 4/8    )   = ( 0.5           −2.1875    3.5     )
@Suite struct HandWorkedTests {
  let network = NaiveFeedForward(
    sizes: [2, 2, 1], activations: [.logistic, .identity],
    parameters: [-1, 1, 1, log(3), 1, 2, /**/ 1, -2, 4])
  let x = NaiveMatrix([[2, -1]])
  let y = NaiveMatrix([[1]])
  let l2 = NaivePenalty(l2: 0.5, trainingExamples: 4)
  let l1 = NaivePenalty(l1: 1, trainingExamples: 4)

  /// Only ln 3 and its exponential are rounded, to half a unit in the last place of numbers below 2; no number above
  /// makes more than 16 times that of it (σ′ ≤ ¼, then weights of at most 4).
  let rounding = 16 * Double.ulpOfOne

  @Test func forward() {
    let pass = network.forward([2, -1])
    #expect(pass.a.count == 2 && pass.z.count == 3)
    #expect(pass.a[0] == [1, 2, -1])
    #expect(pass.z[0] == [])
    #expect(distance(pass.z[1], [0, log(3)]) <= rounding)
    #expect(distance(pass.a[1], [1, 0.5, 0.75]) <= rounding)
    #expect(distance(pass.z[2], [3]) <= rounding)
    #expect(distance(pass.t, [3]) <= rounding)
    #expect(network.predict(x).elements == pass.t)
  }

  @Test func backward() {
    let deltas = network.deltas(network.forward([2, -1]), [1], .squaredError)
    #expect(deltas[0] == [])
    #expect(distance(deltas[1], [-2, 3]) <= rounding)
    #expect(distance(deltas[2], [4]) <= rounding)

    let gradient = network.gradient(of: .squaredError, inputs: x, targets: y)
    #expect(abs(gradient.loss - 4) <= rounding)
    #expect(gradient.regularizedError == gradient.loss)
    #expect(distance(gradient.parameters, [-2, -4, 2, 3, 6, -3, /**/ 4, 2, 3]) <= rounding)
    #expect(
      distance(network.inputGradient(of: .squaredError, inputs: x, targets: y).elements, [1, 4]) <= rounding)
  }

  @Test func penalties() {
    let squares = network.gradient(of: .squaredError, inputs: x, targets: y, penalty: l2)
    #expect(l2.value(network.parameters) == 3.375)
    #expect(abs(squares.loss - 4) <= rounding)
    #expect(abs(squares.regularizedError - 7.375) <= rounding)
    #expect(distance(squares.parameters, [-2, -3.75, 2.25, 3, 6.25, -2.5, /**/ 4, 1.5, 4]) <= rounding)

    let magnitudes = network.gradient(of: .squaredError, inputs: x, targets: y, penalty: l1)
    #expect(l1.value(network.parameters) == 2.75)
    #expect(abs(magnitudes.regularizedError - 6.75) <= rounding)
    #expect(distance(magnitudes.parameters, [-2, -3.75, 2.25, 3, 6.25, -2.75, /**/ 4, 1.75, 3.25]) <= rounding)
  }

  @Test func oneStepOfGradientDescent() {
    var network = network
    var optimizer = NaiveOptimizer(.sgd, learningRate: 0.125)
    let before = network.step(&optimizer, loss: .squaredError, inputs: x, targets: y, penalty: l2)
    #expect(abs(before.regularizedError - 7.375) <= rounding)
    let expected = [-0.75, 1.46875, 0.71875, log(3) - 0.375, 0.21875, 2.3125, /**/ 0.5, -2.1875, 3.5]
    #expect(distance(network.flatParameters, expected) <= rounding)
  }

  /// A second example x = (0, 0), y = ½ has z¹ = (−1, ln 3). The error of the two is the mean of the errors, and the
  /// penalty with m = 4 stays what it is.
  @Test func aBatchIsTheMeanOfItsRows() {
    let one = network.gradient(of: .squaredError, inputs: x, targets: y)
    let other = network.gradient(
      of: .squaredError, inputs: NaiveMatrix([[0, 0]]), targets: NaiveMatrix([[0.5]]))
    let both = network.gradient(
      of: .squaredError, inputs: NaiveMatrix([[2, -1], [0, 0]]), targets: NaiveMatrix([[1], [0.5]]), penalty: l2)
    #expect(abs(both.loss - (one.loss + other.loss) / 2) <= rounding)
    #expect(abs(both.regularizedError - both.loss - 3.375) <= rounding)
    let decay = [0, 0.25, 0.25, 0, 0.25, 0.5, /**/ 0, -0.5, 1]
    let mean = zip(one.parameters, other.parameters).map { ($0 + $1) / 2 }
    #expect(distance(both.parameters, zip(mean, decay).map(+)) <= rounding)
  }

  @Test func parametersKeepTheirPlaces() {
    #expect(network.parameters[0].row(1) == [log(3), 1, 2])
    #expect(network.parameters[1] == NaiveMatrix(rows: 1, columns: 3, elements: [1, -2, 4]))
    var other = NaiveFeedForward(sizes: [2, 2, 1], activations: [.logistic, .identity])
    #expect(other.flatParameters == [Double](repeating: 0, count: 9) && other.parameterCount == 9)
    other.flatParameters = network.flatParameters
    #expect(other.parameters == network.parameters)
  }
}
