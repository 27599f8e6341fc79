import FeedForwardPlots
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A text that was read as XML: which elements there are, and what they say.
final class Markup: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []
  private var problem: String?

  /// Throws if the text is not well-formed.
  init(_ text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse(), problem == nil else {
      throw Malformed(message: "\(problem ?? "\(String(describing: parser.parserError))") in line \(parser.lineNumber)")
    }
  }

  struct Malformed: Error { let message: String }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { problem = "\(error)" }

  /// What the elements of a name say.
  func texts(_ name: String = "text") -> [String] { elements.filter { $0.name == name }.map(\.text) }

  /// The data of all paths of a class.
  func paths(_ classes: String) -> [String] {
    elements.filter { $0.name == "path" && $0.attributes["class"] == classes }.compactMap { $0.attributes["d"] }
  }
}

/// The picture as XML, after what holds for each of them.
@discardableResult
func checked(_ svg: SVG, at location: SourceLocation = #_sourceLocation) throws -> Markup {
  let markup = try Markup(svg.text)
  let root = try #require(markup.elements.first)
  #expect(root.name == "svg" && root.attributes["role"] == "img", sourceLocation: location)
  #expect(markup.texts("title") == [svg.title], sourceLocation: location)
  #expect(!svg.text.contains("nan") && !svg.text.contains("inf"), sourceLocation: location)
  // Nothing outside of itself but the name of the format.
  #expect(!svg.text.replacing("http://www.w3.org/2000/svg", with: "").contains("http"), sourceLocation: location)
  return markup
}
