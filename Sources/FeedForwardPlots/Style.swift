/// Colours and letters of every picture.
///
/// Each colour stands as it is, and once more for dark surroundings, in place of variables: viewers that know neither
/// variables nor dark surroundings show the light ones.
///
/// The six colours of series differ for every kind of colour vision (ΔE ≥ 23 in CIELAB under simulated protanopia,
/// deuteranopia and tritanopia; Machado, Oliveira, Fernandes, *A physiologically-based model for simulation of color
/// vision deficiency*, 2009) and have a contrast of at least 3 with the background; letters have at least 4.5.
package enum Style {
  /// A colour for light and for dark surroundings, as `#rrggbb`.
  package struct Tint {
    package let light, dark: String
    init(_ light: String, _ dark: String) {
      self.light = light
      self.dark = dark
    }
  }

  package static let background = Tint("#ffffff", "#16181d")
  package static let ink = Tint("#1b1f24", "#e6e8eb")
  package static let muted = Tint("#57606a", "#a3adb8")
  package static let grid = Tint("#e3e6ea", "#2d333b")
  package static let series = [
    Tint("#3c2f71", "#44a0e0"), Tint("#a9383e", "#f89560"), Tint("#309474", "#48e2ad"), Tint("#bc58b1", "#efc9ff"),
    Tint("#866300", "#e7c135"), Tint("#235967", "#97a2b1"),
  ]
  /// From nothing to all.
  package static let sequence = [
    Tint("#e4ebf5", "#20304a"), Tint("#c3d3ea", "#26436d"), Tint("#9db7dc", "#2c5791"), Tint("#7398ca", "#2d63a6"),
    Tint("#4a78b4", "#4a87cf"), Tint("#2b5a98", "#6ea3dd"), Tint("#164078", "#98bfea"), Tint("#082856", "#c6ddf6"),
  ]
  /// From a probability of 0 to one of 1, ten bands of equal width.
  package static let probability = [
    Tint("#7fa8dc", "#1d4f8c"), Tint("#9dbde5", "#1c4272"), Tint("#b9d0ed", "#1b365a"), Tint("#d3e1f4", "#1a2a42"),
    Tint("#eaf0f9", "#191f2c"), Tint("#fcf0e6", "#2a2119"), Tint("#fadcc4", "#432c17"), Tint("#f6c49c", "#5e3815"),
    Tint("#f0aa72", "#7a4512"), Tint("#e88f49", "#97520f"),
  ]
  /// Dash patterns of series beyond the sixth, by rounds of six.
  static let dashes = ["", "7 4", "2 3", "8 3 2 3"]

  /// The class of the n-th series' colour.
  static func tint(_ n: Int) -> Int { Int(n.magnitude % UInt(series.count)) }

  /// The dash pattern of the n-th series.
  static func dash(_ n: Int) -> String { dashes[Int(n.magnitude / UInt(series.count)) % dashes.count] }

  /// All rules, as one text.
  static let sheet: String = {
    let light = rules(\.light)
    return fixed + light + "@media screen and (prefers-color-scheme:dark){" + rules(\.dark) + "}"
  }()

  private static let fixed = """
    .ff{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px}\
    .ff .h{font-size:15px;font-weight:600}\
    .ff .s{font-size:12px}\
    .ff .lab{paint-order:stroke;stroke-width:4;stroke-linejoin:round}\
    .ff .e{text-anchor:end}.ff .c{text-anchor:middle}\
    .ff .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
    .ff .w{fill:none;stroke-width:1}\
    .ff .o{fill:none;stroke-width:6;stroke-linecap:round}\
    .ff .q{fill:none;stroke-width:5;stroke-linecap:square}\
    .ff .a{fill:none;stroke-width:4;stroke-linecap:round}\
    .ff .b{fill:none;stroke-width:3.4;stroke-linecap:square}
    """

  private static func rules(_ color: KeyPath<Tint, String>) -> String {
    var rules = ""
    let rule = { (selector: String, property: String, tint: Tint) in
      ".ff .\(selector){\(property):\(tint[keyPath: color])}"
    }
    rules +=
      rule("bg", "fill", background) + rule("inv", "fill", background) + rule("ink", "fill", ink)
      + rule("mut", "fill", muted)
    rules +=
      rule("lab", "stroke", background) + rule("gr", "stroke", grid) + rule("ax", "stroke", muted)
      + rule("is", "stroke", ink)
    for (n, tint) in series.enumerated() { rules += rule("c\(n)", "stroke", tint) + rule("f\(n)", "fill", tint) }
    for (n, tint) in sequence.enumerated() { rules += rule("u\(n)", "fill", tint) }
    for (n, tint) in probability.enumerated() { rules += rule("p\(n)", "fill", tint) }
    return rules
  }
}
