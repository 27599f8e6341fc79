import FeedForward

extension SVG {
  /// Pictures one after another, again and again, in the same place; the last one stays for a while. Viewers that do
  /// not move, and whoever wants less motion, see the last one.
  ///
  /// - Parameters:
  ///   - frames: at least one, all of the same size.
  ///   - title: what the whole is called.
  ///   - seconds: for which each is shown, above 0.
  /// - Throws: ``/FeedForward/FeedForwardError`` for no frames, other sizes or no time.
  public static func animation(_ frames: [SVG], title: String, seconds: Double = 0.5) throws -> SVG {
    guard let last = frames.last else { throw FeedForwardError.emptyData(what: "The list of frames") }
    guard frames.allSatisfy({ $0.width == last.width && $0.height == last.height }) else {
      throw FeedForwardError.wrongShape(
        what: "The frames", found: "several sizes", expected: "\(coordinate(last.width)) × \(coordinate(last.height))")
    }
    guard seconds > 0, seconds < 1e4 else {
      throw FeedForwardError.invalidSetting(name: "seconds", value: "\(seconds)", expected: "above 0, at most 10000")
    }
    let still = 4  // How many times as long the last one is shown.
    let shares = [1, still].map { fixed(100 * Double($0) / Double(frames.count - 1 + still), 3) }
    let whole = fixed(seconds * Double(frames.count - 1 + still), 2)
    var body = """
      <style>.fr{visibility:hidden}.fz{visibility:visible}\
      @media(prefers-reduced-motion:no-preference){.fr{animation:fr \(whole)s step-end infinite both}\
      .fz{animation:fz \(whole)s step-end infinite both}}\
      @keyframes fr{0%{visibility:visible}\(shares[0])%{visibility:hidden}100%{visibility:hidden}}\
      @keyframes fz{0%{visibility:visible}\(shares[1])%{visibility:hidden}100%{visibility:hidden}}</style>

      """
    for (number, frame) in frames.enumerated() {
      let delay = fixed(seconds * Double(number - frames.count), 2).replacing("−", with: "-")
      let shift = number == frames.count - 1 ? "fz" : "fr"
      body += "<g class=\"\(shift)\" style=\"animation-delay:\(delay)s\">\n\(frame.body)</g>\n"
    }
    return SVG(
      title: title, summary: "\(frames.count) pictures one after another. The last one: \(last.summary)",
      width: last.width, height: last.height, body: body)
  }
}
