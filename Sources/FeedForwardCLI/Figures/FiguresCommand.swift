import ArgumentParser
import FeedForward
import FeedForwardPlots

/// Draws the figures of a lecture on neural networks.
struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Draws the figures of a lecture on neural networks, and prints their numbers.",
    discussion: """
      Two classes drawn from a known mixture in the plane, learned by small and large networks with and without a \
      penalty λ, beside the true posterior; the activation functions and their derivatives; gradients that vanish from \
      layer to layer; a training as a moving picture, early stopping beside a penalty, and gradients of deep networks \
      while they train. The same seed gives the same files, with the same bits wherever a processor has fused \
      multiply-adds.
      """)

  @Option(name: .shortAndLong, help: "The folder for the SVG files; made where it is missing.")
  var output = "figures"

  @Option(help: "Decides the drawn points and the initial parameters.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Of the captions.", valueName: "en|de"))
  var language = Language.en

  @Flag(help: "Print one JSON object instead of words.")
  var json = false

  /// Of the pictures that are not of the plane.
  private static let names = ["activations", "vanishing-gradients"]

  func run() throws {
    let plane = try PlaneFigures(seed: seed)
    let activations = try ActivationFigure()
    let gradients = try GradientFigure(seed: seed)
    let trainings = try TrainingFigures(seed: seed)
    let words = FigureWords(language: language)
    let pictures =
      try plane.pictures(words) + [
        (Self.names[0], try activations.picture(words)), (Self.names[1], try gradients.picture(words)),
      ] + trainings.pictures(words)

    var files: [String] = []
    for (name, picture) in pictures {
      files.append(CommandFiles.path(name + ".svg", in: output))
      try Output.write(picture.text, to: files[files.count - 1])
    }
    let report = FiguresReport(
      seed: seed, plane: plane.numbers, activations: activations.numbers, gradients: gradients.numbers,
      trainings: trainings.numbers, files: files)
    if json { try Output.printJSON(report) } else { try Output.print(report.text) }
  }
}

extension FiguresCommand: FileCommand {
  var namedFiles: CommandFiles {
    var files = CommandFiles()
    files.writes(
      "--output", folder: output, names: (PlaneFigures.names + Self.names + TrainingFigures.names).map { $0 + ".svg" })
    files.writesResults()
    return files
  }
}

/// The numbers beside the figures.
struct FiguresReport: Encodable {
  let seed: UInt64
  let plane: PlaneFigures.Numbers
  let activations: ActivationFigure.Numbers
  let gradients: GradientFigure.Numbers
  let trainings: TrainingFigures.Numbers
  let files: [String]

  var text: String {
    """
    \(plane.text)

    \(activations.text)

    \(gradients.text)

    \(trainings.text)

    \(files.map { "written: " + $0 }.joined(separator: "\n"))
    """
  }
}
