import FeedForwardData

/// What a file is to hold, for the error about one that holds something else.
enum FileRole {
  case model, checkpoint, weights

  private var expected: String {
    switch self {
    case .model: "a model that swift-feedforward has saved"
    case .checkpoint: "a checkpoint that swift-feedforward has saved"
    case .weights: "weights in a safetensors or NPZ file"
    }
  }

  /// About a file of another kind: what it is, and what to do.
  func error(file: String, found format: FileFormat) -> DataError {
    let advice: String? =
      switch format {
      case .text, .arff, .json, .jsonLines, .npy, .idx: "a table belongs elsewhere"
      case .gzip: "gunzip \(file) expands it"
      case .zip: "weights in NPZ or safetensors are where a training may begin; PyTorch’s torch.save writes neither"
      case .onnx: "an ONNX file is where a training may begin"
      case .other(let format): format.modelRemedy(file: file)
      case .safetensors, .empty, .unknown: nil
      }
    return FilePlace(file: file).error(
      found: format.name, expected: expected + (advice.map { "; \($0)" } ?? ""))
  }

  /// About a safetensors file that is none of ours.
  ///
  /// - Parameter format: what it says of itself.
  func error(file: String, ofAnotherLibrary format: String?) -> DataError {
    FilePlace(file: file).error(
      found: "a safetensors file of another library" + (format.map { ", by its format \($0.quoted)" } ?? ""),
      expected: "\(expected); weights of another library are where a training may begin")
  }
}
