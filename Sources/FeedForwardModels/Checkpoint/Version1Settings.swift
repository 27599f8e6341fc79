import FeedForward

extension FeedForwardNetwork {
  /// The settings of a checkpoint by their canonical texts. In version 1 they are what Swift prints of a value: it
  /// names the parameters of all but losses. What cannot be read is left, and so differs from every setting.
  package func settings(_ settings: [String: String], ofVersion version: String) -> [String: String] {
    var canonical: [String: String] = [:]
    if version != "1" {
      canonical = settings
      // What its text leaves out may be younger than the file, and is at its default.
      if let rule = settings["earlyStopping"].flatMap({ try? EarlyStopping($0) }) {
        canonical["earlyStopping"] = rule.description
      }
      return canonical
    }
    for (name, text) in settings where !name.hasPrefix("activation of layer ") {
      canonical[name] = self.text(of: name, ofVersion1: text) ?? text
    }
    return canonical
  }

  private func text(of name: String, ofVersion1 old: String) -> String? {
    let text = old.withoutTypes
    return switch name {
    case "network": description
    case "optimizer": (try? Optimizers.named(text))?.setting?.description
    case "loss": loss(ofVersion1: text)
    case "schedule": (try? Schedule(text))?.description
    case "earlyStopping": (try? EarlyStopping(text))?.description
    case "dropout": (try? Dropout(text))?.description
    case "clipping": (try? GradientClipping(text))?.description
    case "classWeights": (try? ClassWeights(text))?.description
    case "l1", "l2", "inputNoise", "labelSmoothing", "maxNorm": Double(text)?.shortestText
    default: nil
    }
  }

  private func loss(ofVersion1 name: String) -> String? {
    if name == "none" { return Loss.standard(for: outputActivation).description }
    guard let loss = try? Loss(name) else { return nil }
    return loss.canonicalText.arguments.isEmpty ? name : "\(name) of parameters that are not in the file"
  }
}

extension String {
  /// `FeedForward.EarlyStopping.Criterion.patience(4)` as `patience(4)`, and ranges and variants
  /// as they are written now.
  fileprivate var withoutTypes: String {
    var words: [Substring] = []
    for part in split(separator: "FeedForward.", omittingEmptySubsequences: false) {
      guard !words.isEmpty else {
        words.append(part)
        continue
      }
      let end = part.firstIndex { !$0.isLetter && $0 != "." } ?? part.endIndex
      let start = part[..<end].lastIndex(of: ".").map { part.index(after: $0) } ?? part.startIndex
      words.append(part[start...])
    }
    return words.joined()
      .replacing("StochasticGradientDescent(", with: "sgd(").replacing("AutomaticOptimizer()", with: "automatic")
      .replacing("patience(\(Int.max))", with: "never")
      .replacing("variant: plus", with: "variant: rprop+").replacing("variant: minus", with: "variant: rprop-")
      .replacing("variant: improvedPlus", with: "variant: irprop+")
      .replacing("variant: improvedMinus", with: "variant: irprop-")
      .replacing("from: ClosedRange(", with: "from: ").replacing("...", with: ", to: ")
      .replacing("), seed:", with: ", seed:")
  }
}
