extension Table {
  /// Writes the table to a file: NPY if its name ends in `.npy`, else text, with tabs if it ends in
  /// `.tsv`, else with commas.
  ///
  /// - Parameter path: of the file, which is replaced as a whole if it is there; `-` is the standard output, as text.
  /// - Throws: ``FileError``; ``DataError`` for texts in an NPY file.
  public func write(to path: String) throws {
    if path.hasSuffix(".npy") { return try FileSink.write(try npy(), to: path) }
    let file = try FileSink(path)
    var writer = CSVWriter(delimiter: UInt8(ascii: path.hasSuffix(".tsv") ? "\t" : ","))
    writeHeader(&writer)
    for row in 0..<count {
      write(row: row, &writer)
      if writer.bytes.count >= 1 << 16 { try file.write(writer.take()) }
    }
    try file.write(writer.take())
    try file.close()
  }
}
