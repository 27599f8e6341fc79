/// Scaled conjugate gradient (Møller 1993), step by step as in the paper, on any function E.
///
///     σ = σ₀ / |p|, s = (E′(θ + σ p) − E′(θ)) / σ, δ = pᵀs                      unless the last step failed
///     λ = 10⁻⁶ min(1, |δ| / |p|²) at the first step
///     δ ← δ + (λ − λ̄) |p|²;  if δ ≤ 0: λ̄ = 2 (λ − δ / |p|²), δ ← −δ + λ |p|², λ = λ̄
///     μ = pᵀr, α = μ / δ;  Δ = 2 δ (E(θ) − E(θ + α p)) / μ²
///     Δ ≥ 0: θ ← θ + α p, r ← −E′(θ), λ̄ = 0;  p ← r after every P-th success, else r + (|r|² − rᵀr_old) / μ · p
///            λ ← λ / 4 if Δ ≥ ¾
///     Δ < 0: λ̄ = λ
///     Δ < ¼: λ ← λ + δ (1 − Δ) / |p|²
public struct NaiveScaledConjugateGradient: Sendable {
  /// σ₀.
  public var distance = 5e-5
  /// λ; 0 before the first step.
  public private(set) var λ = 0.0
  private var raise = 0.0
  private var δ = 0.0
  private var succeeded = true
  private var successes = 0
  private var p: [Double] = []

  /// At the first step.
  public init() {}

  /// One iteration; `function` gives E and E′.
  public mutating func iterate(_ θ: inout [Double], _ function: ([Double]) -> (value: Double, gradient: [Double])) {
    let (value, gradient) = function(θ)
    let r = gradient.map { -$0 }
    if p.isEmpty { p = r }
    let square = dot(p, p)
    let μ = dot(p, r)
    if succeeded {
      let σ = distance / square.squareRoot()
      let ahead = function(moved(θ, σ, p)).gradient
      var s = ahead
      for i in 0..<s.count { s[i] = (ahead[i] - gradient[i]) / σ }
      δ = dot(p, s)
      if λ == 0 { λ = 1e-6 * min(1, abs(δ) / square) }
    }
    δ += (λ - raise) * square
    if δ <= 0 {
      raise = 2 * (λ - δ / square)
      δ = -δ + λ * square
      λ = raise
    }
    let α = μ / δ
    let next = moved(θ, α, p)
    let (nextValue, nextGradient) = function(next)
    let Δ = 2 * δ * (value - nextValue) / (μ * μ)
    let curvature = δ
    if Δ >= 0 {
      θ = next
      raise = 0
      succeeded = true
      successes += 1
      let new = nextGradient.map { -$0 }
      if successes % θ.count == 0 {
        p = new
        successes = 0
      } else {
        p = moved(new, (dot(new, new) - dot(new, r)) / μ, p)
      }
      if Δ >= 0.75 { λ /= 4 }
    } else {
      raise = λ
      succeeded = false
    }
    if Δ < 0.25 { λ += curvature * (1 - Δ) / square }
  }
}

/// The directions of limited-memory BFGS with the matrix H written out (Nocedal & Wright, (7.19)).
///
///     H₀ = sᵀy / yᵀy · I of the newest change
///     H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1 / yᵀs, from the oldest change to the newest
///     p = −H g
public struct NaiveQuasiNewton: Sendable {
  /// Changes of θ and of the gradient, the oldest first.
  public var changes: [(s: [Double], y: [Double])] = []

  /// No changes yet.
  public init() {}

  /// p. O(changes · P²).
  public func direction(_ g: [Double]) -> [Double] {
    let n = g.count
    var h = [Double](repeating: 0, count: n * n)
    let scale = changes.last.map { dot($0.s, $0.y) / dot($0.y, $0.y) } ?? 1
    for i in 0..<n { h[i * n + i] = scale }
    for (s, y) in changes {
      let ρ = 1 / dot(s, y)
      var hy = [Double](repeating: 0, count: n)
      for i in 0..<n {
        for j in 0..<n { hy[i] += h[i * n + j] * y[j] }
      }
      let yhy = dot(y, hy)
      for i in 0..<n {
        for j in 0..<n {
          h[i * n + j] += -ρ * (s[i] * hy[j] + hy[i] * s[j]) + (ρ * ρ * yhy + ρ) * s[i] * s[j]
        }
      }
    }
    var p = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for j in 0..<n { p[i] -= h[i * n + j] * g[j] }
    }
    return p
  }
}

/// Levenberg–Marquardt steps by Gaussian elimination.
///
///     (JᵀJ + λ I_w + μ I) d = −(Jᵀr + λ θ_w)                    I_w and θ_w without the biases
///     ϱ = (F(θ) − F(θ + d)) / dᵀ(μ d − Jᵀr − λ θ_w),  F = Σ r² + λ Σ θ_w²
///     ϱ > 0: θ ← θ + d, μ ← μ max(⅓, 1 − (2ϱ − 1)³), ν = 2;   else μ ← μ ν, ν ← 2 ν, again      Nielsen 1999
public struct NaiveLevenbergMarquardt: Sendable {
  /// λ.
  public let l2: Double
  /// Which parameters are not biases.
  public let isWeight: [Bool]
  /// μ; below 0 before the first step, which takes `damping` times the largest element of JᵀJ's diagonal.
  public private(set) var μ = -1.0
  /// See μ.
  public let damping: Double
  private var ν = 2.0

  /// At the first step.
  public init(l2: Double, isWeight: [Bool], damping: Double = 1e-3) {
    self.l2 = l2
    self.isWeight = isWeight
    self.damping = damping
  }

  /// One iteration; `residuals` gives r, `jacobian` gives J, a row for each residual.
  public mutating func iterate(
    _ θ: inout [Double], residuals: ([Double]) -> [Double], jacobian: ([Double]) -> [[Double]]
  ) {
    let (n, r, rows) = (θ.count, residuals(θ), jacobian(θ))
    var a = [Double](repeating: 0, count: n * n)
    var b = [Double](repeating: 0, count: n)
    for (row, residual) in zip(rows, r) {
      for i in 0..<n {
        b[i] += row[i] * residual
        for j in 0..<n { a[i * n + j] += row[i] * row[j] }
      }
    }
    if μ < 0 { μ = damping * ((0..<n).map { a[$0 * n + $0] }.max() ?? 0) }
    for i in 0..<n where isWeight[i] {
      a[i * n + i] += l2
      b[i] += l2 * θ[i]
    }
    let before = objective(θ, r)
    while μ.isFinite {
      var damped = a
      for i in 0..<n { damped[i * n + i] += μ }
      let d = solve(damped, b).map { -$0 }
      let next = moved(θ, 1, d)
      var foretold = 0.0
      for i in 0..<n { foretold += d[i] * (μ * d[i] - b[i]) }
      let ϱ = (before - objective(next, residuals(next))) / foretold
      if ϱ > 0 {
        θ = next
        μ *= max(1.0 / 3, 1 - (2 * ϱ - 1) * (2 * ϱ - 1) * (2 * ϱ - 1))
        ν = 2
        return
      }
      μ *= ν
      ν *= 2
    }
  }

  private func objective(_ θ: [Double], _ r: [Double]) -> Double {
    var sum = dot(r, r)
    for i in 0..<θ.count where isWeight[i] { sum += l2 * θ[i] * θ[i] }
    return sum
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for i in 0..<x.count { sum += x[i] * y[i] }
  return sum
}

/// x + α d.
private func moved(_ x: [Double], _ α: Double, _ d: [Double]) -> [Double] {
  var y = x
  for i in 0..<y.count { y[i] += α * d[i] }
  return y
}

/// x with A x = b, by Gaussian elimination with the largest pivot of each column.
private func solve(_ matrix: [Double], _ b: [Double]) -> [Double] {
  let n = b.count
  var (a, x) = (matrix, b)
  for k in 0..<n {
    var pivot = k
    for i in k..<n where abs(a[i * n + k]) > abs(a[pivot * n + k]) { pivot = i }
    for j in 0..<n { a.swapAt(k * n + j, pivot * n + j) }
    x.swapAt(k, pivot)
    for i in k + 1..<max(n, k + 1) {
      let factor = a[i * n + k] / a[k * n + k]
      for j in k..<n { a[i * n + j] -= factor * a[k * n + j] }
      x[i] -= factor * x[k]
    }
  }
  for k in stride(from: n - 1, through: 0, by: -1) {
    for j in k + 1..<max(n, k + 1) { x[k] -= a[k * n + j] * x[j] }
    x[k] /= a[k * n + k]
  }
  return x
}
