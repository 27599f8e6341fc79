import FeedForwardPlots
import Foundation
import Testing

/// Whether colours can be read and told apart.
@Suite struct PaletteTests {
  private typealias Color = [Double]

  /// Red, green and blue, linear in light; the sRGB standard.
  private func linear(_ text: String) -> Color {
    let number = Int(text.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { shift in
      let c = Double(number >> shift & 255) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
  }

  /// WCAG 2.2.
  private func contrast(_ a: String, _ b: String) -> Double {
    let l = [a, b].map { color in zip(linear(color), [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 } }.sorted()
    return (l[1] + 0.05) / (l[0] + 0.05)
  }

  /// CIELAB.
  private func lab(_ c: Color) -> Color {
    let xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]].map { row in
      zip(row, c).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let f = zip(xyz, [0.9505, 1, 1.089]).map { v, white in
      let t = max(0, v) / white
      return t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  /// Machado, Oliveira, Fernandes, 2009: normal sight, protanopia, deuteranopia, tritanopia.
  private let sights = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
  ]

  private func difference(_ a: String, _ b: String, _ sight: [[Double]]) -> Double {
    let seen = [a, b].map { color in
      lab(sight.map { row in min(1, max(0, zip(row, linear(color)).reduce(0) { $0 + $1.0 * $1.1 })) })
    }
    return zip(seen[0], seen[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test(arguments: [\Style.Tint.light, \.dark])
  func lettersAndLinesStandOut(color: KeyPath<Style.Tint, String> & Sendable) {
    let background = Style.background[keyPath: color]
    for letters in [Style.ink, Style.muted] { #expect(contrast(letters[keyPath: color], background) >= 4.5) }
    for line in Style.series { #expect(contrast(line[keyPath: color], background) >= 3) }
    for (level, shade) in Style.sequence.enumerated() {
      let letters = level < Style.sequence.count / 2 ? Style.ink : Style.background
      let found = contrast(shade[keyPath: color], letters[keyPath: color])
      #expect(found >= 4.5, "letters on shade \(level): \(found)")
    }
    for (k, side) in [Style.probability.prefix(5), Style.probability.suffix(5)].enumerated() {
      for band in side {
        let found = contrast(band[keyPath: color], Style.series[k][keyPath: color])
        #expect(found >= 2, "points of class \(k) on \(band): \(found)")
      }
    }
  }

  @Test(arguments: [\Style.Tint.light, \.dark])
  func seriesDifferForEveryKindOfSight(color: KeyPath<Style.Tint, String> & Sendable) {
    for sight in sights {
      for (i, a) in Style.series.enumerated() {
        for b in Style.series[..<i] {
          #expect(difference(a[keyPath: color], b[keyPath: color], sight) >= 22.5)
        }
      }
    }
  }
}
