import FeedForward
import FeedForwardPlots
import Foundation

/// A quantity of the lecture, its layer above and its indices below: z¹₂, θ⁰₁₀, y₁.
struct Symbol: Hashable {
  let letter: String
  var layer: Int?
  var indices: [Int] = []
}

/// An expression of such quantities, to be written with letters or with the numbers that they stand for.
indirect enum Formula {
  /// What has no sign of its own.
  enum Function {
    case ln, tanh, relu, reluSlope
    case leakyReLU(slope: Double)
    case leakyReLUSlope(slope: Double)
  }

  case symbol(Symbol)
  case number(Double)
  case sum([Formula])
  case negative(Formula)
  case product([Formula])
  case quotient(Formula, Formula)
  case square(Formula)
  /// e to that power.
  case exponential(Formula)
  case function(Function, Formula)

  static func difference(_ a: Formula, _ b: Formula) -> Formula { .sum([a, .negative(b)]) }

  func value(_ values: [Symbol: Double]) -> Double {
    switch self {
    case .symbol(let symbol): values[symbol] ?? .nan
    case .number(let number): number
    case .sum(let terms): terms.reduce(0) { $0 + $1.value(values) }
    case .negative(let term): -term.value(values)
    case .product(let factors): factors.reduce(1) { $0 * $1.value(values) }
    case .quotient(let a, let b): a.value(values) / b.value(values)
    case .square(let base): base.value(values) * base.value(values)
    case .exponential(let power): exp(power.value(values))
    case .function(let function, let x): function.value(x.value(values))
    }
  }
}

extension Formula.Function {
  fileprivate func value(_ x: Double) -> Double {
    switch self {
    case .ln: log(x)
    case .tanh: Foundation.tanh(x)
    case .relu: max(0, x)
    case .reluSlope: x >= 0 ? 1 : 0
    case .leakyReLU(let slope): x >= 0 ? x : slope * x
    case .leakyReLUSlope(let slope): x >= 0 ? 1 : slope
    }
  }

  fileprivate var name: String {
    switch self {
    case .ln: "ln"
    case .tanh: "tanh"
    case .relu: "relu"
    case .reluSlope: "relu′"
    case .leakyReLU: "lrelu"
    case .leakyReLUSlope: "lrelu′"
    }
  }
}

// MARK: - Writing

/// How formulas are written down.
enum FormulaStyle {
  /// In letters with raised and lowered digits.
  case text
  case latex
}

extension Symbol {
  func written(_ style: FormulaStyle) -> String {
    switch style {
    case .text:
      return letter + (layer.map(superscript) ?? "") + indices.map(subscripted).joined()
    case .latex:
      let below = indices.map(String.init).joined()
      let scripts = (layer.map { "^{(\($0))}" } ?? "") + (below.isEmpty ? "" : "_{\(below)}")
      guard letter.hasPrefix("∂D/∂") else { return Self.latex(letter) + scripts }
      return "\\frac{\\partial D}{\\partial \(Self.latex(String(letter.dropFirst(4))) + scripts)}"
    }
  }

  private static func latex(_ letter: String) -> String {
    ["θ": "\\theta", "δ": "\\delta", "η": "\\eta"][letter] ?? letter
  }
}

extension Formula {
  /// - Parameter values: numbers that stand for the letters; nil for the letters.
  func written(_ style: FormulaStyle, _ values: [Symbol: Double]? = nil) -> String {
    written(style, values, within: .sum)
  }

  /// How closely a part binds; what binds less than its surroundings stands in parentheses.
  private enum Binding: Int {
    case sum, product, factor, power
  }

  private func written(_ style: FormulaStyle, _ values: [Symbol: Double]?, within outer: Binding) -> String {
    let part = { (formula: Formula, within: Binding) in formula.written(style, values, within: within) }
    let (text, own): (String, Binding)
    switch self {
    case .symbol(let symbol):
      guard let values else { return symbol.written(style) }
      return Formula.number(values[symbol] ?? .nan).written(style, values, within: outer)
    case .number(let number):
      (text, own) = (Self.text(number, style), number < 0 ? .product : .power)
    case .sum(let terms):
      (text, own) = (
        terms.map { part($0, .product) }.enumerated().reduce("") { sum, term in
          if term.offset == 0 { return term.element }
          let minus = style == .text ? "−" : "-"
          return term.element.hasPrefix(minus)
            ? sum + " \(minus) " + term.element.dropFirst() : sum + " + " + term.element
        }, terms.count == 1 ? .product : .sum
      )
    case .negative(let term): (text, own) = ((style == .text ? "−" : "-") + part(term, .factor), .product)
    case .product(let factors):
      let dot = style == .text ? "·" : " \\cdot "
      // Only the first factor may bring its minus.
      let texts = factors.enumerated().map { part($1, $0 == 0 ? .product : .factor) }
      (text, own) = (
        texts.joined(separator: dot), texts.first?.hasPrefix(style == .text ? "−" : "-") ?? false ? .product : .factor
      )
    case .quotient(let a, let b):
      (text, own) =
        style == .text
        ? ("\(part(a, .factor)) / \(part(b, .power))", .product)
        : ("\\frac{\(part(a, .sum))}{\(part(b, .sum))}", .power)
    case .square(let base): (text, own) = (part(base, .power) + (style == .text ? "²" : "^2"), .power)
    case .exponential(let power):
      (text, own) = style == .text ? ("e^\(part(power, .power))", .power) : ("e^{\(part(power, .sum))}", .power)
    case .function(let function, let x):
      // A logarithm of a letter needs no parentheses.
      if case .ln = function {
        (text, own) = ((style == .text ? "ln " : "\\ln ") + part(x, .power), .factor)
      } else if style == .text {
        (text, own) = ("\(function.name)(\(part(x, .sum)))", .power)
      } else {
        let name = function.name.replacing("′", with: "'")
        (text, own) = ("\\operatorname{\(name)}(\(part(x, .sum)))", .power)
      }
    }
    return own.rawValue < outer.rawValue ? (style == .text ? "(\(text))" : "\\left(\(text)\\right)") : text
  }

  /// With four digits.
  static func text(_ number: Double, _ style: FormulaStyle) -> String {
    let plain = number.isFinite ? number.text(digits: 4) : "\(number)"
    guard style == .latex else { return plain.replacing("-", with: "−") }
    let parts = plain.split(separator: "e")
    return parts.count == 2 ? "\(parts[0]) \\cdot 10^{\(parts[1])}" : plain
  }
}
