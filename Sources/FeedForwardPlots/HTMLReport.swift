import FeedForward

/// One page that holds everything itself: no other files, light and dark, from a phone's width on, and on paper. Tables
/// with a head are sorted by a click on it.
///
/// ```swift
/// let report = HTMLReport(
///   title: "Price of a house",
///   summary: [.init("R² on validation rows", "0.87"), .init("the mean alone", "0.00")],
///   sections: [
///     .init("Training", [.pictures([try .losses(of: history)])]),
///     .init("Settings", [.table(.init(rows: [["optimizer", "adam"]]))]),
///   ])
/// try report.html.write(toFile: "report.html", atomically: true, encoding: .utf8)
/// ```
public struct HTMLReport: Sendable, Equatable {
  /// A name and what it is, in a large letter on top of the page.
  public struct Fact: Sendable, Equatable {
    /// What the number is.
    public var name: String
    /// The number, ready to read.
    public var value: String
    /// What to compare it with; empty for nothing.
    public var note: String

    /// A fact without a note by default.
    public init(_ name: String, _ value: String, note: String = "") {
      self.name = name
      self.value = value
      self.note = note
    }
  }

  /// Rows of cells.
  public struct Table: Sendable, Equatable {
    /// Names of the columns; empty for none.
    public var head: [String]
    /// Cells, ready to read. Those that are numbers stand to the right.
    public var rows: [[String]]

    /// A table without a head by default: its first column then names the rows.
    public init(head: [String] = [], rows: [[String]]) {
      self.head = head
      self.rows = rows
    }
  }

  /// What a section shows.
  public enum Content: Sendable, Equatable {
    /// A paragraph.
    case text(String)
    /// Text whose spaces and lines count.
    case lines(String)
    /// Rows of cells.
    case table(Table)
    /// Side by side where there is room.
    case pictures([SVG])
  }

  /// A heading and what is below it.
  public struct Section: Sendable, Equatable {
    /// The heading.
    public var heading: String
    /// From top to bottom.
    public var content: [Content]

    /// A section.
    public init(_ heading: String, _ content: [Content]) {
      self.heading = heading
      self.content = content
    }
  }

  /// The heading of the page.
  public var title: String
  /// A sentence below it; empty for none.
  public var subtitle: String
  /// What matters most.
  public var summary: [Fact]
  /// From top to bottom.
  public var sections: [Section]

  /// A page without a subtitle by default.
  public init(title: String, subtitle: String = "", summary: [Fact], sections: [Section]) {
    self.title = title
    self.subtitle = subtitle
    self.summary = summary
    self.sections = sections
  }

  /// The page. The same text for the same content.
  public var html: String {
    webPage(
      title: title, sheet: Self.sheet + Style.sheet,
      body: """
        <main>
        <h1>\(title.escaped)</h1>
        \(subtitle.isEmpty ? "" : "<p class=\"sub\">\(subtitle.escaped)</p>\n")\(facts)\
        \(sections.map(\.html).joined())</main>
        \(hasHeads ? "<script>//<![CDATA[\n\(Self.sorting)\n//]]></script>\n" : "")
        """)
  }

  private var facts: String {
    guard !summary.isEmpty else { return "" }
    let items = summary.map { fact in
      let note = fact.note.isEmpty ? "" : "<dd class=\"note\">\(fact.note.escaped)</dd>"
      return "<div><dt>\(fact.name.escaped)</dt><dd>\(fact.value.escaped)</dd>\(note)</div>\n"
    }
    return "<dl>\n\(items.joined())</dl>\n"
  }

  private var hasHeads: Bool {
    sections.contains { section in
      section.content.contains { if case .table(let table) = $0 { !table.head.isEmpty } else { false } }
    }
  }

  /// A click on a head sorts by it, upwards and then downwards; numbers by value, with their units.
  private static let sorting = """
    for (const head of document.querySelectorAll("thead th")) {
      const number = text => {
        const digits = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, d => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)).replace(/⁻/g, "-");
        const plain = digits.replace(/−/g, "-").replace(/\\s(?=\\d)/g, "").replace(/·?10(?=-?\\d+$)/, "e");
        return text.trim() === "–" || text.trim() === "" ? -Infinity : parseFloat(plain.replace(/^e/, "1e"));
      };
      const sort = () => {
        const isUp = head.getAttribute("aria-sort") !== "ascending", body = head.closest("table").tBodies[0];
        for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const cell = row => row.cells[head.cellIndex]?.textContent ?? "";
        const rows = [...body.rows], areNumbers = rows.every(row => !Number.isNaN(number(cell(row))));
        const order = (a, b) => areNumbers ? (number(a) < number(b) ? -1 : number(a) > number(b) ? 1 : 0)
          : a.localeCompare(b, undefined, {numeric: true});
        body.append(...rows.sort((a, b) => (isUp ? 1 : -1) * order(cell(a), cell(b))));
      };
      head.tabIndex = 0;
      head.addEventListener("click", sort);
      head.addEventListener("keydown", event => { if (event.key === "Enter") sort(); });
    }
    """

  private static let sheet = """
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
    "Helvetica Neue",Arial,sans-serif}\
    main{max-width:1040px;margin:0 auto;padding:24px 16px 48px}\
    h1{font-size:28px;line-height:1.2;margin:8px 0;overflow-wrap:anywhere}h2{font-size:20px;margin:32px 0 12px}\
    p{margin:8px 0;overflow-wrap:anywhere}.sub{color:var(--muted)}\
    dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0}\
    dl div,figure,.box{background:var(--card);border:1px solid var(--line);border-radius:8px}\
    dl div{padding:12px 16px}dt{color:var(--muted);font-size:14px}\
    dd{margin:0;font-size:24px;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}\
    dd.note{font-size:14px;font-weight:400;color:var(--muted)}\
    .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));gap:16px}\
    figure{margin:0;overflow:hidden}figure svg{display:block;margin:0 auto;max-width:100%;height:auto}\
    .wide{grid-column:1/-1}\
    .box{overflow-x:auto;margin:12px 0}\
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
    th,td{padding:7px 16px;text-align:left;border-top:1px solid var(--line)}\
    .n,.o{white-space:nowrap}.long{white-space:normal;min-width:14em;overflow-wrap:anywhere}\
    @media(max-width:600px){th,td{padding:7px 10px}}\
    tr:first-child>*{border-top:0}thead th{color:var(--muted);font-weight:600}tbody th{font-weight:400}\
    thead+tbody tr:first-child>*{border-top:1px solid var(--line)}\
    thead th{cursor:pointer}[aria-sort=ascending]::after{content:" ↑"}[aria-sort=descending]::after{content:" ↓"}\
    @media print{@page{margin:15mm}body{background:none;font-size:11px}main{max-width:none;padding:0}\
    h2,thead{break-after:avoid}figure,tr,dl div{break-inside:avoid}.box{overflow:visible}\
    thead{display:table-header-group}}\
    .n{text-align:right}pre{margin:0;padding:12px 16px;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
    """
}

extension HTMLReport.Section {
  fileprivate var html: String {
    "<section>\n<h2>\(heading.escaped)</h2>\n\(content.map(\.html).joined())</section>\n"
  }
}

extension HTMLReport.Content {
  fileprivate var html: String {
    switch self {
    case .text(let text): return "<p>\(text.escaped)</p>\n"
    case .lines(let text):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escaped }
      return "<div class=\"box\" tabindex=\"0\"><pre>\(lines.joined(separator: "\n"))</pre></div>\n"
    case .table(let table): return table.html
    case .pictures(let pictures):
      let figures = pictures.map { "<figure\($0.width > 500 ? " class=\"wide\"" : "")>\n\($0.element)</figure>\n" }
      return "<div class=\"pictures\">\n\(figures.joined())</div>\n"
    }
  }
}

extension HTMLReport.Table {
  fileprivate var html: String {
    var text = "<div class=\"box\" tabindex=\"0\"><table>\n"
    let isNumeric = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      column > 0 && rows.allSatisfy { column >= $0.count || $0[column].isNumeric }
    }
    // Only words that no column can be wide enough for are broken; sentences get some width.
    let kind = { (column: Int, cell: String) in
      let isOneWord = !cell.isEmpty && !cell.isLong && !cell.contains(" ")
      let kinds =
        (column < isNumeric.count && isNumeric[column] ? ["n"] : isOneWord ? ["o"] : []) + (cell.isLong ? ["long"] : [])
      return kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
    }
    if !head.isEmpty {
      let cells = head.enumerated().map { "<th scope=\"col\"\(kind($0, $1))>\($1.escaped)</th>" }
      text += "<thead><tr>\(cells.joined())</tr></thead>\n"
    }
    text += "<tbody>\n"
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        column == 0
          ? "<th scope=\"row\"\(kind(column, cell))>\(cell.escaped)</th>"
          : "<td\(kind(column, cell))>\(cell.escaped)</td>"
      }
      text += "<tr>\(cells.joined())</tr>\n"
    }
    return text + "</tbody>\n</table></div>\n"
  }
}

extension String {
  /// Whether it is a sentence, or a word of it is wider than a column of a table on a phone.
  fileprivate var isLong: Bool { count > 40 || split(separator: " ").contains { $0.count > 22 } }
}
