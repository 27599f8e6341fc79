import FeedForward
import FeedForwardData
import Foundation
import Testing

/// Dates and times: how they are spelled, and what becomes of them.
@Suite struct DateTests {
  /// Against the calendar counted day by day.
  @Test func everyDayOfEightCenturies() throws {
    var (year, month, day) = (1600, 1, 1)
    for days in -135_140..<157_000 {
      let date = CivilDate(days: days)
      #expect((date.year, date.month, date.day) == (year, month, day))
      #expect(CivilDate(year: year, month: month, day: day)?.days == days)
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      day += 1
      if day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] {
        (month, day) = (month + 1, 1)
      }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }

  struct Spelling: Sendable, CustomTestStringConvertible {
    let fields: [String]
    let dates: [String]
    var testDescription: String { fields.joined(separator: " · ") }

    init(_ fields: [String], _ dates: [String]) {
      self.fields = fields
      self.dates = dates
    }
  }

  @Test(arguments: [
    Spelling(["2024-01-31", "2024-02-29"], ["2024-01-31", "2024-02-29"]),
    Spelling(["2024/1/31", "2024/12/01"], ["2024-01-31", "2024-12-01"]),
    Spelling(["31.01.2024", "1.2.2024"], ["2024-01-31", "2024-02-01"]),
    Spelling(["1.2.24", "3.4.69"], ["2024-02-01", "1969-04-03"]),
    Spelling(["31/01/2024", "1/2/2024"], ["2024-01-31", "2024-02-01"]),
    Spelling(["01/31/2024", "1/2/2024"], ["2024-01-31", "2024-01-02"]),
    Spelling(["1/2/2024", "3/4/2024"], ["2024-01-02", "2024-03-04"]),
    Spelling(["31-Jan-24", "1 February 2024"], ["2024-01-31", "2024-02-01"]),
    Spelling(["\"Jan 31, 2024\"", "\"March 1, 2024\""], ["2024-01-31", "2024-03-01"]),
    Spelling(["2024-01-31T13:05:30Z", "2024-01-31 00:00"], ["2024-01-31 13:05:30", "2024-01-31"]),
    Spelling(["2024-01-31T01:05+02:00", "2024-01-31T23:00-0130"], ["2024-01-30 23:05", "2024-02-01 00:30"]),
    Spelling(["1/31/2024 1:05 PM", "1/31/2024 12:00 AM"], ["2024-01-31 13:05", "2024-01-31"]),
    Spelling(
      ["\"Wed, 31 Jan 2024 13:05:00 GMT\"", "\"Thu, 1 Feb 2024 00:00:30 GMT\""],
      ["2024-01-31 13:05", "2024-02-01 00:00:30"]),
    Spelling(["2024-01", "2024-02"], ["2024-01-01", "2024-02-01"]),
    Spelling(["20240131", "20240229", "20231201"], ["2024-01-31", "2024-02-29", "2023-12-01"]),
    Spelling(["13:05", "00:00:30"], ["1970-01-01 13:05", "1970-01-01 00:00:30"]),
  ]) func dates(_ spelling: Spelling) throws {
    let read = try ReadTable((["d,b"] + spelling.fields.map { "\($0),t" }).joined(separator: "\n") + "\n,t\n")
    #expect(try read.kind("d") == .date, "\(read.table.notes)")
    #expect(try read.numbers("d").dropLast().map { CivilDate.text(ofDays: $0 ?? .nan) } == spelling.dates)
    #expect(try read.numbers("d").last == .some(nil))
    #expect(read.notes("“d”", spelling.fields[0].contains(":") && spelling.fields[0].count == 5 ? "times" : "dates"))
  }

  @Test(arguments: [
    ["2024-02-30", "2024-13-01"], ["1.2.3", "4.5.6"], ["31/31/2024", "1/1/2024"], ["25:00", "26:00"],
    ["2024-01-31x", "2024-01-31x"], ["May", "June"], ["may be", "march on"], ["12-34-5678", "99-99-9999"],
    ["2024Q1", "2024Q2"],
  ]) func texts(_ fields: [String]) throws {
    #expect(try ReadTable("d,b\n" + fields.map { "\($0),t\n" }.joined()).kind("d") == .text)
  }

  @Test func numbersThatAreNoDaysStayNumbers() throws {
    #expect(try ReadTable("d,b\n20240131,1\n20240230,2\n20240201,3\n").kind("d") == .number)
    #expect(
      try ReadTable("d,b\n20240131,1\n20240201,2\n20240202,3\n") { $0.kinds = ["d": .number] }.kind("d") == .number)
    #expect(try ReadTable("d,b\n20240131,1\n20240201,2\n20240202,3\n") { $0.exact = ["d"] }.kind("d") == .number)
  }

  @Test func orderOfDayAndMonth() throws {
    let open = "d,b\n1/2/2024,1\n3/4/2024,2\n"
    #expect(try ReadTable(open).notes("“d”", "month, day, year", "--date", "day-first"))
    let other = try ReadTable("d,e\n1/2/2024,31/1/2024\n3/4/2024,1/1/2024\n")
    #expect(try CivilDate.text(ofDays: other.numbers("d")[0] ?? .nan) == "2024-02-01")
    let given = try ReadTable(open) { options in
      options.kinds = ["d": .date]
      options.kinds[dateOrder: "d"] = .dayFirst
    }
    #expect(try CivilDate.text(ofDays: given.numbers("d")[0] ?? .nan) == "2024-02-01")
  }

  // MARK: - In a pipeline

  @Test func whatADateBecomes() throws {
    let text = "when,y\n2023-12-31 06:00,1\n2024-02-29 18:00,2\n2024-07-01 12:00,3\n,4\n"
    let table = try ReadTable(text).table
    var preprocessing = Preprocessing()
    preprocessing.scaling = .none
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y", preprocessing)
    #expect(
      pipeline.inputNames == [
        "when", "when, year", "when, month, sine", "when, month, cosine", "when, day of year, sine",
        "when, day of year, cosine", "when, day of week, sine", "when, day of week, cosine", "when, time of day, sine",
        "when, time of day, cosine", "when is missing",
      ])
    let inputs = try pipeline.inputs(of: table, as: Double.self)
    let row = Array(inputs.row(1))
    // Thursday the 29th of February 2024, 18:00, is day 59 of its year, from 0, and three quarters of its day are over.
    var expected: [Double] = [19782.75, (2024 - 2023 - 2.0 / 3) / (2.0 / 9).squareRoot()]
    for share in [1.0 / 12, 59 / 365.2425, 3.0 / 7, 0.75] {
      expected += [sin(2 * Double.pi * share), cos(2 * Double.pi * share)]
    }
    expected.append(0)
    // Each is a handful of roundings of numbers below 7; the mean of years is one of 2024, over a deviation of 0.47.
    #expect(abs(row[1] - expected[1]) < 8 * 2024 * 0x1p-53 / 0.47)
    for (found, expected) in zip(row.dropFirst(2), expected.dropFirst(2)) { #expect(abs(found - expected) < 1e-14) }
    #expect(row[0] == expected[0] && inputs.row(3).last == 1)
    // Later rows are read alike, and days beyond those of training are days.
    var options = TableOptions()
    options.read(for: pipeline)
    let later = try Table(csv: Array("when\n2031-05-05 00:00\n".utf8), named: "later", options: options)
    #expect(try pipeline.inputs(of: later, as: Double.self)[0, 0] == 22404)
    #expect(throws: DataError.self) {
      try Table(csv: Array("when\nsoon\n".utf8), named: "later", options: options)
    }
  }

  @Test func datesAreNotPredicted() throws {
    let table = try ReadTable("d,y\n2024-01-01,1\n2024-01-08,2\n2024-01-15,3\n").table
    #expect(throws: DataError.self) { try Pipeline.fitted(to: table, target: "d") }
  }

  /// Times stand without a day wherever they are written, and are read back as times.
  @Test func timesStayTimes() throws {
    let table = try ReadTable("t,y\n13:05,1\n00:00:30,2\n07:10,3\n").table
    #expect(String(decoding: table.csv(), as: UTF8.self) == "t,y\n13:05,1\n00:00:30,2\n07:10,3\n")
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y", .tabular)
    #expect(pipeline.inputNames[1] == "t in 00:00:30…00:54:11", "\(pipeline.inputNames)")
  }

  @Test func partsThatDoNotDifferAreLeftOut() throws {
    let table = try ReadTable("d,y\n2024-01-01,1\n2024-01-08,2\n2024-01-15,3\n").table
    let (pipeline, _) = try Pipeline.fitted(to: table, target: "y")
    #expect(pipeline.inputNames == ["d", "d, day of year, sine", "d, day of year, cosine"])
  }
}
