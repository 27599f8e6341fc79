import TestSupport
import Testing

@Suite struct UsageTests {
  /// Each wrong value is quoted with what was expected.
  @Test(arguments: [
    ("--hidden", "64,x", "as in 64,32"), ("--hidden", "0", "as in 64,32"), ("--activation", "rel", "leaky-relu"),
    ("--activation", "softmax", "leaky-relu"), ("--loss", "mse", "squared-error"), ("--loss", "huber:-1", "> 0"),
    ("--loss", "quantile:2", "0 < x < 1"),
    ("--loss", "huber(dleta: 1)", "“dleta”"), ("--loss", "quantile:0.9,0.1", "larger than the one before"),
    ("--loss", "huber(delta: 1", "“)”"), ("--optimizer", "adam(beta1: 1)", "0 ≤ x < 1"),
    ("--activation", "leaky-relu(slope: -1)", "≥ 0"), ("--schedule", "cosine(periods: 3)", "“periods”"),
    ("--class-weights", "each:1,x", "≥ 0"), ("--l2", "-1", "≥ 0"), ("--l1", "x", "≥ 0"), ("--dropout", "1", "x < 1"),
    ("--optimizer", "adamm", "adamw"), ("--learning-rate", "-1", "≥ 0"), ("--schedule", "cos", "cosine"),
    ("--schedule", "step:0", "at least 1"), ("--schedule", "constant:1", "at most 0"),
    ("--batch-size", "0", "at least 1"),
    ("--epochs", "1.5", "at least 1"), ("--patience", "-1", "at least 0"), ("--class-weights", "even", "balanced"),
    ("--threads", "0", "at least 1"), ("--precision", "half", "double"), ("--seed", "-1", "seed"),
    ("--task", "ranking", "regression"), ("--time-budget", "fast", "60s"), ("--scaling", "log", "min-max"),
    ("--missing", "zero", "median"), ("--unknown", "guess", "ignore"), ("--delimiter", ";;", "one character"),
    ("--features", "a,,b", "names of columns"), ("--history", "log.txt", ".csv"),
  ])
  func aWrongValueIsQuoted(option: String, value: String, expected: String) throws {
    for words in [[option, value], ["\(option)=\(value)"]] {
      let command = try Command(["train", "no such file", "--target", "y"] + words)
      #expect(command.status == 64, "\(command.words)")
      #expect(command.words.contains(value) && command.words.contains(expected), "\(command.words)")
      #expect(command.output.isEmpty)
    }
  }

  @Test(arguments: [
    ["train", "a.csv"], ["nonsense"], ["predict", "model"], ["datasets", "titanic"], ["export", "model"],
    ["check-gradients", "a.csv"], ["check-gradients", "--layers", "3", "a.csv"],
    ["search", "a.csv", "--target", "y", "--folds", "1"],
  ])
  func wrongCallsAreUsageErrors(arguments: [String]) throws {
    let command = try Command(arguments)
    #expect(command.status == 64, "\(command.words)")
    #expect(command.output.isEmpty && !command.words.isEmpty)
  }

  @Test func lossesThatDoNotFitTheTargetAreRefused() throws {
    let folder = try Folder()
    let (iris, diabetes) = (try folder.dataset("iris"), try folder.dataset("diabetes"))
    for (data, target, loss, expected) in [
      (iris, "species", "binary-cross-entropy", "cross-entropy"),
      (iris, "species", "squared-error", "--task regression"),
      (diabetes, "progression", "cross-entropy", "squared-error"),
    ] {
      let command = try Command("train", data, "--target", target, "--loss", loss)
      #expect(command.status == 64 && command.words.contains(expected), "\(command.words)")
    }
    let twice = try Command(
      "train", iris, "--target", "species", "--optimizer", "adam:0.1", "--learning-rate", "0.2")
    #expect(twice.status == 64 && twice.words.contains("--optimizer says 0.1"), "\(twice.words)")
    let lbfgs = try Command("train", iris, "--target", "species", "--optimizer", "l-bfgs", "--learning-rate", "0.1")
    #expect(lbfgs.status == 64 && lbfgs.words.contains("l-bfgs"))
    let tolerance = try Command(
      "train", iris, "--target", "species", "--validation", "none", "--patience", "0", "--tolerance", "0.1")
    #expect(tolerance.status == 64 && tolerance.words.contains("--patience is 0"))
  }

  /// Data at fault: a sentence, exit code 2, nothing on standard output, no file.
  @Test(arguments: [
    ("", "empty"), ("a,b,y\n1,2,3\n4,5\n", ":3"), ("a,b,b\n1,2,3\n", "b"), ("a,y\n1,\n2,NA\n", "no value in column"),
    ("a,y\n1,x\n2,x\n", "one class"), ("a,z\n1,2\n", "“y”"), ("y\n1\n2\n", "no column to learn from"),
  ])
  func brokenDataAreRefused(text: String, expected: String) throws {
    let folder = try Folder()
    let data = try folder.write(text, to: "broken.csv")
    let command = try Command("train", data, "--target", "y", "--output", folder.path("model"))
    #expect(command.status == 2, "\(command.words)")
    #expect(command.words.contains(expected) && command.words.contains("broken.csv"), "\(command.words)")
    #expect(command.output.isEmpty && !folder.exists("model"))
  }

  @Test func filesThatAreNotThereAreNamed() throws {
    let folder = try Folder()
    let iris = try folder.dataset("iris")
    for arguments in [
      ["train", "no-such.csv", "--target", "y"], ["predict", "no-such.model", iris],
      ["evaluate", "no-such.model", iris],
      ["inspect", "no-such.model"], ["train", iris, "--target", "species", "--output", "/no-such-folder/model"],
      ["datasets", "iris", "--output", "/no-such-folder/a.csv"],
    ] {
      let command = try Command(arguments)
      #expect(command.status == 2 && command.output.isEmpty, "\(arguments) \(command.words)")
      #expect(command.words.contains("no-such"), "\(command.words)")
    }
  }

  @Test func predictionsCheckTheColumns() throws {
    let folder = try Folder()
    let rows = (0..<100).map { "\($0 % 9),\($0 % 2 == 0 ? "u" : "v"),\(Double($0 % 9) * 1.5)\n" }.joined()
    let data = try folder.write("a,kind,y\n" + rows, to: "a.csv")
    let model = folder.path("model")
    #expect(try Command("train", data, "--target", "y", "--output", model, "--epochs", "2").status == 0)
    for (text, expected) in [
      ("a\n1\n", "no column “kind”"), ("a,kind\nu,u\n", "found “u”"),
    ] {
      let command = try Command("predict", model, try folder.write(text, to: "new.csv"))
      #expect(command.status == 2 && command.output.isEmpty, "\(command.words)")
      #expect(command.words.contains(expected) && command.words.contains("new.csv"), "\(command.words)")
    }
    let number = try Command("predict", model, data, "--probabilities")
    #expect(number.status == 64 && number.words.contains("number"))
  }

  @Test func helpNamesTheExitCodes() throws {
    let help = try Command("--help")
    #expect(help.status == 0 && help.output.contains("Exit codes"))
    #expect(try Command("--version").output == "0.1.0\n")
    for command in [
      "train", "predict", "evaluate", "inspect", "search", "datasets", "check-gradients", "export", "demo",
    ] {
      #expect(help.output.contains("  \(command) "), "\(command)")
      #expect(try Command(command, "--help").status == 0, "\(command)")
    }
    for shell in ["bash", "zsh", "fish"] {
      #expect(try Command("--generate-completion-script", shell).output.contains("check-gradients"), "\(shell)")
    }
  }
}
