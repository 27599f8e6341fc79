// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "TableToModel",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-feedforward", path: "../..")],
  targets: [
    .executableTarget(
      name: "TableToModel",
      dependencies: [
        .product(name: "FeedForward", package: "swift-feedforward"),
        .product(name: "FeedForwardData", package: "swift-feedforward"),
        .product(name: "FeedForwardModels", package: "swift-feedforward"),
      ])
  ]
)
