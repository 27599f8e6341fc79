/// Scalable vector graphics as text.
struct SVG {
  var body = ""
}
