import FeedForward
import FeedForwardData

/// Weights of a network by the names that another library gave them: a safetensors file of PyTorch, Keras or ours,
/// or an NPZ file of NumPy.
///
/// ```swift
/// let network: FeedForwardNetwork<Float> = try StateDict(contentsOf: "mlp.safetensors")
///   .network(inputs: 784, layers: [Layer(128, .relu), Layer(10, .softmax)])
/// ```
///
/// Names end in `weight` (outputs × inputs, as PyTorch's `nn.Linear` has it) or `kernel` (inputs × outputs, as
/// Keras has it), and in `bias`; scikit-learn's are `coefs_0` and `intercepts_0`, those of Keras 3 `vars/0` and
/// `vars/1`. What stands before says which belong together, and by its numbers in which order. A layer without a
/// bias gets one of zeros.
///
/// Whether a table is outputs × inputs is seen from the layers that are not square; where all are, the names decide.
/// What is left open is refused.
public struct StateDict: Sendable {
  /// For errors.
  let file: String
  let tensors: [Tensor]
  /// Whether the file is one of ours, whose weights belong to a pipeline or to a training.
  package let isOurs: Bool

  /// A named table or row of numbers.
  struct Tensor: Sendable {
    let name: String
    let shape: [Int]
    let values: Values
  }

  /// Numbers in memory, or where they are to be read.
  enum Values: Sendable {
    case numbers([Double])
    case stored(Safetensors, Safetensors.Tensor)
  }

  /// Opens a safetensors file, of which only the header is read before a network is made of it, or reads an NPZ file.
  ///
  /// - Throws: ``/FeedForwardData/DataError`` for what is no such file, for numbers that are neither F64, F32, F16 nor
  ///   BF16, and for a damaged file of ours.
  public init(contentsOf path: String) throws {
    let source = try StoredBytes(contentsOf: path)
    guard try source.format() == .zip else {
      try self.init(Safetensors(source, as: .weights))
      return
    }
    let arrays = try NamedArray.npz(contentsOf: path)
    try self.init(arrays: arrays.map { ($0.name, $0.shape, $0.numbers) }, named: path)
  }

  /// Opens the bytes of a safetensors file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call the file.
  public init(bytes: [UInt8], named name: String) throws {
    try self.init(Safetensors(StoredBytes(bytes, named: name), as: .weights))
  }

  init(_ contents: Safetensors) throws {
    file = contents.source.name
    isOurs = contents.metadata[CodePoints("format")] == ModelFormat.name
    if isOurs { try contents.requireHash() }
    tensors = contents.tensors.filter { $0.type.isFloatingPoint }.map {
      Tensor(name: $0.name, shape: $0.shape, values: .stored(contents, $0))
    }
    if let other = contents.tensors.first(where: { !$0.type.isFloatingPoint }) {
      throw FilePlace(file: file, path: other.name).error(
        found: "numbers of the type \(other.type.rawValue)", expected: "F64, F32, F16 or BF16")
    }
  }

  /// Tables of numbers by name, from anywhere.
  ///
  /// - Parameters:
  ///   - arrays: name, shape, and as many numbers as the shape says, the last index moving fastest.
  ///   - name: what errors call them.
  public init(
    arrays: [(name: String, shape: [Int], numbers: [Double])], named name: String
  ) throws {
    (file, isOurs) = (name, false)
    var tensors: [Tensor] = []
    var names: Set<CodePoints> = []
    for array in arrays {
      let place = FilePlace(file: name, path: array.name)
      guard names.insert(CodePoints(array.name)).inserted else {
        throw place.error(found: "a second array of that name", expected: "one")
      }
      guard array.shape.allSatisfy({ $0 > 0 }), array.shape.elementCount == array.numbers.count else {
        throw place.error(
          found: "\(array.numbers.count) numbers for shape \(array.shape)",
          expected: "as many as the shape says, not none")
      }
      tensors.append(Tensor(name: array.name, shape: array.shape, values: .numbers(array.numbers)))
    }
    self.tensors = tensors
  }

  /// Calls `body` with each number of a tensor and its index.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func read<Scalar: BLASScalar>(
    _ tensor: Tensor, as type: Scalar.Type, _ body: (Int, Scalar) -> Void
  ) throws {
    switch tensor.values {
    case .numbers(let numbers):
      for (i, number) in numbers.enumerated() { body(i, Scalar(number)) }
    case .stored(let contents, let stored):
      try contents.read(stored) { bytes, first in
        var index = first
        for i in stride(from: bytes.startIndex, to: bytes.endIndex, by: stored.type.size) {
          body(index, stored.type.number(bytes, at: i))
          index += 1
        }
      }
    }
  }
}

extension [Int] {
  /// The product; nil if no `Int` can hold it.
  fileprivate var elementCount: Int? {
    var count = 1
    for size in self {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }
}

extension SafetensorsType {
  var isFloatingPoint: Bool {
    switch self {
    case .f64, .f32, .f16, .bf16: true
    default: false
    }
  }

  /// The number whose bytes begin at `index`; of a floating-point type.
  @inline(__always)
  func number<Scalar: BLASScalar>(_ bytes: ArraySlice<UInt8>, at index: Int) -> Scalar {
    switch self {
    case .f64: return Scalar(Double(littleEndian: bytes, at: index))
    case .f32: return Scalar(Float(littleEndian: bytes, at: index))
    case .bf16: return Scalar(Float(bitPattern: UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 24))
    default: return Scalar(Float(half: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8))
    }
  }
}

extension Float {
  /// IEEE 754's number of 16 bits; `Float16` is not there on every platform.
  package init(half: UInt16) {
    let (exponent, fraction) = (Int(half >> 10 & 31), UInt32(half & 1023))
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(bitPattern: UInt32(exponent + 112) << 23 | fraction << 13)
      }
    self = half & 0x8000 == 0 ? magnitude : -magnitude
  }
}
