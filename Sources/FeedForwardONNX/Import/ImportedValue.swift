import FeedForward
import FeedForwardData
import FeedForwardModels
import Foundation

/// What is known of a value of a graph without running it.
enum ImportedValue {
  /// The same whatever the rows.
  case constant(ImportedConstant)
  /// Computed from the rows.
  case rows(RowsType)
  /// Not understood, and why.
  case refused(Refusal)
}

/// Why a value is not understood.
struct Refusal: Error {
  /// The node that makes it what it is; nil for what no node gives.
  var node: Int?
  let found: String
  let expected: String

  init(found: String, expected: String) {
    self.found = found
    self.expected = expected
  }
}

/// The type of a value that has as many elements of its first dimension as there are rows, each
/// made of its own row alone.
struct RowsType {
  /// nil where the graph does not say.
  var element: ElementType?
  /// The dimensions after that of the rows, at least one; nil where the graph does not say.
  var dimensions: [Int?]
  /// The number of rows; nil where any will do.
  var count: Int?

  /// Numbers of each row; nil where the graph does not say, or too many.
  var width: Int? { dimensions.product }

  /// The type that both are.
  func merged(with other: RowsType) throws(Refusal) -> RowsType {
    guard dimensions.count == other.dimensions.count,
      zip(dimensions, other.dimensions).allSatisfy({ $0 == nil || $1 == nil || $0 == $1 }),
      element == nil || other.element == nil || element == other.element
    else { throw Refusal(found: "operands of \(self) and \(other)", expected: "two of the same type and shape") }
    return RowsType(
      element: element ?? other.element, dimensions: zip(dimensions, other.dimensions).map { $0 ?? $1 },
      count: count ?? other.count)
  }

  /// The type if the elements are of that type.
  func with(_ type: ElementType) throws(Refusal) -> RowsType {
    guard element == nil || element == type else {
      throw Refusal(found: "operands of \(self) and of \(type)", expected: "two of the same type")
    }
    return RowsType(element: type, dimensions: dimensions, count: count)
  }
}

extension RowsType: CustomStringConvertible {
  /// As in `rows × 3 × 4 float`.
  var description: String {
    let shape = ["rows"] + dimensions.map { $0.map { "\($0)" } ?? "?" }
    return shape.joined(separator: " × ") + (element.map { " \($0)" } ?? "")
  }
}

/// A tensor of the file, perhaps turned or given another shape on the way.
struct ImportedConstant {
  private let tensor: ONNXTensorProto
  /// The type it was cast to, or its own; nil for one that is not known here.
  var element: ElementType?
  private(set) var dimensions: [Int]
  /// Whether it is a matrix whose elements follow each other column by column.
  private var isTransposed = false

  init(_ tensor: ONNXTensorProto) throws(Refusal) {
    guard tensor.dims.allSatisfy({ $0 >= 0 }) else {
      throw Refusal(found: "a tensor of shape \(tensor.dims)", expected: "no negative size")
    }
    self.tensor = tensor
    element = ElementType(rawValue: tensor.dataType)
    dimensions = tensor.dims.map { Int(clamping: $0) }
  }

  /// As a matrix whose rows are its columns.
  func transposed() throws(Refusal) -> ImportedConstant {
    guard dimensions.count == 2 else {
      throw Refusal(found: "\(dimensions.count) dimensions that are turned", expected: "two")
    }
    var turned = self
    turned.dimensions.reverse()
    turned.isTransposed.toggle()
    return turned
  }

  /// In another shape, its elements in the same order.
  func reshaped(to dimensions: [Int]) throws(Refusal) -> ImportedConstant {
    guard let count = self.dimensions.map(Optional.some).product, count == dimensions.map(Optional.some).product,
      !isTransposed || self.dimensions.contains(1)
    else {
      throw Refusal(
        found: "a constant of shape \(self.dimensions) as one of \(dimensions)", expected: "as many elements as before")
    }
    var other = self
    (other.dimensions, other.isTransposed) = (dimensions, false)
    return other
  }

  // MARK: - Elements

  /// Whether it has an element for each of so many columns, or one for all, and is the same for every row.
  ///
  /// - Parameter rank: dimensions that it may have.
  func isRow(columns: Int?, rank: Int) -> Bool {
    guard dimensions.count <= rank, dimensions.dropLast().allSatisfy({ $0 == 1 }) else { return false }
    let last = dimensions.last ?? 1
    return last == 1 || columns == nil || columns == last
  }

  /// The only number; nil if there are more, or none.
  var number: Double? {
    guard dimensions.allSatisfy({ $0 == 1 }) else { return nil }
    return try? numbers(Double.self, file: "").first
  }

  /// nil for what are no flags.
  var flags: [Bool]? {
    guard tensor.dataType == ElementType.bool.rawValue, tensor.dataLocation == .default,
      tensor.rawData.count == dimensions.map(Optional.some).product
    else { return nil }
    return tensor.rawData.map { $0 != 0 }
  }

  /// nil for what are no integers of 64 bits.
  var integers: [Int64]? {
    guard tensor.dataType == ElementType.int64.rawValue, element == .int64, tensor.dataLocation == .default else {
      return nil
    }
    let values =
      tensor.rawData.isEmpty
      ? tensor.int64Data : tensor.rawData.integers(UInt64.self).map(Int64.init(bitPattern:))
    return values.count == dimensions.map(Optional.some).product ? values : nil
  }

  /// The numbers, as many as the dimensions say, row by row.
  func numbers<Scalar: BLASScalar>(_: Scalar.Type, file: String) throws -> [Scalar] {
    let place = FilePlace(file: file, path: "tensor \(tensor.name.quoted)")
    guard tensor.dataLocation == .default else {
      throw place.error(found: "data in another file", expected: "data in this one")
    }
    let raw = tensor.rawData
    let present: Int
    switch ElementType(rawValue: tensor.dataType) {
    case .float: present = raw.isEmpty ? tensor.floatData.count : raw.count / 4
    case .double: present = raw.isEmpty ? tensor.doubleData.count : raw.count / 8
    default:
      throw place.error(found: "elements of type \(tensor.dataType)", expected: "1 (float) or 11 (double)")
    }
    // Counted before they are read: a constant of one number is looked at often.
    guard let count = dimensions.map(Optional.some).product else {
      throw place.error(found: "a shape of \(dimensions)", expected: "one that fits its data")
    }
    guard count == present else {
      throw place.error(found: "\(present) numbers", expected: "\(count), as its shape \(dimensions) says")
    }
    let numbers: [Scalar]
    if tensor.dataType == ElementType.float.rawValue {
      numbers =
        raw.isEmpty
        ? tensor.floatData.map { Scalar($0) } : raw.integers(UInt32.self).map { Scalar(Float(bitPattern: $0)) }
    } else {
      let isRounded = element == .float
      let wide = raw.isEmpty ? tensor.doubleData : raw.integers(UInt64.self).map(Double.init(bitPattern:))
      numbers = wide.map { isRounded ? Scalar(Float($0)) : Scalar($0) }
    }
    guard isTransposed else { return numbers }
    let (rows, columns) = (dimensions[0], dimensions[1])
    return (0..<rows).flatMap { i in (0..<columns).map { numbers[$0 * rows + i] } }
  }
}

extension [Int?] {
  /// nil if one of them is not known, or no `Int` can hold it.
  var product: Int? {
    reduce(1) { product, size in
      guard let product, let size else { return nil }
      let (larger, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? nil : larger
    }
  }
}

extension Data {
  /// Little-endian integers; bytes at the end that make none are left out.
  fileprivate func integers<Integer: FixedWidthInteger & UnsignedInteger>(_: Integer.Type) -> [Integer] {
    let width = Integer.bitWidth / 8
    var result: [Integer] = []
    result.reserveCapacity(count / width)
    var (integer, shift): (Integer, Integer) = (0, 0)
    for byte in self {
      integer |= Integer(byte) << shift
      shift += 8
      if shift == Integer.bitWidth {
        result.append(integer)
        (integer, shift) = (0, 0)
      }
    }
    return result
  }
}
