// swift-tools-version: 6.2
import PackageDescription

// For `make docs`, which documents the products of the package above: the plugin stays out of what depends on them.
let package = Package(
  name: "Feed-forward networks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "swift-feedforward", path: "..", traits: ["ONNX"]),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ]
)
