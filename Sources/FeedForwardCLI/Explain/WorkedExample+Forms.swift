import FeedForward
import FeedForwardPlots

extension WorkedExample {
  /// Sizes and activations, in words.
  var title: String {
    let units = network.layers.map { "\($0.units) \($0.activation.kind)" }
    return "\(network.inputs) → \(units.joined(separator: " → ")), loss \(loss.kind)"
  }

  private var verdict: String {
    """
    D falls from \(Formula.text(lossBefore, .text)) to \(Formula.text(lossAfter, .text)). The engine's backpropagation \
    differs from these formulas by at most \(Formula.text(largestDifference.engine, .text)), central differences by \
    \(Formula.text(largestDifference.central, .text)).
    """
  }

  // MARK: - Text

  /// - Parameter width: places of a line.
  func text(width: Int) -> String {
    let parts = sections.map { section in
      let lines = section.lines.flatMap { line in
        text(of: line, section).wrapped(to: max(8, width - 2)).map { "  " + $0 }
      }
      return ([section.heading] + lines).joined(separator: "\n")
    }
    return ([title.linesWrapped(to: width)] + parts + [verdict.linesWrapped(to: width)]).joined(separator: "\n\n")
  }

  private func text(of line: Line, _ section: Section) -> String {
    let value = Formula.text(line.value, .text)
    guard let formula = line.formula else { return "\(line.symbol.written(.text)) = \(value)" }
    let numbers = formula.written(.text, values)
    let difference = line.difference.map { "   (central difference \(Formula.text($0, .text)))" } ?? ""
    return "\(line.symbol.written(.text)) \(section.isMove ? "←" : "=") \(formula.written(.text)) = \(numbers)"
      + (numbers == value ? "" : " = \(value)") + difference
  }

  // MARK: - A page

  var page: HTMLReport {
    get throws {
      let tables = sections.map { section in
        let hasDifferences = section.lines.contains { $0.difference != nil }
        let rows = section.lines.map { line in
          let value = Formula.text(line.value, .text)
          let formula = line.formula.map { [$0.written(.text), $0.written(.text, values)] } ?? ["", ""]
          return [line.symbol.written(.text)] + formula + [value]
            + (hasDifferences ? [line.difference.map { Formula.text($0, .text) } ?? ""] : [])
        }
        let head = ["", "formula", "with numbers", "value"] + (hasDifferences ? ["central difference"] : [])
        return HTMLReport.Section(section.heading, [.table(.init(head: head, rows: rows))])
      }
      return HTMLReport(
        title: "A network worked through", subtitle: title,
        summary: [
          .init("D before the step", Formula.text(lossBefore, .text)),
          .init("D after it", Formula.text(lossAfter, .text)),
          .init("engine against formulas", Formula.text(largestDifference.engine, .text)),
        ],
        sections: [.init("The network", [.pictures([try .diagram(of: network)])])] + tables)
    }
  }

  // MARK: - LaTeX

  /// `align*` environments of amsmath, one a section.
  var latex: String {
    sections.map { section in
      let lines = section.lines.map { line in
        let arrow = section.isMove && line.formula != nil ? "\\leftarrow" : "="
        let middle = line.formula.map { " \($0.written(.latex)) &= \($0.written(.latex, values)) &" } ?? ""
        let difference = line.difference.map { " && (\(Formula.text($0, .latex)))" } ?? ""
        let value = Formula.text(line.value, .latex)
        return "  \(line.symbol.written(.latex)) &\(arrow)\(middle)\(middle.isEmpty ? " " : "= ")\(value)\(difference)"
      }
      let heading = section.heading.reduce(into: "") { $0 += Self.latexLetters[$1] ?? String($1) }
      return "\\paragraph{\(heading)}\n\\begin{align*}\n\(lines.joined(separator: " \\\\\n"))\n\\end{align*}"
    }.joined(separator: "\n\n")
  }

  private static let latexLetters: [Character: String] = [
    "δ": "$\\delta$", "∂": "$\\partial$", "Θ": "$\\Theta$", "θ": "$\\theta$", "η": "$\\eta$", "σ": "$\\sigma$",
    "′": "$'$", "ᵀ": "$^{\\mathsf T}$", "·": "$\\cdot$", "←": "$\\leftarrow$", "−": "$-$", "⁰": "$^{(0)}$",
    "¹": "$^{(1)}$", "²": "$^{(2)}$", "³": "$^{(3)}$",
  ]
}

// MARK: - JSON

extension WorkedExample: Encodable {
  private enum Key: CodingKey {
    case network, loss, lossBefore, lossAfter, differenceOfEngine, differenceOfCentralDifferences, steps
  }

  private struct Step: Encodable {
    struct Entry: Encodable {
      let symbol: String
      let formula: String?
      let numbers: String?
      let value: Double
      let centralDifference: Double?
    }
    let heading: String
    let lines: [Entry]
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(title, forKey: .network)
    try container.encode("\(loss)", forKey: .loss)
    try container.encode(lossBefore, forKey: .lossBefore)
    try container.encode(lossAfter, forKey: .lossAfter)
    try container.encode(largestDifference.engine, forKey: .differenceOfEngine)
    try container.encode(largestDifference.central, forKey: .differenceOfCentralDifferences)
    let steps = sections.map { section in
      Step(
        heading: section.heading,
        lines: section.lines.map { line in
          Step.Entry(
            symbol: line.symbol.written(.text), formula: line.formula?.written(.text),
            numbers: line.formula?.written(.text, values), value: line.value, centralDifference: line.difference)
        })
    }
    try container.encode(steps, forKey: .steps)
  }
}
