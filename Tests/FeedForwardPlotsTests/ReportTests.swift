import FeedForwardPlots
import Testing

/// The page that holds everything.
@Suite struct ReportTests {
  private let hostile = "<script>alert(\"x\")</script> & 'more' \u{1}"

  @Test func everythingIsEscapedAndWellFormed() throws {
    let chart = LineChart(
      hostile, x: Axis(hostile), y: Axis(hostile), series: [.init(hostile, points: [(0, 1), (1, 2)])])
    let report = HTMLReport(
      title: hostile, subtitle: hostile, summary: [.init(hostile, hostile, note: hostile)],
      sections: [
        .init(
          hostile,
          [
            .text(hostile), .lines(hostile + "\nsecond"), .table(.init(head: [hostile], rows: [[hostile, "1"], []])),
            .pictures([try chart.svg(), try chart.svg()]),
          ])
      ])
    let html = report.html
    // The only script is the page's own.
    #expect(html.components(separatedBy: "<script").count == 2 && !html.contains("http") && !html.contains("src="))
    // Apart from its first line and two elements without an end, the page is XML.
    let xml = html.replacing("<!DOCTYPE html>\n", with: "").replacing(#/<meta [^>]*>/#, with: "")
    let markup = try Markup(xml)
    let shown = hostile.replacing("\u{1}", with: "\u{FFFD}")
    #expect(markup.texts("h1") == [shown] && markup.texts("h2") == [shown])
    #expect(markup.elements.count { $0.name == "svg" } == 2)
    #expect(markup.elements.allSatisfy { $0.attributes["id"] == nil }, "pictures on one page would share their ids")
    #expect(report.html == html)
  }

  @Test func numbersStandToTheRight() throws {
    let table = HTMLReport.Table(head: ["class", "recall", "word"], rows: [["a", "0.5", "x"], ["b", "–", "1"]])
    let html = HTMLReport(title: "t", summary: [], sections: [.init("s", [.table(table)])]).html
    // A cell may be broken within a word only where no column is wide enough for the word.
    let long = String(repeating: "f0", count: 32)
    let broken = HTMLReport(
      title: "t", summary: [], sections: [.init("s", [.table(.init(head: ["accuracy"], rows: [["number", long]]))])]
    ).html
    #expect(broken.contains("<th scope=\"col\" class=\"o\">accuracy</th>"))
    #expect(broken.contains("<th scope=\"row\" class=\"o\">number</th>"))
    #expect(broken.contains("<td class=\"long\">\(long)</td>"))
    #expect(html.contains("<td class=\"n\">0.5</td>") && html.contains("<td class=\"n\">–</td>"))
    #expect(html.contains("<td class=\"o\">x</td>") && html.contains("<td class=\"o\">1</td>"))
  }
}
