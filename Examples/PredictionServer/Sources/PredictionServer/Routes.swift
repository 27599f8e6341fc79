import Foundation
import Hummingbird
import NIOCore

/// What the server answers to.
struct Routes: Sendable {
  let store: ModelStore
  let maxBytes: Int
  let maxRows: Int

  func router() -> Router<BasicRequestContext> {
    let router = Router()
    router.get("health") { _, _ in Self.json(.ok, #"{"status":"ok"}"#.utf8) }
    router.get("model") { _, _ in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return Self.json(.ok, try encoder.encode(store.current.summary))
    }
    router.post("predict") { request, _ in try await predict(request) }
    return router
  }

  private func predict(_ request: Request) async throws -> Response {
    do {
      let body = try await request.body.collect(upTo: maxBytes)
      return Self.json(.ok, try store.current.answer(Array(body.readableBytesView), maxRows: maxRows))
    } catch is NIOTooManyBytesError {
      return try Self.refusal(413, "The body is too large; expected at most \(maxBytes) bytes.")
    } catch let error as RequestError {
      return try Self.refusal(error.status, error.reason)
    }
  }

  private static func refusal(_ status: Int, _ reason: String) throws -> Response {
    json(.init(code: status), try JSONEncoder().encode(["error": reason]))
  }

  private static func json(_ status: HTTPResponse.Status, _ bytes: some Sequence<UInt8>) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
