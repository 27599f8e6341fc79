import FeedForward

/// A picture, as scalable vector graphics.
///
/// The text is the same for the same input, on any machine: no time stamps, decimals rounded. It reads in light and in
/// dark surroundings, by the setting of whoever looks at it, and refers to nothing outside of itself.
///
/// ```swift
/// let history = try trainer.fit(&network, to: data)
/// try SVG.losses(of: history).text.write(toFile: "losses.svg", atomically: true, encoding: .utf8)
/// ```
public struct SVG: Sendable, Equatable {
  /// What the picture is called: its heading, and the first that a screen reader says.
  public let title: String
  /// What there is to see, in a sentence or two, for those who cannot.
  public let summary: String
  /// In pixels, at its natural size.
  public let width: Double
  /// In pixels, at its natural size.
  public let height: Double
  /// The elements, without the outermost one.
  let body: String

  init(title: String, summary: String, width: Double, height: Double, body: String) {
    self.title = title
    self.summary = summary
    self.width = width
    self.height = height
    self.body = body
  }

  /// The picture as a file of its own.
  public var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(coordinate(width))" height="\(coordinate(height))" \(attributes)>
    \(description)<style>\(Style.sheet)</style>
    \(body)</svg>

    """
  }

  /// The picture as part of a page that has ``Style/sheet`` once for all.
  var element: String {
    "<svg width=\"\(coordinate(width))\" height=\"\(coordinate(height))\" \(attributes)>\n\(description)\(body)</svg>\n"
  }

  private var attributes: String {
    """
    viewBox="0 0 \(coordinate(width)) \(coordinate(height))" class="ff" role="img" \
    aria-label="\((title + ". " + summary).escaped)"
    """
  }

  private var description: String {
    "<title>\(title.escaped)</title>\n<desc>\(summary.escaped)</desc>\n"
  }
}

extension SVG {
  /// Several pictures in one, row by row, each at its natural size.
  ///
  /// - Parameters:
  ///   - pictures: at least one.
  ///   - columns: how many stand side by side, at least 1.
  ///   - title: what the whole is called; each picture keeps its heading.
  /// - Throws: ``/FeedForward/FeedForwardError`` for no pictures or no columns.
  public static func grid(_ pictures: [SVG], columns: Int, title: String) throws -> SVG {
    guard !pictures.isEmpty else { throw FeedForwardError.emptyData(what: "The list of pictures") }
    guard columns >= 1 else {
      throw FeedForwardError.invalidSetting(name: "columns", value: "\(columns)", expected: "at least 1")
    }
    var (body, y, width) = ("", 0.0, 0.0)
    for start in stride(from: 0, to: pictures.count, by: columns) {
      let row = pictures[start..<min(start + columns, pictures.count)]
      var x = 0.0
      for picture in row {
        body += "<g transform=\"translate(\(coordinate(x)) \(coordinate(y)))\">\n\(picture.body)</g>\n"
        x += picture.width
      }
      width = max(width, x)
      y += row.map(\.height).max() ?? 0
    }
    let summary = pictures.map { $0.title + ". " + $0.summary }.joined(separator: " ")
    return SVG(title: title, summary: summary, width: width, height: y, body: body)
  }
}
