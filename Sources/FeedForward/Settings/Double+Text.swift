import LibC

extension Double {
  /// The shortest decimal that gives the number back: `1`, `0.01`, `1e-8`.
  package var shortestText: String {
    if self == rounded(), magnitude < 1e15 { return "\(Int(self))" }
    return "\(self)".replacing("e-0", with: "e-").replacing("e+", with: "e")
  }

  /// As a person would write it: so many digits, or as many as there are before the point, and no zeros at the end.
  package func text(digits: Int) -> String {
    guard isFinite, self != 0 else { return shortestText }
    let exponent = Int(log10(magnitude).rounded(.down))
    let last = exponent + 1 - (exponent < 15 ? max(digits, exponent + 1) : digits)
    // Powers of ten up to 10²² are exact, so most numbers are rounded as their decimals would be.
    let scaled = last >= 0 ? self / pow(10, Double(last)) : self * pow(10, Double(-last))
    guard scaled.isFinite, scaled.magnitude < 1e17 else { return shortestText }
    return (Double("\(Int(scaled.rounded()))e\(last)") ?? self).shortestText
  }
}
