// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "FirstNetwork",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "swift-feedforward", path: "../..")],
  targets: [
    .executableTarget(
      name: "FirstNetwork", dependencies: [.product(name: "FeedForward", package: "swift-feedforward")])
  ]
)
