import FeedForward
import LibC

/// A length or place in pixels, to a tenth; what is far outside of every picture stays there.
package func coordinate(_ value: Double) -> String {
  tenths(Int((max(-1e6, min(1e6, value)) * 10).rounded()))
}

/// A number of tenths as the shortest text that SVG reads: `-.5`, `12`, `3.4`.
func tenths(_ count: Int) -> String {
  let (whole, rest) = abs(count).quotientAndRemainder(dividingBy: 10)
  let sign = count < 0 ? "-" : ""
  if rest == 0 { return "\(sign)\(whole)" }
  return whole == 0 ? "\(sign).\(rest)" : "\(sign)\(whole).\(rest)"
}

/// A number with so many decimals, its shortest text where it is very large; with the minus of print.
package func fixed(_ value: Double, _ digits: Int) -> String {
  (abs(value) < 1e9 ? fixedText(value, digits) : "\(value)").replacing("-", with: "−")
}

/// A number to read, with so many significant digits: `0.1234`, `12.34`, `1.234·10⁻⁷`.
package func readable(_ value: Double, digits: Int = 4) -> String {
  guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "−∞" }
  guard value != 0 else { return "0" }
  let exponent = exponentOfTen(value)
  guard exponent >= -4, exponent < 7 else { return scientific(value, exponent, decimals: digits - 1) }
  return trimmed(fixed(value, max(0, digits - 1 - exponent)))
}

/// ⌊log₁₀ |value|⌋ of a number that is neither 0 nor infinite.
func exponentOfTen(_ value: Double) -> Int { Int(log10(abs(value)).rounded(.down)) }

/// 10^exponent; 0 or infinite where that is out of range.
func powerOfTen(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

/// log₁₀ of a number above 0.
func decimalLogarithm(_ value: Double) -> Double { log10(value) }

/// `1.5·10⁻⁷`, or `10⁻⁷` for a power of ten.
func scientific(_ value: Double, _ exponent: Int, decimals: Int) -> String {
  // In two steps, since 10^−exponent may be out of range.
  let half = exponent / 2
  let mantissa = trimmed(fixed(value / powerOfTen(half) / powerOfTen(exponent - half), decimals))
  let power = "10" + superscript(exponent)
  return mantissa == "1" ? power : mantissa == "−1" ? "−" + power : mantissa + "·" + power
}

/// Without zeros at the end of its decimals.
func trimmed(_ number: String) -> String {
  guard number.contains(".") else { return number }
  var text = Substring(number)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return String(text)
}

/// ¹² of 12.
package func superscript(_ number: Int) -> String { digits(of: number, "⁰¹²³⁴⁵⁶⁷⁸⁹", minus: "⁻") }

/// ₁₂ of 12.
package func subscripted(_ number: Int) -> String { digits(of: number, "₀₁₂₃₄₅₆₇₈₉", minus: "₋") }

private func digits(of number: Int, _ forms: String, minus: String) -> String {
  let forms = Array(forms)
  return (number < 0 ? minus : "") + String(String(abs(number)).compactMap { $0.wholeNumberValue.map { forms[$0] } })
}

/// base^exponent.
func powerOf(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// ln of a number; −∞ for 0.
func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// e^value.
func naturalExponential(_ value: Double) -> Double { exp(value) }
