import Foundation
import TestSupport
import Testing

/// Nothing of a user's is lost: what is read is not written over, what cannot be written is said before the work, and
/// what is written is there as a whole.
@Suite struct FilesTests {
  private static let few = ["--target", "species", "--epochs", "2"]

  private func iris(_ folder: Folder) throws -> (data: String, model: String) {
    let data = try folder.dataset("iris")
    let trained = try Command(["train", data, "--output", folder.path("model")] + Self.few)
    guard trained.status == 0 else { throw CommandFailed(words: trained.words) }
    return (data, folder.path("model"))
  }

  @Test func whatIsReadIsNotWrittenOver() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    let checkpoint = folder.path("checkpoint")
    #expect(try Command(["train", data, "--checkpoint", checkpoint] + Self.few).status == 0)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "iris.csv")
    try FileManager.default.linkItem(atPath: data, toPath: folder.path("hard"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("to model"), withDestinationPath: "model")
    let other = try folder.write(try folder.read("iris.csv"), to: "other.csv")
    let before = try Dictionary(
      uniqueKeysWithValues: ["iris.csv", "model", "checkpoint", "other.csv"].map { ($0, try folder.read($0)) })
    let train = ["train", data] + Self.few
    var calls: [[String]] = ["--output", "--checkpoint", "--plot", "--report"].flatMap { option in
      [data, folder.path("./iris.csv"), folder.path("link"), folder.path("hard")].map { train + [option, $0] }
    }
    try FileManager.default.createSymbolicLink(atPath: folder.path("h.csv"), withDestinationPath: "iris.csv")
    calls += [
      train + ["--history", folder.path("h.csv")], train + ["--validation", other, "--output", other],
      train + ["--initial-model", model, "--output", model], train + ["--resume", checkpoint, "--output", checkpoint],
      train + ["--resume", checkpoint, "--report", checkpoint],
      ["predict", model, data, "--output", model], ["predict", model, data, "--output", folder.path("to model")],
      ["predict", model, data, "--output", folder.path("hard")], ["export", model, "--c", model],
      ["export", model, "--onnx", folder.path("to model")], ["search", data, "--target", "species", "--output", data],
    ]
    for call in calls {
      let command = try Command(call)
      #expect(
        command.status == 64 && command.words.contains("is read; expected another file"), "\(call): \(command.words)")
      #expect(command.output.isEmpty)
    }
    for (name, text) in before { #expect(try folder.read(name) == text, "\(name)") }
    // From and to one stream is usual, and so is to go on with a checkpoint.
    #expect(try Command(["predict", model, "-", "--output", "-"], input: before["iris.csv"] ?? "").status == 0)
    let resumed = try Command(train + ["--resume", checkpoint, "--checkpoint", checkpoint])
    #expect(resumed.status == 0, "\(resumed.words)")
    // The standard streams are files, too.
    let appended = try Command([model, data], script: "\"$0\" predict \"$1\" \"$2\" >> \"$2\"")
    #expect(appended.status == 64, "\(appended.words)")
    let piped = try Command([model, data], script: "\"$0\" predict \"$1\" - --output \"$2\" < \"$2\"")
    #expect(piped.status == 64, "\(piped.words)")
    #expect(try folder.read("iris.csv") == before["iris.csv"])
  }

  @Test func twoOutputsHaveTwoNames() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    let train = ["train", data] + Self.few
    let new = folder.path("new")
    try FileManager.default.createSymbolicLink(atPath: folder.path("to new"), withDestinationPath: "new")
    for call in [
      train + ["--output", new, "--checkpoint", new], train + ["--output", new, "--report", folder.path("./new")],
      train + ["--plot", new, "--report", folder.path("to new")],
      train + ["--plot", folder.path("x.csv"), "--history", folder.path("x.csv")],
      ["export", model, "--c", new, "--onnx", new], ["export", model, "--c", "-", "--onnx", "-"],
    ] {
      let command = try Command(call)
      #expect(command.status == 64 && command.words.contains("goes as well"), "\(call): \(command.words)")
    }
    #expect(!folder.exists("new"))
    let redirected = try Command(
      [data, new], script: "\"$0\" train \"$1\" --target species --epochs 2 --output \"$2\" > \"$2\"")
    #expect(redirected.status == 64, "\(redirected.words)")
  }

  /// Said before anything is read: the table is not even there.
  @Test func whatCannotBeWrittenIsSaidFirst() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted()
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let tooLong = folder.path(String(repeating: "n", count: 256))
    let bad = [
      ("", "empty"), (folder.path(""), "a folder"), (tooLong, "too long"), (folder.path("pipe"), "a named pipe"),
      (folder.path("missing/x"), "No such file"), (folder.path("iris.csv/x"), "Not a directory"),
    ]
    for (path, reason) in bad + [("/dev/full", "/dev/full")] {
      for call in [
        ["train", "missing.csv", "--target", "species", "--output", path],
        ["train", "missing.csv", "--target", "species", "--checkpoint", path],
        ["train", "missing.csv", "--target", "species", "--plot", path],
        ["train", "missing.csv", "--target", "species", "--report", path],
        ["search", "missing.csv", "--target", "species", "--output", path],
        ["predict", model, "missing.csv", "--output", path],
        ["export", "missing", "--c", path], ["export", "missing", "--onnx", path],
        ["datasets", "iris", "--output", path],
      ] {
        let command = try Command(call)
        #expect(command.status == 2 && command.output.isEmpty, "\(call): \(command.words)")
        #expect(
          command.words.contains("cannot be written there") && command.words.contains(reason),
          "\(call): \(command.words)")
      }
    }
    // A closed stream does not hand its number to a file, which would take the words.
    for (closed, status) in [(">&-", 2 as Int32), ("2>&-", 0), ("<&-", 0)] {
      let command = try Command(
        [data, folder.path("closed")],
        script: "\"$0\" train \"$1\" --target species --epochs 2 --output \"$2\" \(closed)")
      #expect(command.status == status, "\(closed): \(command.words)")
      #expect(folder.exists("closed") == (status == 0))
      if status == 0 { #expect(try Command("inspect", folder.path("closed")).status == 0, "\(closed)") }
      try? FileManager.default.removeItem(atPath: folder.path("closed"))
    }
    for stream in ["-", "/dev/null"] {
      let command = try Command(["train", data, "--output", stream] + Self.few)
      #expect(command.status != 0 && command.words.contains("--output"), "\(command.words)")
    }
    let full = try Command([data], script: "\"$0\" train \"$1\" --target species --epochs 2 > /dev/full")
    #expect(full.status == 2 && !full.words.contains("epoch"), "\(full.words)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted() == (names + ["pipe"]).sorted())
  }

  @Test func streamsThatAShellOpensAreWritten() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    let expected = try Command("predict", model, data).output
    for output in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
      #expect(try Command("predict", model, data, "--output", output).output == expected, "\(output)")
      let between = try Command(
        [model, data, output], script: "echo before; \"$0\" predict \"$1\" \"$2\" --output \"$3\"; echo after")
      #expect(between.output == "before\n\(expected)after\n", "\(output)")
    }
    let piped = try Command([model, data], script: "\"$0\" predict \"$1\" \"$2\" --output /dev/fd/7 7>&1 | cat")
    #expect(piped.output == expected, "\(piped.words)")
    let c = try Command(["export", model, "--c", "/dev/stdout"])
    #expect(c.status == 0 && c.output.contains("predict"))
    for option in ["--plot", "--report"] {
      #expect(try Command(["train", data, option, "/dev/null"] + Self.few).status == 0)
    }
  }

  @Test func permissionsAndLinksAreKept() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    var (names, arguments): ([String], [[String]]) = ([], [])
    for (name, call) in [
      ("m", ["train", data, "--output", folder.path("m")] + Self.few),
      ("h.csv", ["train", data, "--history", folder.path("h.csv")] + Self.few),
      ("p.svg", ["train", data, "--plot", folder.path("p.svg")] + Self.few),
      ("r.html", ["train", data, "--report", folder.path("r.html")] + Self.few),
      ("k", ["train", data, "--checkpoint", folder.path("k")] + Self.few),
      ("out.csv", ["predict", model, data, "--output", folder.path("out.csv")]),
      ("x.c", ["export", model, "--c", folder.path("x.c")]),
      ("x.onnx", ["export", model, "--onnx", folder.path("x.onnx")]),
      ("wine.csv", ["datasets", "wine", "--output", folder.path("wine.csv")]),
      ("moons.csv", ["datasets", "moons", "--output", folder.path("moons.csv")]),
    ] {
      names.append(name)
      arguments.append(call)
    }
    for (name, call) in zip(names, arguments) {
      // A link to nothing: the file appears where it leads to.
      try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: "real-\(name)")
      let first = try Command(call)
      #expect(first.status == 0, "\(call): \(first.words)")
      #expect(chmod(folder.path("real-\(name)"), 0o600) == 0)
      let second = try Command(call)
      #expect(second.status == 0, "\(call): \(second.words)")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(name)) == "real-\(name)")
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("real-\(name)"))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let hidden = try FileManager.default.contentsOfDirectory(atPath: folder.path("")).filter { $0.hasPrefix(".") }
    #expect(hidden.isEmpty)
  }

  /// Latin-1: in a folder of such a name, too.
  @Test func namesThatAreNotUTF8() throws {
    let folder = try Folder()
    let (data, model) = try iris(folder)
    let script = """
      cd "$3" && name=$(printf 'caf\\351') && mkdir "$name" && cd "$name" && cp "$1" "$name.csv" || exit 99
      "$0" train "$name.csv" --target species --epochs 2 --output "$name" --report="$name.html" --checkpoint "$name.k" \
        --history "$name.json" >&2 || exit 1
      "$0" predict "$2" "$name.csv" --output "$name.out" && "$0" export "$name" --c "$name.c" \
        && "$0" figures --output "$name.d" >&2
      LC_ALL=C ls -A | LC_ALL=C od -An -v -c | tr -d ' \\n'
      """
    let command = try Command([data, model, folder.path("")], script: script)
    #expect(command.status == 0, "\(command.words)")
    let names = [
      "caf351", "caf351.c", "caf351.csv", "caf351.d", "caf351.html", "caf351.json", "caf351.k", "caf351.out",
    ].map { $0 + "\\n" }
    #expect(command.output == names.joined(), "\(command.output)")
    #expect(command.words.contains("caf\\xE9"), "\(command.words)")
  }

  // MARK: - Two at a time

  @Test(arguments: ["--checkpoint", "--output"]) func aSecondTrainingIsRefused(option: String) throws {
    let folder = try Folder()
    let data = try folder.dataset("digits")
    let path = folder.path("shared")
    let arguments =
      ["train", data, "--target", "digit", "--patience", "0", "--checkpoint-every", "1epoch", option, path]
      + (option == "--output" ? ["--checkpoint", folder.path("own")] : [])
    let first = try Command(arguments + ["--epochs", "100000"]) { process, _ in
      for _ in 0..<600 where !folder.exists(".shared.saving-lock") { Thread.sleep(forTimeInterval: 0.01) }
      let second = try Command(
        ["train", data, "--target", "digit", "--epochs", "2", option, path])
      #expect(
        second.status == 2 && second.words.contains("in use by process \(process.processIdentifier)"), "\(second.words)"
      )
      for _ in 0..<600 where !folder.exists(option == "--output" ? "own" : "shared") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      kill(process.processIdentifier, SIGINT)
    }
    #expect(first.status == 128 + SIGINT && folder.exists("shared"), "\(first.words)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(""))
    #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
  }

  /// The lock of a training that was killed is nobody's.
  @Test func afterADeathTheFileIsFree() throws {
    let folder = try Folder()
    let data = try folder.dataset("digits")
    let path = folder.path("shared")
    let train = ["train", data, "--target", "digit", "--checkpoint", path, "--checkpoint-every", "0.001s"]
    _ = try Command(train + ["--epochs", "100000", "--patience", "0"]) { process, _ in
      for _ in 0..<600 where !folder.exists("shared") { Thread.sleep(forTimeInterval: 0.01) }
      kill(process.processIdentifier, SIGKILL)
    }
    let next = try Command(train + ["--epochs", "2"])
    #expect(next.status == 0, "\(next.words)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted() == ["digits.csv", "shared"])
  }
}
