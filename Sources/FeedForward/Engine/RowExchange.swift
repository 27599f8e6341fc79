/// Brings rows that other ranks hold to the ranks that look at them.
final class RowExchange<Scalar: BLASScalar> {
  private let data: SharedDataset<Scalar>
  private let communicator: any Communicator
  /// Rows that this rank has sent.
  private(set) var sent = 0

  /// nil where all rows are here.
  init?(_ data: SharedDataset<Scalar>) {
    guard let communicator = data.shares.communicator else { return nil }
    (self.data, self.communicator) = (data, communicator)
  }

  /// Which rows go where.
  private struct Route {
    /// Rows that this rank gets, and who has each.
    let own: [Int]
    let owners: [Int]
    /// Rows that each other rank gets from here.
    let others: [[Int]]
    /// How many this one gets from each other.
    let counts: [Int]
  }

  /// The rows that this rank wants, in its order; a call of all ranks.
  ///
  /// - Parameter wanted: which rows a rank wants; the same on all ranks.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func rows(_ wanted: (_ rank: Int) -> [Int]) throws(FeedForwardError) -> Dataset<Scalar> {
    let (held, route) = (data.held, route(wanted))
    sent += route.others.reduce(0) { $0 + $1.count }
    let inputs = try rows(of: held.inputs, route)
    let weights = try held.weights.map { (weights) throws(FeedForwardError) in
      try numbers(of: weights, each: 1, route)
    }
    let targets: Targets<Scalar> =
      switch held.targets {
      case .values(let values): .values(try rows(of: values, route))
      case .classes(let classes): .classes(try numbers(of: classes, each: 1, route))
      }
    return Dataset(unchecked: inputs, targets, weights)
  }

  private func route(_ wanted: (_ rank: Int) -> [Int]) -> Route {
    let (me, shares) = (communicator.rank, data.shares)
    let own = wanted(me)
    let owners = own.map(shares.owner)
    var counts = [Int](repeating: 0, count: communicator.size)
    for owner in owners where owner != me { counts[owner] += 1 }
    let others = counts.indices.map { $0 == me ? [] : wanted($0).filter(shares.own.contains) }
    return Route(own: own, owners: owners, others: others, counts: counts)
  }

  private func rows(of table: Matrix<Scalar>, _ route: Route) throws(FeedForwardError) -> Matrix<Scalar> {
    Matrix(
      unchecked: try numbers(of: table.elements, each: table.columns, route), rows: route.own.count,
      columns: table.columns)
  }

  /// - Parameter width: numbers of a row.
  private func numbers<Number: BitwiseCopyable>(
    of table: [Number], each width: Int, _ route: Route
  ) throws(FeedForwardError) -> [Number] {
    let first = data.shares.own.lowerBound
    func held(_ row: Int) -> ArraySlice<Number> { table[(row - first) * width..<(row - first + 1) * width] }
    var outgoing: [Number] = []
    outgoing.reserveCapacity(route.others.reduce(0) { $0 + $1.count } * width)
    for row in route.others.joined() { outgoing += held(row) }
    let taken = route.counts.map { $0 * width }
    let received = try communicator.trade(outgoing, given: route.others.map { $0.count * width }, taken: taken)
    try requireMemory(for: try product(route.own.count, width), of: Number.self)
    var numbers: [Number] = []
    numbers.reserveCapacity(route.own.count * width)
    // Where the next row of each rank stands.
    var next = taken.indices.map { taken[..<$0].reduce(0, +) }
    for (row, owner) in zip(route.own, route.owners) {
      if owner == communicator.rank {
        numbers += held(row)
      } else {
        numbers += received[next[owner]..<next[owner] + width]
        next[owner] += width
      }
    }
    return numbers
  }
}
