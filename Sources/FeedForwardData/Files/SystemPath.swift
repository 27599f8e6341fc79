import FeedForward

/// Names of files are bytes, which need not be UTF-8. A `String` holds each byte that belongs to no code point
/// as one of the 128 code points U+10FE80 to U+10FEFF, which are private and the last but few: so a name comes
/// back from it as it was.
extension String {
  /// A name as the system gives it.
  package init(systemPath name: UnsafePointer<CChar>) {
    self.init(systemPath: UnsafeRawBufferPointer(start: name, count: Self.length(name)))
  }

  /// A name of these bytes.
  package init(systemPath bytes: UnsafeRawBufferPointer) {
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: \.standsForByte) {
      self = text
      return
    }
    var scalars = String.UnicodeScalarView()
    var rest = bytes[...]
    while let byte = rest.first {
      // What stands for a byte and is in the name itself goes the way of other bytes, so that no two names become one.
      let text = (1...4).lazy.compactMap { String(validating: rest.prefix($0), as: UTF8.self) }.first
      if let scalar = text?.unicodeScalars.first, !scalar.standsForByte {
        scalars.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        scalars.append(Unicode.Scalar(standingFor: byte))
        rest = rest.dropFirst()
      }
    }
    self.init(scalars)
  }

  /// The name for a call of the system, with the NUL that ends it. A name with a NUL within it, of which
  /// there is no file, is empty.
  package var systemPath: [CChar] {
    var bytes: [CChar] = []
    bytes.reserveCapacity(utf8.count + 1)
    for scalar in unicodeScalars {
      if scalar.standsForByte {
        bytes.append(CChar(bitPattern: UInt8(truncatingIfNeeded: scalar.value)))
      } else {
        bytes += UTF8.encode(scalar).map { $0.map { CChar(bitPattern: $0) } } ?? []
      }
    }
    return bytes.contains(0) ? [0] : bytes + [0]
  }

  private static func length(_ name: UnsafePointer<CChar>) -> Int {
    var length = 0
    while name[length] != 0 { length += 1 }
    return length
  }
}

extension Unicode.Scalar {
  /// - Parameter byte: at least 0x80, as all that are not UTF-8.
  fileprivate init(standingFor byte: UInt8) { self = Unicode.Scalar(0x10FE00 | UInt32(byte)) ?? "\u{FFFD}" }
}
