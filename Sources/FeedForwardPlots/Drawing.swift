/// Elements of a picture, one after another.
struct Drawing {
  private(set) var body = ""

  /// Where a text stands to its place.
  enum Anchor: String {
    case start = ""
    case middle = " c"
    case end = " e"
  }

  mutating func add(_ element: String) { body += element + "\n" }

  /// - Parameter classes: those of ``Style``.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ classes: String = "ink", anchor: Anchor = .start, turned: Bool = false
  ) {
    let turn = turned ? " transform=\"rotate(-90 \(coordinate(x)) \(coordinate(y)))\"" : ""
    add(
      """
      <text x="\(coordinate(x))" y="\(coordinate(y))" class="\(classes)\(anchor.rawValue)"\(turn)>\(text.escaped)</text>
      """)
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ classes: String) {
    add(
      """
      <rect x="\(coordinate(x))" y="\(coordinate(y))" width="\(coordinate(width))" height="\(coordinate(height))" \
      class="\(classes)"/>
      """)
  }

  /// Nothing is added for a path without points.
  mutating func path(_ path: Path, _ classes: String, dash: String = "", opacity: Double = 1) {
    guard !path.isEmpty else { return }
    let dash = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    let opacity = opacity == 1 ? "" : " opacity=\"\(fixed(opacity, 2))\""
    add("<path d=\"\(path.data)\" class=\"\(classes)\"\(dash)\(opacity)/>")
  }
}

/// Lines and areas as the text of a path, in tenths of a pixel and relative to the point before, so that it is short
/// and roundings do not add up.
package struct Path {
  package private(set) var data = ""
  package init() {}

  private var at = (x: 0, y: 0)
  private var last: Character = " "

  package var isEmpty: Bool { data.isEmpty }

  package mutating func move(_ x: Double, _ y: Double) {
    let to = (x: Self.rounded(x), y: Self.rounded(y))
    append("m", to.x - at.x, to.y - at.y)
    at = to
  }

  package mutating func line(_ x: Double, _ y: Double) {
    let to = (x: Self.rounded(x), y: Self.rounded(y))
    let (dx, dy) = (to.x - at.x, to.y - at.y)
    at = to
    switch (dx, dy) {
    case (0, 0): return
    case (_, 0): append("h", dx)
    case (0, _): append("v", dy)
    default: append("l", dx, dy)
    }
  }

  package mutating func close() {
    data += "z"
    last = "z"
    at = start
  }

  /// A point by itself: a line without length, which a round or square cap makes visible.
  package mutating func dot(_ x: Double, _ y: Double) {
    move(x, y)
    data += "h0"
    last = "h"
  }

  package mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    move(x, y)
    line(x + width, y)
    line(x + width, y + height)
    line(x, y + height)
    close()
  }

  private var start = (x: 0, y: 0)

  private static func rounded(_ value: Double) -> Int { Int((max(-1e6, min(1e6, value)) * 10).rounded()) }

  private mutating func append(_ command: Character, _ numbers: Int...) {
    if command == "m" { start = (at.x + numbers[0], at.y + numbers[1]) }
    // A repeated command is left out; but numbers after a move are lines.
    var isFirst = command != last || command == "m"
    if isFirst { data.append(command) }
    for number in numbers {
      if !isFirst && number >= 0 { data.append(" ") }
      data += tenths(number)
      isFirst = false
    }
    last = command
  }
}
