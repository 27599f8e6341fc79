import ArgumentParser
import Hummingbird
import Logging

/// Answers requests for predictions by a model that `feedforward train --output` has written.
@main
struct PredictionServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves predictions of a model over HTTP.",
    discussion: """
      POST /predict takes {"rows": [{"column": value, …}, …]}, or arrays of values in the model's order, and answers \
      with one prediction for each row. GET /model says which columns there are; GET /health whether the server is up.

      SIGHUP reads the model's file again and replaces the model while requests go on; a file that cannot be read \
      leaves it as it is. SIGTERM and SIGINT end the server when the requests under way are answered.
      """)

  @Argument(help: "The model's file.") var model: String
  @Option(help: "The address to listen at.") var host = "127.0.0.1"
  @Option(help: "The port to listen at; 0 takes any that is free.") var port = 8080
  @Option(help: "The most bytes of a request's body.") var maxBytes = 4 << 20
  @Option(help: "The most rows of a request.") var maxRows = 10_000

  func validate() throws {
    guard maxBytes > 0, maxRows > 0 else { throw ValidationError("--max-bytes and --max-rows have to be above 0.") }
    guard (0...65535).contains(port) else { throw ValidationError("--port is \(port); expected 0 to 65535.") }
  }

  func run() async throws {
    let logger = Logger(label: "PredictionServer")
    let store = try ModelStore(file: model)
    let routes = Routes(store: store, maxBytes: maxBytes, maxRows: maxRows)
    let app = Application(
      router: routes.router(), configuration: .init(address: .hostname(host, port: port)),
      services: [ModelReloader(store: store, logger: logger)],
      onServerRunning: { channel in
        logger.info("listening at \(channel.localAddress?.description ?? "?"), model \(store.current.description)")
      }, logger: logger)
    try await app.runService()
  }
}
