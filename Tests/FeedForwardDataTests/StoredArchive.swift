import CZlib

/// A zip archive of files that are stored as they are, put together byte by byte.
enum StoredArchive {
  static func bytes(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var (data, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in files {
      let checkSum = little(Int(crc32(0, bytes, UInt32(bytes.count))), 4)
      let sizes = little(bytes.count, 4) + little(bytes.count, 4)
      let offset = data.count
      data += little(0x0403_4B50, 4) + little(0, 10) + checkSum + sizes + little(name.utf8.count, 2) + little(0, 2)
      data += Array(name.utf8) + bytes
      directory += little(0x0201_4B50, 4) + little(0, 12) + checkSum + sizes
      directory += little(name.utf8.count, 2) + little(0, 12) + little(offset, 4) + Array(name.utf8)
    }
    let end = little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
    return data + directory + end + little(directory.count, 4) + little(data.count, 4) + little(0, 2)
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
