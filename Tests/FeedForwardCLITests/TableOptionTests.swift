import Foundation
import TestSupport
import Testing

/// Tables as people have them, by the command line: what is said, and how it is taken back.
@Suite struct TableOptionTests {
  private static let towns = ["Ulm", "Bonn", "Oslo"]

  /// Dates, money with decimal commas, sizes in an order, some mistakes, and rows without a target.
  private static let table =
    "bought;price;size;age;y\n"
    + (0..<120).map { i in
      let day = "\(i % 28 + 1).\(i % 12 + 1).\(2019 + i % 4)"
      let price = "1.\(200 + i),\(10 + i % 90) €"
      let age = i == 7 || i == 50 ? "unknown" : "\(i % 50)"
      let target = i % 40 == 3 ? "" : "\(i % 12),\(i % 10)"
      return "\(day);\(price);\(["S", "M", "L"][i % 3]);\(age);\(target)\n"
    }.joined()

  private func trained(_ options: String...) throws -> (folder: Folder, data: String, command: Command) {
    let folder = try Folder()
    let data = try folder.write(Self.table, to: "data.csv")
    let arguments = ["train", data, "--target", "y", "--epochs", "3", "--output", folder.path("m")]
    return (folder, data, try Command(arguments + options))
  }

  @Test func decisionsAreSaidAndLaterRowsAreReadAlike() throws {
    let (folder, data, command) = try trained("--ordinal", "size=S,M,L")
    #expect(command.status == 0)
    for words in [
      "“bought” is read as dates, day, month, year", "“price” is read as numbers: “€” is left away",
      "“age” holds numbers, but in 2 of 120 rows other texts (“unknown”, the first in line 9)",
      "3 rows have no value in “y” and are left out", "“y” is read as numbers: the comma is the decimal mark",
    ] { #expect(command.words.contains(words), "\(words)\n\(command.words)") }
    let inspected = try Command("inspect", folder.path("m")).output
    #expect(inspected.contains("date") && inspected.contains("day-of-week"))
    // The same rows, then two of another file: there what was a mistake in training is missing again.
    let own = try Command("predict", folder.path("m"), data)
    let rows = "bought;price;size;age\n5.3.2031;1.234;M;unknown\n1.2.2020;1.234,5;S;12\n"
    let later = try Command("predict", folder.path("m"), try folder.write(rows, to: "later.csv"))
    #expect(own.status == 0 && own.lines.count == 121 && later.status == 0 && later.lines.count == 3, "\(later.words)")
    let wrong = try Command(
      "predict", folder.path("m"), try folder.write(rows.replacing(";12", with: ";twelve"), to: "w.csv"))
    #expect(wrong.status == 2 && wrong.words.contains("found “twelve”, expected a number"), "\(wrong.words)")
    // A point between thousands, as in training.
    let price = { (text: String) in
      let rows = "bought;price;size;age\n5.3.2021;\(text);M;3\n"
      return try Command("predict", folder.path("m"), try folder.write(rows, to: "p.csv")).lines
    }
    #expect(try price("1.234") == price("1234") && price("1.234") != price("1.235"))
  }

  @Test func eachDecisionIsTakenBack() throws {
    let text = try trained("--text", "age,bought", "--decimal", ".", "--task", "classification")
    #expect(!text.command.words.contains("“age” holds numbers") && !text.command.words.contains("dates"))
    let missing = try trained("--missing-values", "unknown")
    #expect(missing.command.status == 0 && !missing.command.words.contains("“age”"), "\(missing.command.words)")
    let refused = try trained("--missing-target", "refuse")
    #expect(refused.command.status == 2 && refused.command.words.contains("found a missing value"))
    let month = try trained("--date", "bought=month-first")
    #expect(month.command.words.contains("month, day, year"), "\(month.command.words)")
  }

  /// Rows without a target are left out of a file for validation, too.
  @Test func rowsToJudgeBy() throws {
    let folder = try Folder()
    let rows = (0..<60).map { "\($0 % 9),\(Double($0 % 7) + 0.5)\n" }.joined()
    let data = try folder.write("a,y\n" + rows, to: "a.csv")
    let held = try folder.write("a,y\n1,2.5\n2,\n3,1.5\n", to: "b.csv")
    let arguments = ["train", data, "--target", "y", "--epochs", "1", "--validation", held]
    let command = try Command(arguments)
    #expect(command.status == 0 && command.words.contains("1 row has no value in “y”"), "\(command.words)")
    #expect(try Command(arguments + ["--missing-target", "refuse"]).words.contains("b.csv:3"))
  }

  /// A mistake in what is predicted stops the command, and says how to go on.
  @Test func mistakesInTheTarget() throws {
    let folder = try Folder()
    let rows = (0..<60).map { "\($0),\($0 == 9 ? "12O" : "\($0 % 7).5")\n" }.joined()
    let data = try folder.write("a,y\n" + rows, to: "a.csv")
    let command = try Command("train", data, "--target", "y", "--epochs", "1")
    #expect(command.status == 2 && command.words.contains("a.csv:11:2: found “12O”"), "\(command.words)")
    #expect(try Command("train", data, "--target", "y", "--epochs", "1", "--missing-values", "12O").status == 0)
  }

  @Test func newTextsAreSaid() throws {
    let folder = try Folder()
    let rows = (0..<90).map { "\(Self.towns[$0 % 3]),\($0 % 3)\n" }.joined()
    let data = try folder.write("town,y\n" + rows, to: "a.csv")
    let model = folder.path("m")
    #expect(try Command("train", data, "--target", "y", "--epochs", "1", "--output", model).status == 0)
    let new = try Command("predict", model, try folder.write("town\nRome\nUlm\n", to: "b.csv"))
    #expect(new.status == 0 && new.words.contains("“town”: 1 of 2 rows has a text that training did not see"))
    let strict = folder.path("s")
    #expect(
      try Command("train", data, "--target", "y", "--epochs", "1", "--output", strict, "--unknown", "refuse").status
        == 0)
    #expect(try Command("predict", strict, folder.path("b.csv")).words.contains("found “Rome”"))
    let few = try Command("train", data, "--target", "y", "--epochs", "1", "--most-categories", "2")
    #expect(few.words.contains("2 of 3 texts have an input each"), "\(few.words)")
  }

  @Test func classesMayBeCalledNone() throws {
    let folder = try Folder()
    let rows = (0..<60).map { "\($0 % 9),\($0 % 2 == 0 ? "None" : "Some")\n" }.joined()
    let data = try folder.write("a,y\n" + rows, to: "a.csv")
    let arguments = ["train", data, "--target", "y", "--epochs", "1", "--output", folder.path("m")]
    #expect(try Command(arguments).words.contains("one class only"))
    #expect(try Command(arguments + ["--missing-values", "none"]).status == 0)
    #expect(try Command("predict", folder.path("m"), data).status == 0)
  }

  @Test func encodingsAndArchives() throws {
    let folder = try Folder()
    let rows = "größe,y\n" + (0..<30).map { "\($0 % 5),\($0 % 2)\n" }.joined()
    let latin = try #require(rows.data(using: .isoLatin1))
    try latin.write(to: URL(fileURLWithPath: folder.path("latin.csv")))
    let guessed = try Command("describe", folder.path("latin.csv"))
    #expect(guessed.output.contains("größe") && guessed.output.contains("--encoding"), "\(guessed.output)")
    #expect(try !Command("describe", folder.path("latin.csv"), "--encoding", "latin-1").output.contains("--encoding"))
  }
}
