// swift-tools-version: 6.2
import PackageDescription

// For `make docs` only: the plugin stays out of what depends on the libraries.
let libraries = [
  "FeedForward", "FeedForwardSearch", "FeedForwardData", "FeedForwardModels", "FeedForwardONNX", "FeedForwardPlots",
  "NaiveFeedForward",
]

let package = Package(
  name: "documentation",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-feedforward", path: "..", traits: ["ONNX"]),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(
      name: "Documentation", dependencies: libraries.map { .product(name: $0, package: "swift-feedforward") })
  ]
)
