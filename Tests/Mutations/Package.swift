// swift-tools-version: 6.2
import PackageDescription

// The package as scripts/mutations.py builds it: without the command line, ONNX, pictures and benchmarks, and so without
// anything that has to be fetched and with less to be built after each edit.
let package = Package(
  name: "swift-feedforward",
  platforms: [.macOS(.v15)],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "CWorkers"),
    .target(name: "CDatasets", exclude: ["tables"]),
    .target(
      name: "FeedForward", dependencies: ["COpenBLAS", "CKernels", "CWorkers"],
      linkerSettings: [.linkedLibrary("lapacke", .when(platforms: [.linux]))]),
    .target(name: "FeedForwardData", dependencies: ["FeedForward", "CDatasets", "CZlib"]),
    .target(name: "FeedForwardModels", dependencies: ["FeedForward", "FeedForwardData"]),
    .target(name: "NaiveFeedForward"),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "CWorkersTests", dependencies: ["CWorkers"]),
    .testTarget(
      name: "FeedForwardTests",
      dependencies: ["FeedForward", "NaiveFeedForward", "FeedForwardData", "CAllocationCounter", "CKernels"],
      exclude: ["PyTorch", "ScikitLearn"]),
    .testTarget(name: "FeedForwardDataTests", dependencies: ["FeedForwardData", "CZlib"], exclude: ["NumPy"]),
    .executableTarget(
      name: "CrashTrainer", dependencies: ["FeedForward", "FeedForwardModels"], path: "Tests/CrashTrainer"),
    .testTarget(
      name: "FeedForwardModelsTests",
      dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", "CrashTrainer"],
      exclude: ["Python"], resources: [.copy("Files")]),
  ]
)
