import FeedForwardPlots
import Foundation

/// The page of ``PlaygroundCommand``.
struct PlaygroundPage {
  private let facts: PlaygroundFacts
  private let language: Language

  init(seed: UInt64, _ language: Language) throws {
    self.language = language
    facts = try PlaygroundFacts(
      seed: seed,
      words: ["run", "pause", "agrees", "differs"].reduce(into: [:]) { $0[$1] = Self.words[$1]?[language] ?? $1 })
  }

  var html: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      // A text in it could end the element.
      let json = String(decoding: try encoder.encode(facts), as: UTF8.self).replacing("<", with: "\\u003c")
      return webPage(
        title: Self.words["title"]?[language] ?? "title", language: language.rawValue, sheet: Self.sheet,
        body: """
          <main>
          <h1>\(word("title"))</h1>
          <p>\(word("about"))</p>
          <form onsubmit="return false">
          \(choice("problem", facts.problems.map(\.name)))
          \(choice("activation", ["tanh", "sigmoid", "relu", "leaky-relu", "identity"]))
          \(choice("optimizer", ["adam", "sgd"]))
          \(slider("depth", 0...3, 1, 1))
          \(slider("units", 1...8, 1, 5))
          \(slider("lambda", -4...1, 0.1, -4))
          \(slider("rate", -3...0.5, 0.1, -1.5))
          \(slider("batch", 0...8, 1, 5))
          <label>\(word("seed"))<input id="seed" type="number" value="1" min="0" max="999"></label>
          </form>
          <div class="buttons"><button id="run">\(word("run"))</button><button id="step">\(word("step"))</button>\
          <button id="reset">\(word("reset"))</button></div>
          <dl>\(["epoch", "training", "test", "risk"].map(fact).joined())</dl>
          <div class="pictures">
          \(canvas("surface", height: 480))\(canvas("posterior", height: 480))\(canvas("curves", height: 300))
          <figure><figcaption>\(word("weights"))</figcaption>\
          <svg id="weights" viewBox="0 0 480 300" role="img" aria-label="\(word("weights"))"></svg></figure>
          </div>
          <p id="agreement"></p>
          </main>
          <script type="application/json" id="facts">\(json)</script>
          <script>
          \(PlaygroundScript.text)
          </script>

          """)
    }
  }

  private func word(_ key: String) -> String { (Self.words[key]?[language] ?? key).escaped }

  private func fact(_ id: String) -> String { "<div><dt>\(word(id))</dt><dd id=\"\(id)\">0</dd></div>" }

  private func canvas(_ id: String, height: Int) -> String {
    """
    <figure><figcaption>\(word(id))</figcaption><canvas id="\(id)" width="480" height="\(height)"></canvas></figure>

    """
  }

  private func choice(_ id: String, _ values: [String]) -> String {
    let options = values.map { "<option value=\"\($0)\">\(word($0))</option>" }.joined()
    return "<label>\(word(id + "-choice"))<select id=\"\(id)\">\(options)</select></label>"
  }

  private func slider(_ id: String, _ range: ClosedRange<Double>, _ step: Double, _ value: Double) -> String {
    """
    <label>\(word(id)) <output id="\(id)-value"></output><input id="\(id)" type="range" min="\(range.lowerBound)" \
    max="\(range.upperBound)" step="\(step)" value="\(value)"></label>
    """
  }

  private static let words: [String: [Language: String]] = [
    "title": [.en: "A network to play with", .de: "Ein Netz zum Spielen"],
    "about": [
      .en: """
      Two classes of points in the plane, drawn from known distributions. On the left is the probability of class 1 \
      that the network has learned, beside it the true one. E = D + λ/m Σ θ², biases left out.
      """,
      .de: """
      Zwei Klassen von Punkten in der Ebene, gezogen aus bekannten Verteilungen. Links steht die Wahrscheinlichkeit \
      der Klasse 1, die das Netz gelernt hat, daneben die wahre. E = D + λ/m Σ θ², ohne die Biasgewichte.
      """,
    ],
    "problem-choice": [.en: "points", .de: "Punkte"], "lecture": [.en: "of the lecture", .de: "der Vorlesung"],
    "ring": [.en: "ring", .de: "Ring"], "spirals": [.en: "spirals", .de: "Spiralen"],
    "activation-choice": [.en: "activation σ", .de: "Aktivierung σ"],
    "optimizer-choice": [.en: "step by", .de: "Schritt nach"],
    "depth": [.en: "hidden layers", .de: "verdeckte Schichten"],
    "units": [.en: "units in each", .de: "Neuronen in jeder"], "lambda": [.en: "penalty λ", .de: "Regularisierung λ"],
    "rate": [.en: "learning rate η", .de: "Lernrate η"],
    "batch": [.en: "rows of a minibatch", .de: "Zeilen im Minibatch"],
    "seed": [.en: "seed", .de: "Startwert"], "run": [.en: "Run", .de: "Start"], "pause": [.en: "Pause", .de: "Pause"],
    "step": [.en: "One epoch", .de: "Eine Epoche"], "reset": [.en: "From the beginning", .de: "Von vorn"],
    "epoch": [.en: "epoch", .de: "Epoche"], "training": [.en: "D, training", .de: "D, Training"],
    "test": [.en: "D, test", .de: "D, Test"], "risk": [.en: "Bayes risk", .de: "Bayes-Risiko"],
    "surface": [.en: "What the network says", .de: "Was das Netz sagt"],
    "posterior": [.en: "The true posterior", .de: "Die wahre A-posteriori-Wahrscheinlichkeit"],
    "curves": [
      .en: "D over the epochs: training, test, and the Bayes risk (dashed)",
      .de: "D über den Epochen: Training, Test und das Bayes-Risiko (gestrichelt)",
    ],
    "weights": [
      .en: "θ: sign by colour and dash, size by width", .de: "θ: Vorzeichen als Farbe und Strich, Betrag als Breite",
    ],
    "agrees": [
      .en: "This page computes what the engine computes: the largest difference is %.",
      .de: "Diese Seite rechnet wie die Bibliothek: die größte Abweichung ist %.",
    ],
    "differs": [
      .en: "This page does not compute what the engine computes: a difference of %.",
      .de: "Diese Seite rechnet nicht wie die Bibliothek: eine Abweichung von %.",
    ],
  ]

  private static let sheet = """
    body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
    main{max-width:1040px;margin:0 auto;padding:16px}h1{font-size:26px;margin:8px 0}p{margin:8px 0}\
    form{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:10px 20px}\
    label{display:block;font-size:14px;color:var(--muted)}output{color:var(--ink);font-variant-numeric:tabular-nums}\
    input,select{width:100%;display:block;font:inherit;color:var(--ink)}\
    .buttons{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0}\
    button{font:inherit;padding:6px 16px;border:1px solid var(--muted);border-radius:6px;background:var(--card);\
    color:var(--ink);cursor:pointer}\
    dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(110px,1fr));gap:8px;margin:12px 0}\
    dl div,figure{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:8px 12px}\
    dt,figcaption{font-size:14px;color:var(--muted)}dd{margin:0;font-size:20px;font-variant-numeric:tabular-nums}\
    .pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:12px}\
    figure{margin:0}canvas,svg{display:block;width:100%;height:auto}
    """
}
