import FeedForward
import FeedForwardData

/// Where a training stood, to go on from there in another process: with the same bits as if it had never stopped.
///
/// ```swift
/// try training.save(to: "run.checkpoint")
/// let rest = try Training<Float>(resuming: "run.checkpoint", trainer, on: data)
/// ```
public struct Checkpoint<Scalar: BLASScalar>: Sendable {
  /// The best parameters so far.
  public let network: FeedForwardNetwork<Scalar>
  /// Optimizer, order of rows, epoch at hand, early stopping, history.
  public let state: TrainingState<Scalar>
  /// Whether the run had come to its end.
  public let isFinished: Bool
  /// The settings that decide the bits, and hashes of the data, by name.
  package let settings: [String: String]
  /// What errors call it.
  private var name = "The checkpoint"

  package init(
    network: FeedForwardNetwork<Scalar>, state: TrainingState<Scalar>, isFinished: Bool, settings: [String: String]
  ) {
    self.network = network
    self.state = state
    self.isFinished = isFinished
    self.settings = settings
  }

  /// Which instruction set and whose products computed it, one after another: the bits depend on them, so a training
  /// that goes on elsewhere is a mixture, which is allowed and named. Empty in files of before.
  public var computedBy: [String] { settings[Self.path]?.split(separator: Self.then).map(String.init) ?? [] }

  /// The setting that ``computedBy`` is kept in.
  static var path: String { "computed by" }
  private static var then: String { ", then " }

  /// The same, and then what computes from now on.
  func computed(thenBy now: String) -> String {
    (computedBy.last == now ? computedBy : computedBy + [now]).joined(separator: Self.then)
  }

  /// Throws unless a training of these settings is the one of the checkpoint.
  func requireSame(_ others: [String: String]) throws {
    let different = Set(settings.keys).union(others.keys).subtracting([Self.path]).sorted().filter {
      CodePoints(settings[$0] ?? "") != CodePoints(others[$0] ?? "")
    }
    guard !different.isEmpty else { return }
    let list = { (settings: [String: String]) in
      different.map { "\($0) \(settings[$0] ?? "not there")" }.joined(separator: "; ")
    }
    throw FilePlace(file: name).error(
      found: "a training with \(list(settings))", expected: "one with \(list(others))")
  }

  // MARK: - Files

  /// Writes the checkpoint to a file; at any instant the file is the old one or the new one.
  ///
  /// - Throws: ``/FeedForwardData/DataError``; what was there is then as it was.
  public func save(to path: String) throws {
    try save(to: path, calls: FileSystemCalls())
  }

  package func save(to path: String, calls: FileSystemCalls) throws {
    try AtomicFile.replace(path, with: try serialized(), calls: calls)
  }

  /// Reads a checkpoint from a file.
  ///
  /// - Throws: ``/FeedForwardData/DataError``, also if the file is of another precision.
  public init(contentsOf path: String) throws {
    try self.init(Safetensors(StoredBytes(contentsOf: path), as: .checkpoint))
  }

  /// Reads a checkpoint from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call the file.
  public init(bytes: [UInt8], named name: String) throws {
    try self.init(Safetensors(StoredBytes(bytes, named: name), as: .checkpoint))
  }

  /// The bytes of the file.
  public func serialized() throws -> [UInt8] {
    var writer = SafetensorsWriter()
    writer.metadata = [
      ("format", ModelFormat.name), ("version", ModelFormat.version), ("kind", ModelFormat.checkpoint),
      ("architecture", try network.architectureJSON().text),
      (
        "settings",
        JSON.object(settings.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: .string($0.value)) }).text
      ),
      ("finished", JSON.bool(isFinished).text), ("state", state.json.text),
    ]
    // Elements of eight bytes first: they are to be aligned.
    let epochs = state.history.epochs.map(\.numbers)
    if let width = epochs.map(\.count).max() {
      writer.add(
        "history", shape: [epochs.count, width], epochs.flatMap { $0 + EpochRecord.filling(width - $0.count) })
    }
    if let counts = state.interrupted?.counts, !counts.isEmpty {
      writer.add("epoch.counts", shape: [counts.count], counts)
    }
    if let theta = state.parameters { writer.add("theta", shape: [theta.count], theta) }
    if let scales = state.inputScales { writer.add("inputScales", shape: [scales.count], scales) }
    if let optimizer = state.optimizer, !optimizer.elements.isEmpty {
      writer.add(
        "optimizer", shape: [optimizer.elements.count / optimizer.count, optimizer.count], optimizer.elements)
    }
    writer.addLayers(of: network)
    writer.seal()
    return try writer.bytes()
  }

  private init(_ file: Safetensors) throws {
    name = file.source.name
    var texts = try ModelTexts(file, kind: ModelFormat.checkpoint)
    let architecture = try Architecture(
      try texts.take("architecture"), version: texts.version, at: texts.place("architecture"))
    var tensors = CheckpointTensors<Scalar>(file: file.source.name)
    network = try file.network(architecture, hash: ContentHash(metadata: file.metadata)) {
      tensor, bytes in try tensors.take(tensor, bytes)
    }
    guard case .bool(let isFinished) = try texts.take("finished") else {
      throw texts.place("finished").error(found: "something else", expected: "true or false")
    }
    self.isFinished = isFinished
    var state = try TrainingState(
      try texts.take("state"), at: texts.place("state"), tensors, parameters: network.parameters.count)
    state.isOver = isFinished && state.history.stopReason != .epochsDone
    self.state = state
    let place = texts.place("settings")
    guard case .object(let members) = try texts.take("settings") else {
      throw place.error(found: "no object", expected: "an object of texts")
    }
    var settings: [String: String] = [:]
    for member in members { settings[member.key] = try member.value.string(at: place.member(member.key)) }
    self.settings = network.settings(settings, ofVersion: texts.version)
    try texts.finish()
  }
}

/// The tensors of a checkpoint beside the network's.
struct CheckpointTensors<Scalar: BLASScalar> {
  let file: String
  private(set) var theta: [Scalar] = []
  private(set) var inputScales: [Scalar] = []
  private(set) var optimizer: [Scalar] = []
  private(set) var counts: [Double] = []
  private(set) var history: [Double] = []
  private(set) var widthOfHistory = 0

  init(file: String) { self.file = file }

  mutating func take(_ tensor: Safetensors.Tensor, _ bytes: ArraySlice<UInt8>) throws {
    let place = FilePlace(file: file, path: tensor.name)
    let isNumbers = tensor.name == "history" || tensor.name == "epoch.counts"
    let expected = isNumbers ? SafetensorsType.f64 : Scalar.tensorType
    let dimensions = tensor.name == "history" || tensor.name == "optimizer" ? 2 : 1
    guard tensor.type == expected, tensor.shape.count == dimensions else {
      throw place.error(
        found: "\(tensor.type.rawValue) of shape \(tensor.shape)",
        expected: "\(expected.rawValue) of \(dimensions) dimensions")
    }
    switch tensor.name {
    case "theta": Self.append(bytes, to: &theta)
    case "inputScales": Self.append(bytes, to: &inputScales)
    case "optimizer": Self.append(bytes, to: &optimizer)
    case "epoch.counts": CheckpointTensors<Double>.append(bytes, to: &counts)
    case "history":
      widthOfHistory = tensor.shape[1]
      CheckpointTensors<Double>.append(bytes, to: &history)
    default: throw place.error(found: "an unknown tensor", expected: "none but those of this version")
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func append(_ bytes: ArraySlice<UInt8>, to elements: inout [Scalar]) {
    for i in stride(from: bytes.startIndex, to: bytes.endIndex, by: MemoryLayout<Scalar>.size) {
      elements.append(Scalar(littleEndian: bytes, at: i))
    }
  }
}
