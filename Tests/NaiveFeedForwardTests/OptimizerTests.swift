import NaiveFeedForward
import Testing

/// Every rule on numbers worked by hand: θ = (1, −2), first g = (4, −8), then g = (2, 0), with η = ½ or ¼.
@Suite struct OptimizerTests {
  /// θ after each of the two updates.
  private func run(_ optimizer: inout NaiveOptimizer) -> [[Double]] {
    var θ = [1.0, -2.0]
    return [[4, -8], [2, 0]].map { gradient in
      optimizer.update(&θ, along: gradient)
      return θ
    }
  }

  /// (1 − ½·4, −2 + ½·8) = (−1, 2); (−1 − ½·2, 2) = (−2, 2)
  @Test func gradientDescent() {
    var optimizer = NaiveOptimizer(.sgd, learningRate: 0.5)
    #expect(run(&optimizer) == [[-1, 2], [-2, 2]])
    #expect(optimizer.steps == 2)
  }

  /// μ = ½: v = (4, −8), θ = (−1, 2); then v = (2 + 2, −4) = (4, −4), θ = (−1 − 2, 2 + 2) = (−3, 4).
  @Test func momentum() {
    var optimizer = NaiveOptimizer(.momentum(0.5), learningRate: 0.5)
    #expect(run(&optimizer) == [[-1, 2], [-3, 4]])
    #expect(optimizer.velocity == [4, -4])
  }

  /// μ = ½: v = (4, −8), θ = (1 − ½·6, −2 + ½·12) = (−2, 4);
  /// then v = (4, −4), g + μv = (4, −2), θ = (−2 − 2, 4 + 1) = (−4, 5).
  @Test func nesterov() {
    var optimizer = NaiveOptimizer(.nesterov(0.5), learningRate: 0.5)
    #expect(run(&optimizer) == [[-2, 4], [-4, 5]])
    #expect(optimizer.velocity == [4, -4])
  }

  /// β₁ = ½, β₂ = ¾, ε = 1, η = ¼.
  ///
  /// Step 1: v = (2, −4), v̂ = v / ½ = (4, −8); w = (4, 16), ŵ = w / ¼ = (16, 64);
  /// v̂ / (√ŵ + 1) = (4/5, −8/9); θ = (1 − 1/5, −2 + 2/9).
  ///
  /// Step 2: v = (1 + 1, −2) = (2, −2), v̂ = v / ¾ = (8/3, −8/3); w = (3 + 1, 12) = (4, 12),
  /// ŵ = w / (7/16) = (64/7, 192/7); θ moves by −¼ v̂ / (√ŵ + 1).
  @Test func adam() {
    var optimizer = NaiveOptimizer(.adam(beta1: 0.5, beta2: 0.75, epsilon: 1), learningRate: 0.25)
    let θ = run(&optimizer)
    // Each number is a handful of roundings of numbers below 4.
    let rounding = 16 * Double.ulpOfOne
    #expect(distance(θ[0], [1 - 1.0 / 5, -2 + 2.0 / 9]) <= rounding)
    let second = [
      1 - 1.0 / 5 - 2.0 / 3 / ((64.0 / 7).squareRoot() + 1), -2 + 2.0 / 9 + 2.0 / 3 / ((192.0 / 7).squareRoot() + 1),
    ]
    #expect(distance(θ[1], second) <= rounding)
    #expect(optimizer.velocity == [2, -2] && optimizer.secondMoment == [4, 12])
  }

  /// λ = ½: (1 − ⅛) of θ, then the first step of ``adam()``.
  @Test func adamW() {
    var optimizer = NaiveOptimizer(.adamW(weightDecay: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 1), learningRate: 0.25)
    let θ = run(&optimizer)
    #expect(distance(θ[0], [7.0 / 8 - 1.0 / 5, -14.0 / 8 + 2.0 / 9]) <= 16 * Double.ulpOfOne)
  }

  /// β₁ = ½, β₂ = ¾, ε = 1, ψ = 0, so that μ = ¼ in every step; η = ¼.
  ///
  /// Step 1: v = (2, −4), ŵ = (16, 64); direction = ¼ v / (15/16) + ¾ g / ¾ = (8/15 + 4, −16/15 − 8) = (68/15,
  /// −136/15); θ = (1 − ¼ · 68/75, −2 + ¼ · 136/135) = (1 − 17/75, −2 + 34/135).
  ///
  /// Step 2: v = (2, −2), ŵ = (64/7, 192/7); direction = ¼ v / (63/64) + ¾ g / (15/16) = (32/63 + 8/5, −32/63).
  @Test func nadam() {
    var optimizer = NaiveOptimizer(
      .nadam(beta1: 0.5, beta2: 0.75, epsilon: 1, momentumDecay: 0), learningRate: 0.25)
    let θ = run(&optimizer)
    let rounding = 32 * Double.ulpOfOne
    #expect(distance(θ[0], [1 - 17.0 / 75, -2 + 34.0 / 135]) <= rounding)
    let second = [
      1 - 17.0 / 75 - (32.0 / 63 + 8.0 / 5) / 4 / ((64.0 / 7).squareRoot() + 1),
      -2 + 34.0 / 135 + 8.0 / 63 / ((192.0 / 7).squareRoot() + 1),
    ]
    #expect(distance(θ[1], second) <= rounding)
  }

  /// With ψ = 1, μ₁ = ½ (1 − 0.48) = 0.26 and μ₂ = ½ (1 − 0.4608) = 0.2696:
  /// direction = 0.2696 · 2 / (1 − 0.26 · 0.2696) + 4.
  @Test func momentumOfNadamRises() {
    var optimizer = NaiveOptimizer(
      .nadam(beta1: 0.5, beta2: 0.75, epsilon: 1, momentumDecay: 1), learningRate: 0.25)
    let expected = 1 - (0.2696 * 2 / (1 - 0.26 * 0.2696) + 4) / 4 / 5
    #expect(abs(run(&optimizer)[0][0] - expected) <= 32 * Double.ulpOfOne)
  }

  /// ε = 1, η = ½: w = (16, 64), θ = (1 − 2/5, −2 + 4/9); then w = (20, 64), θ = (3/5 − 1/(√20 + 1), −14/9).
  @Test func adagrad() {
    var optimizer = NaiveOptimizer(.adagrad(epsilon: 1), learningRate: 0.5)
    let θ = run(&optimizer)
    #expect(distance(θ[0], [3.0 / 5, -14.0 / 9]) <= 8 * Double.ulpOfOne)
    #expect(distance(θ[1], [3.0 / 5 - 1 / (20.squareRoot() + 1), -14.0 / 9]) <= 16 * Double.ulpOfOne)
  }

  /// α = ¾, ε = 1, η = ½: w = (4, 16), θ = (1 − 2/3, −2 + 4/5); then w = (3 + 1, 12), θ = (1/3 − 1/3, −6/5).
  @Test func rmsprop() {
    var optimizer = NaiveOptimizer(.rmsprop(decay: 0.75, epsilon: 1), learningRate: 0.5)
    let θ = run(&optimizer)
    #expect(distance(θ[0], [1.0 / 3, -6.0 / 5]) <= 8 * Double.ulpOfOne)
    #expect(distance(θ[1], [0, -6.0 / 5]) <= 16 * Double.ulpOfOne)
    #expect(optimizer.secondMoment == [4, 12])
  }

  /// β₁ = ½, β₂ = ¾, λ = ½, η = ½: θ = (1 − ½ (1 + ½), −2 − ½ (−1 − 1)) = (¼, −1), v = (1, −2);
  /// then signs of ½ (1, −2) + ½ (2, 0) = (3/2, −1): θ = (¼ − ½ (1 + ⅛), −1 − ½ (−1 − ½)) = (−5/16, −¼).
  @Test func lion() {
    var optimizer = NaiveOptimizer(.lion(beta1: 0.5, beta2: 0.75, weightDecay: 0.5), learningRate: 0.5)
    #expect(run(&optimizer) == [[0.25, -1], [-0.3125, -0.25]])
    #expect(optimizer.velocity == [1.25, -1.5])
    var still = [1.0]
    var fresh = NaiveOptimizer(.lion(), learningRate: 0.5)
    fresh.update(&still, along: [0])
    #expect(still == [1])
  }

  /// The published constants are the defaults, and the first step of Adam is η against the sign of the gradient,
  /// whatever its size: v̂ / √ŵ = g / |g|, short of it by ε / |g|.
  @Test func firstStepOfAdamIsTheLearningRate() {
    #expect(NaiveOptimizer.Rule.adam() == .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    var optimizer = NaiveOptimizer(.adam(), learningRate: 0.001)
    var θ = [0.0, 0.0, 0.0]
    optimizer.update(&θ, along: [1e3, -1, 0])
    #expect(distance(θ, [-0.001, 0.001, 0]) <= 0.001 * 1.001e-8)
  }

  /// θ after each update, from θ = 0, by Rprop with η⁺ = 3/2, η⁻ = ½, Δ₀ = 1, ½ ≤ Δ ≤ 2.
  private func rprop(_ variant: NaiveRprop.Variant, _ gradients: [Double], errors: [Double] = []) -> [Double] {
    var optimizer = NaiveOptimizer(
      .rprop(variant, increase: 1.5, decrease: 0.5, smallest: 0.5, largest: 2), learningRate: 1)
    var θ = [0.0]
    return gradients.indices.map { t in
      optimizer.update(&θ, along: [gradients[t]], error: errors.isEmpty ? 0 : errors[t])
      return θ[0]
    }
  }

  /// Steps 1 and 2 are alike for all: Δ = 1, θ = −1; Δ = 3/2, θ = −5/2. In step 3 the sign has turned: Δ = ¾.
  @Test func rpropAtATurn() {
    let gradients = [4.0, 2, -1, -1, -1, 0, 1]
    // Back to −1. Step 4 by ¾ whatever the sign, step 5 by 9/8, none at g = 0, then by 9/8 again, for 0 is no turn.
    let undone = [-1, -2.5, -1, -0.25, 0.875, 0.875, -0.25]
    // Step 3 by ¾, step 4 by 9/8, step 5 by 27/16.
    let wentOn = [-1, -2.5, -1.75, -0.625, 1.0625, 1.0625, -0.625]
    // No step 3. Step 4 by ¾, step 5 by 9/8.
    let stayed = [-1, -2.5, -2.5, -1.75, -0.625, -0.625, -1.75]
    #expect(rprop(.plus, gradients) == undone)
    #expect(rprop(.minus, gradients) == wentOn)
    #expect(rprop(.improvedMinus, gradients) == stayed)
    #expect(rprop(.improvedPlus, gradients, errors: [9, 5, 6, 4, 3, 3, 3]) == undone, "step 2 made E larger")
    #expect(rprop(.improvedPlus, gradients, errors: [9, 5, 5, 4, 3, 3, 3]) == stayed, "step 2 did not")
  }

  /// Δ = 1, 3/2, then 2 instead of 9/4; Δ = 1, ½, then ½ instead of ¼.
  @Test func boundsOfRprop() {
    for variant in NaiveRprop.Variant.allCases {
      #expect(rprop(variant, [1, 2, 3, 4]) == [-1, -2.5, -4.5, -6.5], "\(variant)")
    }
    #expect(rprop(.minus, [1, -1, 1, -1]) == [-1, -0.5, -1, -0.5])
    // Every other step is one after a turn, by the Δ that it left: ½, and again ½.
    #expect(rprop(.improvedMinus, [1, -1, 1, -1, 1]) == [-1, -1, -1.5, -1.5, -2])
  }

  /// The learning rate may change between updates.
  @Test func learningRateMayChange() {
    var optimizer = NaiveOptimizer(.sgd, learningRate: 1)
    var θ = [0.0]
    optimizer.update(&θ, along: [1])
    optimizer.learningRate = 0.5
    optimizer.update(&θ, along: [1])
    #expect(θ == [-1.5])
  }
}
