import ArgumentParser
import FeedForward
import FeedForwardData

/// What is trained: one network or several, of which layers.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How much work is done. fast is one small network; default and best are a recipe for tables, 4 and 12 networks \
      that answer together, some settings chosen by short trainings on held rows; with --initial-model, --checkpoint \
      or --resume it is fast.
      """, valueName: "fast|default|best"))
  var preset: Preset?

  @Option(
    help: ArgumentHelp("Networks that answer together, in the presets default and best.", valueName: "N"),
    transform: OptionValue.count(from: 1))
  var members: Int?

  @Option(
    help: ArgumentHelp("Sizes of the hidden layers, or none for a linear model; by the preset.", valueName: "64,32"),
    transform: OptionValue.layers)
  var hidden: LayerSizes?

  @Option(
    help: ArgumentHelp(
      "Of the hidden layers: \(OptionValue.hiddenActivations.joined(separator: ", ")); relu by default.",
      valueName: "name"),
    transform: OptionValue.activation)
  var activation: Activation?

  @Option(
    help: ArgumentHelp(
      """
      \(OptionValue.forms(of: Loss.self)), or with names as in "huber(delta: 0.01)". By default cross-entropy for \
      classes, squared-error for numbers.
      """, valueName: "name[:number…]"),
    transform: OptionValue.setting)
  var loss: Loss?

  @Option(help: ArgumentHelp("What the network computes in; float by default.", valueName: "float|double"))
  var precision: Precision?

  @Option(
    help: ArgumentHelp(
      """
      Go on from a model's network, with its columns and preprocessing; or from the weights of another library (ONNX, \
      safetensors, NPZ), which mean the columns as they stand.
      """, valueName: "file"))
  var initialModel: String?

  /// Those of the options given that say what the network is.
  var ofNetwork: [String] {
    [
      ("--hidden", hidden != nil), ("--activation", activation != nil), ("--loss", loss != nil),
      ("--precision", precision != nil),
    ].filter(\.1).map(\.0)
  }

  /// - Parameter known: the hidden layers of a network that is there, which hold unless others are said.
  func layers(for target: TargetColumn, hidden known: [Layer]? = nil) throws -> [Layer] {
    let loss = loss ?? .standard(for: target)
    let said = (hidden ?? LayerSizes([64])).sizes.map { Layer($0, activation ?? .relu) }
    return (hidden == nil && activation == nil ? known ?? said : said) + [try loss.outputLayer(for: target)]
  }
}
