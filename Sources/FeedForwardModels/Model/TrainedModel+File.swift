import FeedForward
import FeedForwardData

extension TrainedModel {
  /// Writes the model to a safetensors file; see <doc:ModelFile>. At any instant the file is the
  /// old one or the new one.
  ///
  /// - Parameter path: a file that is replaced as a whole, if it is there.
  /// - Throws: ``/FeedForwardData/FileError``; what was there is then as it was. ``/FeedForwardData/DataError`` for
  ///   what is code, such as an activation of the user's own.
  /// - Complexity: O(number of parameters), in time and memory.
  public func save(to path: String) throws {
    try AtomicFile.replace(path, with: try serialized())
  }

  /// The bytes of the file.
  public func serialized() throws -> [UInt8] {
    var writer = SafetensorsWriter()
    writer.metadata = [
      ("format", ModelFormat.name), ("version", ModelFormat.version), ("kind", ModelFormat.model),
      ("architecture", try ensemble.architectureJSON().text), ("loss", try loss.json().text),
    ]
    if let pipeline { writer.metadata.append(("pipeline", pipeline.json.text)) }
    let provenance = provenance.sorted { $0.key < $1.key }.map { JSON.Member(key: $0.key, value: .string($0.value)) }
    writer.metadata.append(("provenance", JSON.object(provenance).text))
    let golden = try FilePlace.model.checking("a network that refuses rows of its own training ranges", "outputs") {
      try GoldenRows(of: self)
    }
    writer.metadata.append(("golden", golden.json.text))
    writer.addLayers(of: ensemble)
    writer.seal()
    return try writer.bytes()
  }

  /// Reads a model from a file that ``save(to:)`` has written.
  ///
  /// Nothing in the file is believed before it was checked, and the network has to give again the outputs that it gave
  /// for some rows when it was saved. No file runs code, or takes more memory than twice its size and some megabytes.
  ///
  /// - Throws: ``/FeedForwardData/FileError``; ``/FeedForwardData/DataError``, also if the file is of another
  ///   precision; see ``AnyTrainedModel``.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String) throws {
    try self.init(Safetensors(StoredBytes(contentsOf: path)))
  }

  /// Reads a model from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call the file.
  public init(bytes: [UInt8], named name: String) throws {
    try self.init(Safetensors(StoredBytes(bytes, named: name)))
  }

  init(_ file: Safetensors) throws {
    var texts = try ModelTexts(file, kind: ModelFormat.model)
    let architectures = try Architecture.all(
      try texts.take("architecture"), version: texts.version, at: texts.place("architecture"))
    let loss = try Loss(try texts.take("loss"), at: texts.place("loss"))
    let ensemble: Ensemble<Scalar> = try texts.place("architecture").checking("members", "some that fit together") {
      try Ensemble(try file.networks(architectures, hash: ContentHash(metadata: file.metadata)))
    }
    try texts.place("loss").checking("a loss that does not fit", "one that fits") {
      try loss.validate(with: ensemble.outputActivation, outputs: ensemble.outputs)
    }
    var pipeline: Pipeline?
    // A column is about ten values and at least one input, or a curve of some hundred knots.
    if let json = try texts.optional("pipeline", most: 600 * (ensemble.inputs + ensemble.outputs) + 1000) {
      let place = texts.place("pipeline")
      pipeline = try Pipeline(json, at: place, inputs: ensemble.inputs)
      try pipeline?.target?.check(outputs: ensemble.outputs, loss: loss, at: place.member("target"))
    }
    let golden = try GoldenRows(try texts.text("golden"), at: texts.place("golden"), for: ensemble)
    var provenance: [String: String] = [:]
    let place = texts.place("provenance")
    guard case .object(let members) = try texts.take("provenance") else {
      throw place.error(found: "no object", expected: "an object of texts")
    }
    for member in members {
      let place = place.member(member.key)
      guard provenance.updateValue(try member.value.string(at: place), forKey: member.key) == nil else {
        throw place.error(found: "a key that another one looks like", expected: "keys that are told apart")
      }
    }
    try texts.finish()
    try golden.replay(with: ensemble, at: texts.place("golden"))
    self.init(ensemble: ensemble, loss: loss, pipeline: pipeline, provenance: provenance)
  }
}

extension TargetColumn {
  /// Throws unless a network of so many outputs says what is to be predicted.
  fileprivate func check(outputs: Int, loss: Loss, at place: FilePlace) throws {
    switch self {
    case .classes(_, let classes):
      guard outputs == classes.count || outputs == 1 && classes.count == 2 else {
        throw place.error(found: "\(classes.count) classes", expected: "as many as the \(outputs) outputs say")
      }
    case .values(let values):
      let expected = loss.targetColumns(outputs: outputs)
      guard values.count == expected else {
        throw place.error(found: "\(values.count) values", expected: "\(expected) for \(outputs) outputs")
      }
    }
  }
}
