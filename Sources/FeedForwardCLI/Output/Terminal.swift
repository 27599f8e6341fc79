import FeedForward
import Foundation

/// A stream that words go to, as whoever sits before its terminal sees it.
struct Terminal {
  /// Where results go.
  static let output = Terminal(descriptor: STDOUT_FILENO)
  /// Where words go that are none.
  static let errors = Terminal(descriptor: STDERR_FILENO)

  let descriptor: Int32

  /// Whether it is one: results go into files and other programs as well.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// How many places a line has: to be asked each time, for whoever sits before it may change that. A file's lines have
  /// as many as are wanted.
  var width: Int {
    guard isTerminal else { return .max }
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    let said = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    return said.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// Whether it has letters beyond ASCII; files have.
  var hasUnicode: Bool {
    guard isTerminal else { return true }
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return environment["TERM"] != "linux" && ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
  }

  /// A text as its letters are there: those that the program itself writes have twins in ASCII, of as many places
  /// where they stand in tables. Names remain what they are.
  func spelled(_ text: String) -> String {
    hasUnicode ? text : String(text.flatMap { Self.twins[$0].map(Array.init) ?? [$0] })
  }

  private static let twins: [Character: String] = [
    "→": "->", "↓": "v", "…": "~", "·": ".", "−": "-", "–": "-", "±": "~", "×": "x", "≤": "<=", "≥": ">=", "“": "\"",
    "”": "\"", "‖": "|", "∂": "d", "Θ": "Theta", "θ": "theta", "λ": "lambda", "σ": "sigma", "δ": "delta",
    "η": "eta", "ℓ": "l", "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#", "µ": "u",
    "│": "|", "─": "-", "⁰": "^0", "¹": "^1", "²": "^2", "³": "^3", "⁴": "^4", "₀": "_0", "₁": "_1", "₂": "_2",
    "₃": "_3",
    "₄": "_4", "₅": "_5", "₆": "_6", "′": "'", "ᵀ": "^T", "←": "<-", "∞": "inf",
  ]

  /// Nobody can be told if that fails.
  func write(_ text: String) {
    var bytes = Array(spelled(text).utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, written))
    }
  }
}

/// The three streams that every process is given.
enum StandardStreams {
  /// Stands something in for those that are closed, which takes no words and has none. The next file that is opened
  /// would get the number of one, and the words with it.
  static func open() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      _ = Foundation.open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
