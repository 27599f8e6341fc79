import FeedForwardPlots

/// The words of the figures, in the language of whoever gives the lecture.
struct FigureWords {
  let language: Language

  private func choose(_ english: String, _ german: String) -> String { language == .de ? german : english }

  var epoch: String { choose("epoch", "Epoche") }
  var layer: String { choose("layer", "Schicht") }
  var training: String { choose("A training", "Ein Training") }
  var earlyStopping: String { choose("Early stopping, or a penalty", "Früh aufhören oder regularisieren") }
  var penalty: String { choose("the penalty needs no stop", "Regularisierung braucht kein Ende") }
  var stop: String { choose("stop: epoch", "Ende: Epoche") }
  var trainingPoints: String { choose("training", "Training") }
  var testPoints: String { choose("test", "Test") }
  var deepTraining: String { choose("Gradients of ten layers", "Gradienten von zehn Schichten") }
  var hiddenLayer: String { choose("Hidden layer", "Verdeckte Schicht") }
  var hiddenLayers: String { choose("Hidden layers", "Verdeckte Schichten") }
  var posterior: String { choose("The true posterior", "Die wahre A-posteriori-Verteilung") }
  var activations: String { choose("Activation functions", "Aktivierungsfunktionen") }
  var derivatives: String { choose("Their derivatives", "Ihre Ableitungen") }
  var vanishing: String { choose("Vanishing gradients", "Verschwindende Gradienten") }
  var alongLayers: String {
    choose("layer ℓ, from the inputs to the outputs", "Schicht ℓ, von den Eingaben zu den Ausgaben")
  }

  func `class`(_ k: Int) -> String { "\(choose("class", "Klasse")) \(k)" }
  func probability(ofClass k: Int) -> String {
    choose("Probability of class \(k)", "Wahrscheinlichkeit der Klasse \(k)")
  }
  func crossEntropy(_ training: Double, _ test: Double) -> String {
    choose(
      "cross-entropy: training \(fixed(training, 3)), test \(fixed(test, 3))",
      "Kreuzentropie: Training \(fixed(training, 3)), Test \(fixed(test, 3))")
  }
  func distance(_ distance: Double, _ risk: Double) -> String {
    choose(
      "mean distance to the posterior \(fixed(distance, 3)); Bayes risk \(fixed(risk, 3))",
      "mittlerer Abstand \(fixed(distance, 3)); Bayes-Risiko \(fixed(risk, 3))")
  }
  func beforeTraining(_ layers: Int, _ units: Int) -> String {
    choose(
      "\(layers) layers of \(units) units, before training",
      "\(layers) Schichten zu \(units) Neuronen, vor dem Training")
  }
}
