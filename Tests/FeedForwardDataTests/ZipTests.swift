import CZlib
import FeedForward
@testable import FeedForwardData
import Testing

/// Archives put together byte by byte.
@Suite struct ZipTests {
  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// Two numbers, a column.
  private static let array: [UInt8] = {
    let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n".utf8)
    let numbers = [Float(1), 2].flatMap { little(Int($0.bitPattern), 4) }
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.count, 2) + header + numbers
  }()

  private static let checkSum = little(Int(crc32(0, array, UInt32(array.count))), 4)

  /// An archive of one stored array for each name, all of them at the same place if they share.
  private static func archive(_ names: [String], areShared: Bool) -> [UInt8] {
    var (data, directory): ([UInt8], [UInt8]) = ([], [])
    for name in names {
      let offset = areShared ? 0 : data.count
      if data.isEmpty || !areShared {
        data +=
          little(0x0403_4B50, 4) + little(0, 10) + checkSum + little(array.count, 4) + little(array.count, 4)
          + little(0, 4)
          + array
      }
      directory += little(0x0201_4B50, 4) + little(0, 12) + checkSum + little(array.count, 4) + little(array.count, 4)
      directory += little(name.utf8.count, 2) + little(0, 12) + little(offset, 4) + Array(name.utf8)
    }
    let end = little(0x0605_4B50, 4) + little(0, 4) + little(names.count, 2) + little(names.count, 2)
    return data + directory + end + little(directory.count, 4) + little(data.count, 4) + little(0, 2)
  }

  @Test func arraysSideBySide() throws {
    let table: Table = try ArrayTests.read(Self.archive(["a.npy", "b.npy"], areShared: false))
    #expect(try table.matrix() == Matrix([[1, 1], [2, 2]]))
  }

  /// A bit of the numbers, and one of the check sum in the directory; what zipfile wrote, deflated, too.
  @Test func damageIsFound() throws {
    let stored = Self.archive(["a.npy"], areShared: false)
    let deflated = try ArrayTests.bytes(try #require(NumPyFiles.pair.first { $0.key.contains("deflate") }?.value))
    for (bytes, offset) in [(stored, 30 + Self.array.count - 2), (stored, 30 + Self.array.count + 16)] {
      var bytes = bytes
      bytes[offset] ^= 4
      Self.expectRefused(bytes, "t/a.npy: found the check sum")
    }
    let directory = try #require(Array(deflated).firstRange(of: Self.little(0x0201_4B50, 4))).lowerBound
    var bytes = deflated
    bytes[directory + 16] ^= 4
    Self.expectRefused(bytes, "found the check sum")
    // Fewer and more bytes than there are.
    for bit: UInt8 in [4, 16] {
      bytes = deflated
      bytes[directory + 24] ^= bit
      Self.expectRefused(bytes, "as the directory of the archive says")
    }
  }

  private static func expectRefused(_ bytes: [UInt8], _ reason: String) {
    do {
      let table: Table = try ArrayTests.read(bytes)
      Issue.record("read \(table.count) rows, expected: \(reason)")
    } catch {
      #expect("\(error)".contains(reason), "\(error)")
    }
  }

  /// Thousands of names for the same bytes.
  @Test func sharedBytes() {
    let bytes = Self.archive((0..<5000).map { "\($0).npy" }, areShared: true)
    do {
      let table: Table = try ArrayTests.read(bytes)
      Issue.record("\(bytes.count) bytes became \(table.columns.count) columns")
    } catch {
      #expect("\(error)".contains("entries of more bytes than stand before the directory"))
    }
  }
}
