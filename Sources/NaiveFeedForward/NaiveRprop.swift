/// Rprop in four variants, parameter by parameter, as Igel & Hüsken (2003) print it. With g⁻ the gradient of the step
/// before, Δθ⁻ the step itself and E⁻ the error before it:
///
///     g⁻ g > 0   Δ ← min(η⁺ Δ, Δ_max);  Δθ = −sign(g) Δ;  θ ← θ + Δθ;  g⁻ ← g
///     g⁻ g < 0   Δ ← max(η⁻ Δ, Δ_min);  then
///                  plus            θ ← θ − Δθ⁻;                    g⁻ ← 0         Riedmiller & Braun 1993
///                  minus           θ ← θ − sign(g) Δ;              g⁻ ← g         Riedmiller 1994
///                  improvedPlus    θ ← θ − Δθ⁻ if E > E⁻;          g⁻ ← 0         Igel & Hüsken 2003
///                  improvedMinus                                   g⁻ ← 0         Igel & Hüsken 2003
///     g⁻ g = 0   Δθ = −sign(g) Δ;  θ ← θ + Δθ;  g⁻ ← g
public struct NaiveRprop: Sendable, Equatable {
  /// What happens where the sign of the gradient has changed.
  public enum Variant: Sendable, Equatable, CaseIterable {
    /// As in the table.
    case plus, minus, improvedPlus, improvedMinus
  }

  /// Δ of each parameter; empty before the first update.
  public private(set) var steps: [Double] = []

  /// g⁻.
  public private(set) var previousGradient: [Double] = []

  /// Δθ⁻.
  public private(set) var previousUpdate: [Double] = []

  /// E⁻.
  public private(set) var previousError = 0.0

  /// Nothing is remembered yet.
  public init() {}

  /// One update along the gradient g; E is the error at θ, and Δ₀ what every Δ begins with.
  mutating func update(
    _ θ: inout [Double], along g: [Double], error E: Double, _ variant: Variant, η⁺: Double, η⁻: Double, Δ₀: Double,
    smallest: Double, largest: Double
  ) {
    if steps.isEmpty {
      steps = [Double](repeating: Δ₀, count: θ.count)
      previousGradient = [Double](repeating: 0, count: θ.count)
      previousUpdate = [Double](repeating: 0, count: θ.count)
    }
    for p in 0..<θ.count {
      let sign: Double = g[p] > 0 ? 1 : g[p] < 0 ? -1 : 0
      let product = previousGradient[p] * g[p]
      if product < 0 {
        steps[p] = max(η⁻ * steps[p], smallest)
        switch variant {
        case .plus: θ[p] -= previousUpdate[p]
        case .minus: θ[p] -= sign * steps[p]
        case .improvedPlus: if E > previousError { θ[p] -= previousUpdate[p] }
        case .improvedMinus: break
        }
        previousGradient[p] = variant == .minus ? g[p] : 0
      } else {
        if product > 0 { steps[p] = min(η⁺ * steps[p], largest) }
        previousUpdate[p] = -sign * steps[p]
        θ[p] += previousUpdate[p]
        previousGradient[p] = g[p]
      }
    }
    previousError = E
  }
}
