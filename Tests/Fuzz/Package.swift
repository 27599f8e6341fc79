// swift-tools-version: 6.2
import PackageDescription

// The readers of files under libFuzzer; built by scripts/fuzz.sh, which knows the flags. Not a part
// of the package itself.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-feedforward", path: "../..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CFuzzer", .product(name: "FeedForward", package: "swift-feedforward"),
        .product(name: "FeedForwardData", package: "swift-feedforward"),
        .product(name: "FeedForwardModels", package: "swift-feedforward"),
        .product(name: "FeedForwardONNX", package: "swift-feedforward"),
      ]),
  ]
)
