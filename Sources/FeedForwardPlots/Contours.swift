/// A function of two numbers on a grid, and where it reaches a level.
package struct Contours {
  private let columns: Int
  private let rows: Int
  /// A margin of one node around the grid that lies outside of every area.
  private let values: [Double]

  /// - Parameter values: rows · columns, row by row; at least 2 × 2.
  package init(columns: Int, rows: Int, values: [Double]) {
    precondition(columns > 1 && rows > 1 && values.count == columns * rows, "a grid of \(columns) × \(rows)")
    self.columns = columns + 2
    self.rows = rows + 2
    var padded = [Double](repeating: -.infinity, count: (columns + 2) * (rows + 2))
    for r in 0..<rows {
      for c in 0..<columns { padded[(r + 1) * (columns + 2) + c + 1] = values[r * columns + c] }
    }
    self.values = padded
  }

  /// The closed lines around the area where the function is at least `level`, in nodes of the grid: (0, 0) is the
  /// first. Where the area reaches the edge of the grid, its line runs one node outside of it.
  ///
  /// Marching squares. In each cell a line goes from an edge where the area is left, walking round the cell, to one
  /// where it is entered; the neighbour sees the same edge the other way round, so that lines join by themselves.
  package func rings(atLeast level: Double) -> [[(x: Double, y: Double)]] {
    var next = [Int32](repeating: -1, count: 2 * values.count)
    for r in 0..<rows - 1 {
      for c in 0..<columns - 1 { join(r, c, level, &next) }
    }
    var rings: [[(x: Double, y: Double)]] = []
    for start in next.indices where next[start] >= 0 {
      var ring: [(x: Double, y: Double)] = []
      var edge = start
      while next[edge] >= 0 {
        ring.append(crossing(edge, level))
        (edge, next[edge]) = (Int(next[edge]), -1)
      }
      rings.append(ring)
    }
    return rings
  }

  /// Adds the lines of one cell.
  private func join(_ r: Int, _ c: Int, _ level: Double, _ next: inout [Int32]) {
    let nodes = [r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c]
    let isInside = nodes.map { values[$0] >= level }
    guard isInside.contains(true), isInside.contains(false) else { return }
    // Edges are numbered by their first node: even ones go right, odd ones down.
    let edges = [2 * nodes[0], 2 * nodes[1] + 1, 2 * nodes[3], 2 * nodes[0] + 1]
    var leaving: [Int32] = []
    var entering: [Int32] = []
    for i in 0..<4 where isInside[i] != isInside[(i + 1) % 4] {
      if isInside[i] { leaving.append(Int32(edges[i])) } else { entering.append(Int32(edges[i])) }
    }
    if leaving.count == 2 {
      // A saddle: its middle decides which corners belong together. Entering comes first if the
      // first corner is outside.
      let middle = nodes.reduce(0) { $0 + values[$1] / 4 } >= level
      let isFirstInside = isInside[0]
      let partner = middle == isFirstInside ? 0 : 1
      next[Int(leaving[0])] = entering[partner]
      next[Int(leaving[1])] = entering[1 - partner]
    } else {
      next[Int(leaving[0])] = entering[0]
    }
  }

  /// Where the function is `level` between the two nodes of an edge, by a straight line.
  private func crossing(_ edge: Int, _ level: Double) -> (x: Double, y: Double) {
    let first = edge / 2
    let second = edge % 2 == 0 ? first + 1 : first + columns
    let (a, b) = (values[first], values[second])
    // The margin is infinitely low: the line runs through its node.
    let t = a.isFinite && b.isFinite ? (level - a) / (b - a) : a >= level ? 1 : 0
    let (r, c) = first.quotientAndRemainder(dividingBy: columns)
    return (Double(c) - 1 + (edge % 2 == 0 ? t : 0), Double(r) - 1 + (edge % 2 == 0 ? 0 : t))
  }
}

/// The points of a line that matter: without the others it stays as near as `tolerance`. Douglas, Peucker, *Algorithms
/// for the reduction of the number of points required to represent a digitized line*, 1973.
package func simplified(_ line: [(x: Double, y: Double)], tolerance: Double) -> [(x: Double, y: Double)] {
  guard line.count > 3 else { return line }
  var isRetained = [Bool](repeating: false, count: line.count)
  // A ring's ends are neighbours: it is cut where it is farthest from its start.
  let far = line.indices.max { distance(line[$0], line[0]) < distance(line[$1], line[0]) } ?? 0
  for index in [0, far, line.count - 1] { isRetained[index] = true }
  var open = [(0, far), (far, line.count - 1)]
  while let (first, last) = open.popLast() {
    var (worst, index) = (tolerance, -1)
    for i in first..<last where i > first {
      let away = distance(line[i], from: line[first], to: line[last])
      if away > worst { (worst, index) = (away, i) }
    }
    guard index >= 0 else { continue }
    isRetained[index] = true
    open += [(first, index), (index, last)]
  }
  return line.indices.filter { isRetained[$0] }.map { line[$0] }
}

private func distance(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
  ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
}

/// From a point to the segment between two others.
private func distance(
  _ p: (x: Double, y: Double), from a: (x: Double, y: Double), to b: (x: Double, y: Double)
) -> Double {
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  let length = dx * dx + dy * dy
  guard length > 0 else { return distance(p, a) }
  let t = max(0, min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length))
  return distance(p, (a.x + t * dx, a.y + t * dy))
}
