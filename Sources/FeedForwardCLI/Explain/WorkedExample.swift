import FeedForward

/// A network small enough for a page, worked through by hand for one example: forward, the loss, backward, one step.
///
/// Every number comes from the formula beside it; the engine's own backpropagation and central differences of its loss
/// judge them.
struct WorkedExample {
  /// A quantity, the formula that it comes from, and its value.
  struct Line {
    let symbol: Symbol
    /// nil for what is given.
    let formula: Formula?
    let value: Double
    /// The central difference of the engine's loss; only of a gradient.
    var difference: Double?
  }

  struct Section {
    let heading: String
    let lines: [Line]
    /// Whether its letters get new values.
    var isMove = false
  }

  static let mostUnits = 6
  static let mostLayers = 4
  static let mostParameters = 60

  let network: FeedForwardNetwork<Double>
  let loss: Loss
  let learningRate: Double
  private(set) var sections: [Section] = []
  /// What every letter stands for.
  private(set) var values: [Symbol: Double] = [:]
  /// D after the step.
  private(set) var lossAfter = 0.0
  /// The largest difference between the formulas' gradient and the engine's, or its central differences'.
  private(set) var largestDifference = (engine: 0.0, central: 0.0)

  /// D before the step.
  var lossBefore: Double { values[Symbol(letter: "D")] ?? .nan }

  /// - Parameters:
  ///   - x: `n` numbers.
  ///   - y: K numbers.
  /// - Throws: ``OptionError`` for a network that is too large or has parts without a formula here.
  init(
    _ network: FeedForwardNetwork<Double>, loss: Loss, learningRate: Double, x: [Double], y: [Double]
  ) throws {
    self.network = network
    self.loss = loss
    self.learningRate = learningRate
    try Self.requireRoom(for: network.sizes)
    try requireFormulas()
    let data = try Dataset(
      inputs: Matrix(rows: 1, columns: x.count, elements: x), values: Matrix(rows: 1, columns: y.count, elements: y))
    goForward(x, y)
    goBackward()
    try differentiate(on: data)
    try step(on: data)
  }

  /// Throws for a network that is too large, before anything of its size is made.
  static func requireRoom(for sizes: [Int]) throws {
    let count = zip(sizes, sizes.dropFirst()).reduce(0.0) { $0 + (Double($1.0) + 1) * Double($1.1) }
    guard sizes.allSatisfy({ $0 <= mostUnits }), sizes.count <= mostLayers + 1, count <= Double(mostParameters) else {
      throw OptionError(
        """
        The network \(sizes.map(String.init).joined(separator: ",")) has \(count.shortestText) parameters; a page has \
        room for \(mostParameters), in at most \(mostLayers) layers of at most \(mostUnits) units.
        """)
    }
  }

  private func requireFormulas() throws {
    let explained = [Activation.identity, .logistic, .tanh, .relu, .leakyReLU()].map(\.kind)
    for layer in network.layers.dropLast() where !explained.contains(layer.activation.kind) {
      throw OptionError(
        "The activation is \(layer.activation.kind); expected one of \(explained.joined(separator: ", ")).")
    }
  }
}

// MARK: - Letters

extension WorkedExample {
  private func a(_ l: Int, _ i: Int) -> Symbol {
    l == network.layers.count ? Symbol(letter: "t", indices: [i]) : Symbol(letter: "a", layer: l, indices: [i])
  }
  private func z(_ l: Int, _ j: Int) -> Symbol { Symbol(letter: "z", layer: l, indices: [j]) }
  private func δ(_ l: Int, _ j: Int) -> Symbol { Symbol(letter: "δ", layer: l, indices: [j]) }
  private func θ(_ l: Int, _ j: Int, _ i: Int) -> Symbol { Symbol(letter: "θ", layer: l, indices: [j, i]) }
  private func y(_ k: Int) -> Symbol { Symbol(letter: "y", indices: [k]) }
  private func slope(_ l: Int, _ j: Int, _ i: Int) -> Symbol {
    Symbol(letter: "∂D/∂θ", layer: l, indices: [j, i])
  }

  private var layers: Int { network.layers.count }
  private func units(_ l: Int) -> ClosedRange<Int> { 1...network.sizes[l] }
  /// Rows and columns of Θˡ in the order of θ.
  private func places(_ l: Int) -> [(j: Int, i: Int)] {
    units(l + 1).flatMap { j in (0...network.sizes[l]).map { (j, $0) } }
  }

  /// Takes a quantity's value from its formula.
  private mutating func line(_ symbol: Symbol, _ formula: Formula) -> Line {
    let value = formula.value(values)
    values[symbol] = value
    return Line(symbol: symbol, formula: formula, value: value)
  }

  private mutating func given(_ symbol: Symbol, _ value: Double) -> Line {
    values[symbol] = value
    return Line(symbol: symbol, formula: nil, value: value)
  }
}

// MARK: - Forward

extension WorkedExample {
  private mutating func goForward(_ x: [Double], _ answer: [Double]) {
    var lines = x.enumerated().map { given(a(0, $0 + 1), $1) }
    lines += answer.enumerated().map { given(y($0 + 1), $1) }
    for l in 0..<layers {
      let matrix = network.parameters.theta(l)
      lines += places(l).map { j, i in given(θ(l, j, i), matrix[j - 1, i]) }
    }
    sections.append(Section(heading: "Given", lines: lines))
    for l in 1...layers {
      lines = units(l).map { j in
        let weighted = units(l - 1).map { i in Formula.product([.symbol(θ(l - 1, j, i)), .symbol(a(l - 1, i))]) }
        return line(z(l, j), .sum([.symbol(θ(l - 1, j, 0))] + weighted))
      }
      let activation = network.layers[l - 1].activation
      let formulas = units(l).map { self.activation(activation, l, $0) }
      lines += zip(units(l), formulas).map { line(a(l, $0), $1) }
      sections.append(Section(heading: "Forward, layer \(l): \(activation.kind)", lines: lines))
    }
    sections.append(Section(heading: "Loss: \(loss.kind)", lines: [line(Symbol(letter: "D"), lossFormula)]))
  }

  private func activation(_ activation: Activation, _ l: Int, _ j: Int) -> Formula {
    let z = Formula.symbol(self.z(l, j))
    return switch activation {
    case .logistic: .quotient(.number(1), .sum([.number(1), .exponential(.negative(z))]))
    case .tanh: .function(.tanh, z)
    case .relu: .function(.relu, z)
    case .leakyReLU(let slope): .function(.leakyReLU(slope: slope), z)
    case .softmax: .quotient(.exponential(z), .sum(units(l).map { .exponential(.symbol(self.z(l, $0))) }))
    default: z
    }
  }

  private var lossFormula: Formula {
    let outputs = units(layers)
    let t = { (k: Int) in Formula.symbol(a(layers, k)) }
    let y = { (k: Int) in Formula.symbol(self.y(k)) }
    switch loss {
    case .crossEntropy: return .sum(outputs.map { .negative(.product([y($0), .function(.ln, t($0))])) })
    case .binaryCrossEntropy:
      return .sum(
        outputs.flatMap { k -> [Formula] in
          let (no, other) = (Formula.difference(.number(1), y(k)), Formula.difference(.number(1), t(k)))
          return [
            .negative(.product([y(k), .function(.ln, t(k))])), .negative(.product([no, .function(.ln, other)])),
          ]
        })
    default: return .sum(outputs.map { .square(.difference(t($0), y($0))) })
    }
  }
}

// MARK: - Backward

extension WorkedExample {
  private mutating func goBackward() {
    sections.append(
      Section(
        heading: "Backward, layer \(layers): δ = ∂D/∂z",
        lines: units(layers).map { line(δ(layers, $0), firstDelta($0)) }))
    for l in (1..<layers).reversed() {
      let lines = units(l).map { i in
        let arriving = units(l + 1).map { j in Formula.product([.symbol(θ(l, j, i)), .symbol(δ(l + 1, j))]) }
        return line(δ(l, i), .product([arriving.count == 1 ? arriving[0] : .sum(arriving)] + slopes(l, i)))
      }
      sections.append(Section(heading: "Backward, layer \(l): δ = (Θᵀδ) · σ′(z)", lines: lines))
    }
  }

  /// σ′(z), as factors.
  private func slopes(_ l: Int, _ j: Int) -> [Formula] {
    let (z, a) = (Formula.symbol(self.z(l, j)), Formula.symbol(self.a(l, j)))
    return switch network.layers[l - 1].activation {
    case .logistic: [a, .difference(.number(1), a)]
    case .tanh: [.difference(.number(1), .square(a))]
    case .relu: [.function(.reluSlope, z)]
    case .leakyReLU(let slope): [.function(.leakyReLUSlope(slope: slope), z)]
    default: []
    }
  }

  private func firstDelta(_ k: Int) -> Formula {
    let distance = { (k: Int) in Formula.difference(.symbol(a(layers, k)), .symbol(y(k))) }
    switch (loss, network.outputActivation) {
    case (.crossEntropy, _), (.binaryCrossEntropy, _): return distance(k)
    case (_, .softmax):
      // Σⱼ ∂D/∂tⱼ · tⱼ ([j = k] − tₖ)
      let mean = units(layers).map { j in Formula.product([.number(2), distance(j), .symbol(a(layers, j))]) }
      return .product([.symbol(a(layers, k)), .difference(.product([.number(2), distance(k)]), .sum(mean))])
    default: return .product([.number(2), distance(k)] + slopes(layers, k))
    }
  }

  /// Adds the gradient, ∂D/∂θⱼᵢ = ∂D/∂zⱼ · aᵢ, beside central differences.
  private mutating func differentiate(on data: Dataset<Double>) throws {
    let engine = try network.gradients(on: data, loss: loss).parameters.elements
    var p = 0
    for l in 0..<layers {
      var lines: [Line] = []
      for (j, i) in places(l) {
        let input = i == 0 ? Formula.number(1) : .symbol(a(l, i))
        var line = self.line(slope(l, j, i), .product([.symbol(δ(l + 1, j)), input]))
        let difference = try centralDifference(by: p, on: data)
        line.difference = difference
        lines.append(line)
        largestDifference.engine = max(largestDifference.engine, (engine[p] - line.value).magnitude)
        largestDifference.central = max(largestDifference.central, (difference - line.value).magnitude)
        p += 1
      }
      let matrix = Symbol(letter: "Θ", layer: l).written(.text)
      sections.append(Section(heading: "Gradient of \(matrix)", lines: lines))
    }
  }

  /// ∂D/∂θₚ by the engine's D at both sides of θ.
  private func centralDifference(by p: Int, on data: Dataset<Double>) throws -> Double {
    let theta = network.parameters.elements
    let step = 1e-5 * max(1, theta[p].magnitude)
    let around = try [step, -step].map { change in
      var moved = theta
      moved[p] += change
      return try network(moved).evaluate(on: data, loss: loss).loss
    }
    return (around[0] - around[1]) / (2 * step)
  }

  private func network(_ theta: [Double]) throws -> FeedForwardNetwork<Double> {
    try FeedForwardNetwork(inputs: network.inputs, layers: network.layers, parameters: theta)
  }

  private mutating func step(on data: Dataset<Double>) throws {
    let rate = Symbol(letter: "η")
    var lines = [given(rate, learningRate)]
    for l in 0..<layers {
      lines += places(l).map { j, i in
        let formula = Formula.difference(.symbol(θ(l, j, i)), .product([.symbol(rate), .symbol(slope(l, j, i))]))
        // The old θ stays what the letter stands for.
        return Line(symbol: θ(l, j, i), formula: formula, value: formula.value(values))
      }
    }
    let moved = try network(lines.dropFirst().map(\.value))
    lossAfter = try moved.evaluate(on: data, loss: loss).loss
    sections.append(Section(heading: "One step: θ ← θ − η ∂D/∂θ", lines: lines, isMove: true))
  }
}
