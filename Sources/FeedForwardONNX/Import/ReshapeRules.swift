/// What operators make of rows and constants that only say another shape for the same elements.
struct ReshapeRules {
  /// That of the operator set.
  let version: Int64

  func value(
    of node: ONNXNodeProto, _ first: ImportedValue, _ inputs: [ImportedValue?]
  ) throws(Refusal) -> ImportedValue {
    switch (node.opType, first) {
    case ("Flatten", .rows(let rows)):
      let axis = node.integer("axis", default: 1)
      guard axis == 1 || axis == -Int64(rows.dimensions.count) else {
        throw Refusal(found: "the axis \(axis) of \(rows)", expected: "1, so that rows stay rows")
      }
      return .rows(RowsType(element: rows.element, dimensions: [rows.width], count: rows.count))
    case ("Flatten", .constant(let constant)):
      let (rank, axis) = (constant.dimensions.count, node.integer("axis", default: 1))
      guard (-Int64(rank)...Int64(rank)).contains(axis) else { throw Self.axes([axis]) }
      let index = Int(axis < 0 ? axis + Int64(rank) : axis)
      let parts = [constant.dimensions[..<index], constant.dimensions[index...]]
      return .constant(try constant.reshaped(to: parts.map { $0.map(Optional.some).product ?? 0 }))
    case ("Reshape", _):
      guard let target = inputs[1]?.constant?.integers, target.allSatisfy({ $0 >= -1 }),
        target.count(where: { $0 == -1 }) <= 1
      else { throw Refusal(found: "a shape that is computed", expected: "constant integers") }
      let copiesZero = node.integer("allowzero", default: 0) == 0
      switch first {
      case .rows(let rows): return .rows(try reshaped(rows, to: target, copiesZero: copiesZero))
      case .constant(let constant): return .constant(try reshaped(constant, to: target, copiesZero: copiesZero))
      case .refused(let refusal): throw refusal
      }
    case ("Squeeze", .constant(let constant)):
      let axes = try axes(node, inputs, rank: constant.dimensions.count)
      let left = constant.dimensions.indices.filter { i in axes.map { !$0.contains(i) } ?? (constant.dimensions[i] != 1)
      }
      return .constant(try constant.reshaped(to: left.map { constant.dimensions[$0] }))
    case ("Unsqueeze", .constant(let constant)):
      let added = version < 13 ? node.attribute("axes")?.ints : inputs.count > 1 ? inputs[1]?.constant?.integers : nil
      let rank = constant.dimensions.count + (added?.count ?? 0)
      guard let axes = try axes(node, inputs, rank: rank) else { throw Self.axes([]) }
      var rest = constant.dimensions[...]
      return .constant(try constant.reshaped(to: (0..<rank).map { axes.contains($0) ? 1 : rest.popFirst() ?? 1 }))
    default: throw Refusal(found: "rows that get another shape", expected: "rows that stay rows")
    }
  }

  /// Rows that stay rows, whatever number of them there is.
  private func reshaped(_ rows: RowsType, to target: [Int64], copiesZero: Bool) throws(Refusal) -> RowsType {
    let refusal = Refusal(found: "\(rows) in the shape \(target)", expected: "rows that stay rows")
    guard target.count >= 2, copiesZero || !target.contains(0) else { throw refusal }
    let keepsRows = target[0] == 0 || rows.count.map { Int64($0) == target[0] } ?? false
    var dimensions: [Int?] = []
    for (i, size) in target.enumerated().dropFirst() {
      guard size != 0 || i <= rows.dimensions.count else { throw refusal }
      dimensions.append(size == 0 ? rows.dimensions[i - 1] : size == -1 ? nil : Int(size))
    }
    let result = { RowsType(element: rows.element, dimensions: $0, count: rows.count) }
    let isSame = target.count == rows.dimensions.count + 1 && target.dropFirst().allSatisfy { $0 == 0 }
    if isSame, keepsRows || target[0] == -1 { return result(rows.dimensions) }
    if let open = target.dropFirst().firstIndex(of: -1) {
      guard keepsRows else { throw refusal }
      // One column of each row, or as many as are left.
      guard target.count > 2 else { return result([rows.width]) }
      dimensions[open - 1] = 1
      guard let width = rows.width, let others = dimensions.product, others > 0, width % others == 0 else {
        throw refusal
      }
      dimensions[open - 1] = width / others
      return result(dimensions)
    }
    guard keepsRows || target[0] == -1, let width = dimensions.product else { throw refusal }
    // Where the graph does not say how many columns there are, this does.
    guard rows.width == width || rows.dimensions.count == 1 && rows.dimensions[0] == nil else { throw refusal }
    return result(dimensions)
  }

  private func reshaped(
    _ constant: ImportedConstant, to target: [Int64], copiesZero: Bool
  ) throws(Refusal) -> ImportedConstant {
    var dimensions: [Int?] = []
    for (i, size) in target.enumerated() {
      let isCopied = size == 0 && copiesZero
      guard !isCopied || i < constant.dimensions.count else { throw Self.axes(target) }
      dimensions.append(isCopied ? constant.dimensions[i] : size == -1 ? nil : Int(size))
    }
    if let open = target.firstIndex(of: -1) {
      dimensions[open] = 1
      guard let count = constant.dimensions.map(Optional.some).product, let others = dimensions.product, others > 0
      else {
        throw Self.axes(target)
      }
      dimensions[open] = count / others
    }
    return try constant.reshaped(to: dimensions.map { $0 ?? 0 })
  }

  /// An attribute before operator set 13, then a second input; nil where there are none.
  private func axes(
    _ node: ONNXNodeProto, _ inputs: [ImportedValue?], rank: Int
  ) throws(Refusal) -> Set<Int>? {
    let axes: [Int64]?
    if version < 13 {
      guard inputs.count == 1 else { throw Self.axes([]) }
      axes = node.attribute("axes")?.ints
    } else {
      guard node.attribute.isEmpty else { throw Self.axes([]) }
      axes = inputs.count > 1 ? inputs[1]?.constant?.integers : nil
      guard inputs.count == 1 || axes != nil else { throw Self.axes([]) }
    }
    guard let axes else { return nil }
    guard axes.allSatisfy((-Int64(rank)..<Int64(rank)).contains) else { throw Self.axes(axes) }
    let indices = Set(axes.map { Int($0 < 0 ? $0 + Int64(rank) : $0) })
    guard indices.count == axes.count else { throw Self.axes(axes) }
    return indices
  }

  private static func axes(_ axes: [Int64]) -> Refusal {
    Refusal(found: "the axes or sizes \(axes)", expected: "those of the tensor, each once")
  }
}
