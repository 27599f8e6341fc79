import FeedForward

/// An array of an NPZ file as it stands there.
public struct NamedArray: Sendable, Equatable {
  /// Its name, without `.npy`.
  public let name: String
  /// One or two sizes, none of them 0.
  public let shape: [Int]
  /// As many numbers as the shape says, row after row.
  public let numbers: [Double]

  /// All arrays of an NPZ file, in its order.
  ///
  /// - Throws: ``DataError`` for what is no such file, for arrays of more than two dimensions, and
  ///   numbers that are infinite.
  /// - Complexity: O(size of the arrays), in time and memory.
  public static func npz(contentsOf path: String) throws -> [NamedArray] {
    let options = TableOptions()
    let source = try FileSource.open(path, maximumBytes: options.maximumBytes)
    let archive = try ZipArchive(source)
    var arrays: [NamedArray] = []
    for (name, entry) in try archive.arrays() {
      let array = try StoredArray(npy: try archive.open(entry, maximumExpansion: options.maximumExpansion))
      guard array.dimensions <= 2 else {
        throw source.error(found: "“\(entry.name)” of \(array.dimensions) dimensions", expected: "at most 2")
      }
      let packed = try array.numbers()
      var numbers = try Matrix<Double>(zeros: array.rows, by: array.columns).elements
      for column in 0..<array.columns {
        for (row, number) in packed.column(column, rows: .all(array.rows)).enumerated() {
          numbers[row * array.columns + column] = number
        }
      }
      let shape = array.dimensions == 1 ? [array.rows] : [array.rows, array.columns]
      arrays.append(NamedArray(name: name, shape: shape, numbers: numbers))
    }
    return arrays
  }
}
