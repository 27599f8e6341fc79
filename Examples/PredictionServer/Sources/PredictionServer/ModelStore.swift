import Atomics
import FeedForwardModels
import Logging
import ServiceLifecycle
import UnixSignals

/// The model that requests are answered with. It is replaced as a whole: a request that began with one goes on with it.
final class ModelStore: Sendable {
  private let file: String
  private let reference: ManagedAtomic<ServedModel>

  /// Throws ``FeedForwardData/FileError`` and ``FeedForwardData/DataError``.
  init(file: String) throws {
    self.file = file
    reference = try ManagedAtomic(ServedModel(file: file, version: 1))
  }

  /// One atomic load, no lock.
  var current: ServedModel { reference.load(ordering: .acquiring) }

  /// Reads the file again; if that fails the model stays. One caller at a time.
  func reload() throws -> ServedModel {
    let model = try ServedModel(file: file, version: current.version + 1)
    reference.store(model, ordering: .releasing)
    return model
  }
}

/// Reads the model again at each SIGHUP.
struct ModelReloader: Service {
  let store: ModelStore
  let logger: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do {
        let model = try store.reload()
        logger.info("model \(model.description)")
      } catch {
        logger.error("the model stays as it was: \(error)")
      }
    }
  }
}
