// swift-tools-version: 6.2
import PackageDescription

// Training on several processes, on one machine or many, by MPI: a package of its own, so that nobody else needs MPI.
// The names under which pkg-config knows the libraries differ: `FEEDFORWARD_MPI=mpich` builds with MPICH.
let package = Package(
  name: "swift-feedforward-distributed",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "FeedForwardMPI", targets: ["FeedForwardMPI"]),
    .executable(name: "feedforward-mpi", targets: ["FeedForwardMPICommand"]),
  ],
  dependencies: [
    .package(name: "swift-feedforward", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CMPI", pkgConfig: Context.environment["FEEDFORWARD_MPI"] ?? "ompi-c",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin"]), .brew(["open-mpi"])]),
    .target(
      name: "FeedForwardMPI", dependencies: ["CMPI", .product(name: "FeedForward", package: "swift-feedforward")]),
    .executableTarget(
      name: "FeedForwardMPICommand",
      dependencies: ["FeedForwardMPI", .product(name: "FeedForwardCLI", package: "swift-feedforward")]),
    .executableTarget(
      name: "FeedForwardMPIBenchmark",
      dependencies: ["FeedForwardMPI", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
  ]
)
