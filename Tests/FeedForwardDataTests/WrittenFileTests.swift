import FeedForwardData
import Foundation
import TestSupport
import Testing

/// Files that are replaced as a whole: names, links, permissions, claims.
@Suite struct WrittenFileTests {
  // MARK: - Names

  /// Bytes of all kinds: text, text cut short, bytes that no text has, and what stands for bytes itself.
  @Test func namesComeBackAsTheyWere() {
    var generator = SplitMix64()
    let parts: [[UInt8]] = [
      Array("a".utf8), Array("é".utf8), Array("e\u{301}".utf8), Array("💾".utf8), [0xE9], [0xFF, 0xFE], [0xC3],
      [0xF0, 0x9F],
      [0xED, 0xA0, 0x80], [0xC0, 0x80], Array("\u{10FEE9}".utf8), Array("\u{10FE80}x".utf8), Array("\u{10FF00}".utf8),
    ]
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<6 {
        bytes += parts[Int.random(in: parts.indices, using: &generator)]
      }
      let name = bytes.withUnsafeBytes { String(systemPath: $0) }
      let back = name.systemPath.dropLast().map { UInt8(bitPattern: $0) }
      #expect(back == bytes, "seed \(generator.seed): \(bytes)")
    }
    #expect("a\u{0}b".systemPath == [0])
    let long = String(repeating: "é", count: 5000)
    #expect(Array(long.utf8).withUnsafeBytes { String(systemPath: $0) } == long)
  }

  @Test func whatIsNotThereYetIsKnownByItsFolder() throws {
    let folder = try Folder()
    try folder.write("x", to: "file")
    for (link, target) in [("link", "file"), ("dangling", "new"), ("chain", "dangling"), ("a", "b"), ("b", "a")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
    }
    try FileManager.default.linkItem(atPath: folder.path("file"), toPath: folder.path("hard"))
    let identity = { (name: String) in try FileLocation(folder.path(name)).identity }
    #expect(try identity("file") == identity("link"))
    #expect(try identity("file") == identity("hard"))
    #expect(try identity("new") == identity("chain"))
    #expect(try identity("new") == identity("../\(URL(fileURLWithPath: folder.url.path).lastPathComponent)/./dangling"))
    #expect(try identity("new") != identity("other"))
    // Two names on most file systems, whatever texts they are.
    #expect(try identity("\u{E9}") != identity("e\u{301}"))
    #expect(try FileLocation(folder.path("chain")).kind == .absent)
    #expect(try FileLocation(folder.url.path).kind == .folder)
    #expect(try FileLocation("/dev/null").kind == .device)
    #expect(try FileLocation("/dev/fd/1").kind == .open(1))
    for path in [
      "", folder.path("a"), folder.path("missing/x"), folder.path("file/x"), folder.path("missing/"),
      folder.path(String(repeating: "n", count: 256)),
    ] {
      #expect(throws: SystemError.self, "\(path)") { try FileLocation(path) }
    }
  }

  // MARK: - What is replaced

  @Test func permissionsAreThoseOfTheOldFile() throws {
    let folder = try Folder()
    for mode in [0o600, 0o640, 0o644, 0o666, 0o755] {
      try folder.write("old", to: "file")
      #expect(chmod(folder.path("file"), mode_t(mode)) == 0)
      try FileSink.write(Array("new".utf8), to: folder.path("file"))
      #expect(try folder.read("file") == "new")
      #expect(try folder.mode("file") == mode)
    }
    // As any new file.
    try FileSink.write([], to: folder.path("new"))
    try folder.write("", to: "reference")
    #expect(try folder.mode("new") == folder.mode("reference"))
    #expect(try folder.names() == ["file", "new", "reference"])
  }

  @Test func linksStayLinks() throws {
    let folder = try Folder()
    try folder.write("old", to: "file")
    for (link, target) in [("link", "file"), ("dangling", "new")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
      try FileSink.write(Array("to \(target)".utf8), to: folder.path(link))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link)) == target)
      #expect(try folder.read(target) == "to \(target)")
    }
    #expect(try folder.names() == ["dangling", "file", "link", "new"])
  }

  @Test func aFileThatIsNotClosedStaysAsItWas() throws {
    let folder = try Folder()
    try folder.write("old", to: "file")
    do {
      let file = try FileSink(folder.path("file"))
      try file.write(Array("half".utf8))
    }
    #expect(try folder.read("file") == "old")
    #expect(try folder.names() == ["file"])
  }

  /// The longest names that a file may have leave no room for what is put before and after them.
  @Test func namesOf255Bytes() throws {
    let folder = try Folder()
    for name in [String(repeating: "n", count: 255), String(repeating: "é", count: 127) + "x"] {
      let claim = try FileClaim(folder.path(name))
      try FileSink.write(Array("new".utf8), to: folder.path(name))
      #expect(try folder.read(name) == "new")
      withExtendedLifetime(claim) {}
    }
    #expect(try folder.names().count == 2)
  }

  @Test func aStreamTakesWhatComes() throws {
    let pipe = Pipe()
    let path = "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)"
    #expect(try FileSink.claim(path) == nil)
    try FileSink.write(Array("through the pipe".utf8), to: path)
    try pipe.fileHandleForWriting.close()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data("through the pipe".utf8))
    #expect(throws: FileError.self) { try FileSink.claim("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") }
  }

  // MARK: - Claims

  @Test func aClaimIsHeldByOne() throws {
    let folder = try Folder()
    try folder.write("old", to: "file")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "file")
    do {
      var claim: FileClaim? = try FileClaim(folder.path("file"))
      #expect {
        try FileClaim(folder.path("link"))
      } throws: {
        ($0 as? FileError)?.process == getpid()
      }
      // Who holds it may write, and so may others as long as they do not claim it.
      try FileSink.write(Array("new".utf8), to: folder.path("file"))
      #expect(throws: FileError.self) { try FileClaim(folder.path("file")) }
      withExtendedLifetime(claim) {}
      claim = nil
    }
    do { _ = try FileClaim(folder.path("file")) }
    #expect(try folder.names() == ["file", "link"])
    // A claim that is given up leaves neither file nor time changed.
    let before = try FileManager.default.attributesOfItem(atPath: folder.path("file"))[.modificationDate] as? Date
    do { _ = try FileClaim(folder.path("file")) }
    #expect(try FileManager.default.attributesOfItem(atPath: folder.path("file"))[.modificationDate] as? Date == before)
  }

  /// A lock of a process that died is nobody's; a temporary file in use is not removed.
  @Test func leftoversOfTheDeadAreRemovedAndOthersAreNot() throws {
    let folder = try Folder()
    try folder.write("999999\n", to: ".file.saving-lock")
    try folder.write("dead", to: ".file.saving-999999-1.new")
    try folder.write("dead", to: ".file.saving-999999-1.old")
    try folder.write("mine", to: ".file.saving-notes.new")
    let file = try FileSink(folder.path("file"))
    try file.write(Array("live".utf8))
    do { _ = try FileClaim(folder.path("file")) }
    try file.close()
    #expect(try folder.read("file") == "live")
    #expect(try folder.names() == [".file.saving-notes.new", "file"])
  }

  @Test func foldersAreMade() throws {
    let folder = try Folder()
    try FileLocation.makeFolder(folder.path("a/b/c/"))
    try FileLocation.makeFolder(folder.path("a/b"))
    #expect(try FileLocation(folder.path("a/b/c")).kind == .folder)
    try folder.write("", to: "file")
    #expect(throws: SystemError.self) { try FileLocation.makeFolder(folder.path("file/x")) }
    #expect(throws: SystemError.self) { try FileLocation.makeFolder(folder.path("file")) }
    #expect(throws: SystemError.self) { try FileLocation.makeFolder("") }
  }
}

extension Folder {
  fileprivate func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
  }
}
