import FeedForward
import FeedForwardSearch

/// A call of `feedforward train`.
struct TrainCall {
  let data: [String]
  let options: GivenOptions

  /// What trains the best candidate of a search on all rows, as the search itself does.
  ///
  /// - Parameter given: the options of the search.
  init?(winnerOf result: SearchResult, on data: [String], _ given: GivenOptions) {
    guard let winner = result.bestCandidate, let best = result.best?.result else { return nil }
    self.data = data
    let (trainer, hidden) = (winner.trainer, winner.layers.dropLast())
    let sizes = hidden.isEmpty ? "none" : hidden.map { "\($0.units)" }.joined(separator: ",")
    let stopsEarly = trainer.earlyStopping?.criterion.needsValidation ?? false
    let found: [(String, String?)] = [
      ("preset", "fast"), ("hidden", sizes), ("activation", hidden.first.map { "\($0.activation)" }),
      ("learning-rate", trainer.optimizer.learningRate.shortestText), ("l2", trainer.l2.shortestText),
      ("batch-size", "\(trainer.batchSize)"), ("epochs", "\(stopsEarly ? best.bestEpoch : trainer.epochs)"),
      ("validation", "none"),
    ]
    let catalog = OptionCatalog(of: TrainCommand.self)
    let own = Set(found.map(\.0)).union(Self.ofTheSearch)
    let shared = given.remembered.filter { !own.contains($0.name) }
    options = GivenOptions(
      shared + found.compactMap { name, value in value.map { GivenOptions.Option(name: name, values: [$0]) } },
      of: catalog)
  }

  /// What in a training means something else.
  private static let ofTheSearch: Set = ["patience"]

  /// As a line for a shell.
  var text: String {
    let words = options.options.flatMap { option in
      // A value may begin like an option.
      option.values.first.map { $0.hasPrefix("-") ? ["--\(option.name)=\($0)"] : ["--\(option.name)", $0] }
        ?? ["--\(option.name)"]
    }
    let areLikeOptions = data.contains { $0.hasPrefix("-") && $0 != "-" }
    let operands = areLikeOptions ? words + ["--"] + data : data + words
    return (["feedforward", "train"] + operands).map(\.inShell).joined(separator: " ")
  }
}

extension String {
  /// As one word of a POSIX shell.
  fileprivate var inShell: String {
    let plain = unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-./,:=@%+".unicodeScalars.contains($0)
    }
    return plain && !isEmpty ? self : "'\(replacing("'", with: #"'\''"#))'"
  }
}
