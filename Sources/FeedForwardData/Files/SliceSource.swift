/// Some of the bytes of a source, as one of its own.
final class SliceSource: ByteSource {
  let name: String
  private let source: any ByteSource
  private let range: Range<Int>
  private var position: Int

  /// - Parameter source: one that can go to any offset.
  init(_ source: any ByteSource, _ range: Range<Int>, name: String) {
    self.source = source
    self.range = range
    self.name = name
    position = range.lowerBound
  }

  var size: Int? { range.count }

  func read(into buffer: inout [UInt8], at target: Range<Int>) throws -> Int {
    let count = min(target.count, range.upperBound - position)
    guard count > 0 else { return 0 }
    try source.seek(to: position)
    let read = try source.read(into: &buffer, at: target.lowerBound..<target.lowerBound + count)
    position += read
    return read
  }

  func seek(to offset: Int) { position = min(range.lowerBound + offset, range.upperBound) }
}
