// swift-tools-version: 6.2
import PackageDescription

// CBLAS and LAPACKE: of the system, by Debian's alternatives; on macOS those of Accelerate.
#if os(macOS)
  let blas = Target.target(
    name: "COpenBLAS", path: "Sources/CAccelerate", linkerSettings: [.linkedFramework("Accelerate")])
#else
  let blas = Target.systemLibrary(
    name: "COpenBLAS", pkgConfig: "blas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])])
#endif

// `make install` asks for LAPACKE from its archive: what is installed then needs a BLAS with LAPACK and nothing else.
let archive = Context.environment["LAPACKE_ARCHIVE"].map { ":\($0)" }
let lapacke = [archive ?? "lapacke"] + (archive == nil ? [] : ["lapack"])

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"]))
let protobuf = Target.Dependency.product(
  name: "SwiftProtobuf", package: "swift-protobuf", condition: .when(traits: ["ONNX"]))

let package = Package(
  name: "swift-feedforward",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "FeedForward", targets: ["FeedForward"]),
    .library(name: "FeedForwardSearch", targets: ["FeedForwardSearch"]),
    .library(name: "FeedForwardData", targets: ["FeedForwardData"]),
    .library(name: "FeedForwardModels", targets: ["FeedForwardModels"]),
    .library(name: "FeedForwardONNX", targets: ["FeedForwardONNX"]),
    .library(name: "FeedForwardPlots", targets: ["FeedForwardPlots"]),
    .library(name: "NaiveFeedForward", targets: ["NaiveFeedForward"]),
    .library(name: "FeedForwardCLI", targets: ["FeedForwardCLI"]),
    .executable(name: "feedforward", targets: ["FeedForwardMain"]),
  ],
  // What has Swift dependencies of its own. A package that writes `traits: []` fetches none of them.
  traits: [
    .default(enabledTraits: ["CommandLine"]),
    .trait(name: "ONNX", description: "FeedForwardONNX, which needs swift-protobuf"),
    .trait(
      name: "CommandLine", description: "The executables, which need swift-argument-parser",
      enabledTraits: ["ONNX"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // MARK: - C

    blas,
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "CWorkers"),
    .target(name: "CDatasets", exclude: ["tables"]),
    .target(name: "LibC"),

    // MARK: - Libraries

    .target(
      name: "FeedForward", dependencies: ["COpenBLAS", "CKernels", "CWorkers", "LibC"],
      linkerSettings: lapacke.map { .linkedLibrary($0, .when(platforms: [.linux])) }),
    .target(name: "FeedForwardSearch", dependencies: ["FeedForward", "LibC"]),
    .target(name: "FeedForwardData", dependencies: ["FeedForward", "CDatasets", "CZlib", "LibC"]),
    .target(name: "FeedForwardModels", dependencies: ["FeedForward", "FeedForwardData", "LibC"]),
    .target(
      name: "FeedForwardONNX",
      dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", protobuf],
      exclude: ["Format/onnx.proto"]),
    .target(name: "FeedForwardPlots", dependencies: ["FeedForward", "LibC"]),
    .target(name: "NaiveFeedForward"),

    // MARK: - Executables

    .target(name: "Demonstration", dependencies: ["FeedForward", "NaiveFeedForward", "CDatasets"]),
    .executableTarget(name: "FirstRun", dependencies: ["Demonstration"]),
    .executableTarget(name: "FeedForwardMain", dependencies: ["FeedForwardCLI"]),
    .target(
      name: "FeedForwardCLI",
      dependencies: [
        "FeedForward", "FeedForwardSearch", "FeedForwardData", "FeedForwardModels", "FeedForwardONNX",
        "FeedForwardPlots", "Demonstration", argumentParser,
      ]),
    .executableTarget(
      name: "FeedForwardBenchmark",
      dependencies: [
        "FeedForward", "FeedForwardData", "FeedForwardModels", "NaiveFeedForward", "CAllocationCounter",
        "CProcessorPeak", "LibC", argumentParser,
      ],
      path: "Benchmarks/FeedForwardBenchmark"),

    .executableTarget(
      name: "Proben1",
      dependencies: ["FeedForward", "FeedForwardData", argumentParser],
      path: "Benchmarks/Proben1"),

    .target(name: "CProcessorPeak", path: "Benchmarks/CProcessorPeak"),

    // MARK: - Tests

    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(name: "TestSupport", dependencies: ["FeedForward", "NaiveFeedForward"], path: "Tests/Support"),
    .testTarget(name: "NaiveFeedForwardTests", dependencies: ["NaiveFeedForward", "TestSupport"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels", "FeedForward", "TestSupport"]),
    .testTarget(name: "CWorkersTests", dependencies: ["CWorkers"]),
    .testTarget(
      name: "FeedForwardTests",
      dependencies: [
        "FeedForward", "NaiveFeedForward", "FeedForwardData", "CAllocationCounter", "CKernels", "TestSupport",
      ],
      exclude: ["PyTorch", "ScikitLearn"]),
    .testTarget(
      name: "FeedForwardSearchTests",
      dependencies: ["FeedForward", "FeedForwardSearch", "FeedForwardData", "TestSupport"]),
    .testTarget(
      name: "FeedForwardDataTests", dependencies: ["FeedForwardData", "CZlib", "TestSupport"], exclude: ["NumPy"]),
    .testTarget(
      name: "FeedForwardModelsTests",
      dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", "FeedForwardCLI", "TestSupport"],
      exclude: ["Python"], resources: [.copy("Files")]),
    .executableTarget(
      name: "ONNXSamples", dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", "FeedForwardONNX"],
      path: "Tests/ONNXSamples"),
    .testTarget(
      name: "FeedForwardONNXTests", dependencies: ["FeedForwardONNX"],
      exclude: ["Python"], resources: [.copy("Files")]),
    .testTarget(
      name: "ReplayTests", dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", "FeedForwardONNX"],
      exclude: ["Seeds"]),
    .testTarget(
      name: "FeedForwardPlotsTests", dependencies: ["CZlib", "FeedForward", "FeedForwardData", "FeedForwardPlots"]),
    .testTarget(
      name: "FeedForwardCLITests",
      dependencies: ["FeedForward", "FeedForwardData", "FeedForwardModels", "FeedForwardCLI", "TestSupport"]),
    .testTarget(name: "Proben1Tests", dependencies: ["Proben1", "TestSupport"]),
  ]
)
