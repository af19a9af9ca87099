// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The settings of every Swift target. Warnings are errors, so that none stays in the output of a build.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    // Checks of exclusive access at run time take a tenth of an export. Tests of debug builds make them.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// The settings of targets in which tests of many cases spend their time.
///
/// `NGRAMS_OPTIMIZED` makes a debug build optimize them, so that tests under a sanitizer are several times as fast.
/// Assertions stay on. For other targets and for tests, optimizing takes longer than it saves. A module at a time takes
/// half as long as a file at a time.
let busy =
    Context.environment["NGRAMS_OPTIMIZED"] == nil
    ? strict
    : strict + [
        .unsafeFlags(
            ["-O", "-assert-config", "Debug", "-disable-batch-mode", "-wmo", "-num-threads", "2"],
            .when(configuration: .debug))
    ]

/// The settings of C targets that are part of the program.
let strictC: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

/// The checks that are fuzzed.
///
/// Usually they are a test target, which runs them over the inputs kept in `Tests/Fuzz`. When `Tests/Fuzz/run` sets
/// `NGRAMS_FUZZING`, they are the fuzzing program instead. Two targets cannot share source files, and only the fuzzing
/// program needs the fuzzer's library.
let isFuzzing = Context.environment["NGRAMS_FUZZING"] != nil
let fuzzDependencies: [Target.Dependency] = [
    "NgramArchives", "NgramBlocks", "NgramModel", "NgramPacking", "NgramQuery", "NgramSamples", "NgramTestSupport",
]
let fuzzFiles = ["Corpus", "Crashes", "Dictionaries", "README.md", "run"]
let fuzzing: Target =
    isFuzzing
    ? .executableTarget(
        name: "fuzz", dependencies: fuzzDependencies, path: "Tests/Fuzz", exclude: fuzzFiles + ["Tests"],
        sources: ["Checks", "Driver"], swiftSettings: strict,
        // Swift's default linker, gold, fails on libFuzzer's object files.
        linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))])
    : .testTarget(
        name: "FuzzTests", dependencies: fuzzDependencies, path: "Tests/Fuzz", exclude: fuzzFiles + ["Driver"],
        sources: ["Checks", "Tests"], swiftSettings: strict)

let package = Package(
    name: "ngrams",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Ngrams", targets: ["Ngrams"]),
        .executable(name: "ngrams", targets: ["ngrams"]),
        .executable(name: "ngrams-samples", targets: ["ngrams-samples"]),
    ],
    traits: [
        .trait(name: "ISAL", description: "Inflate with Intel's ISA-L (Debian: libisal-dev) instead of zlib.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The layers of the program, bottom up; imports point only upward in this list (docs/architecture.md).
        .target(name: "NgramModel", swiftSettings: busy),
        .target(name: "NgramSystem", swiftSettings: strict),
        .target(name: "NgramQuery", dependencies: ["NgramModel"], swiftSettings: busy),
        .target(
            name: "NgramPacking",
            dependencies: [
                "NgramSystem", "CZlib", "CChecksum", .target(name: "CISAL", condition: .when(traits: ["ISAL"])),
            ],
            swiftSettings: busy),
        // The checksum of gzip and zip by the processor's multiplication of polynomials.
        .target(name: "CChecksum", cSettings: strictC, linkerSettings: [.linkedLibrary("z")]),
        .target(name: "NgramBlocks", dependencies: ["NgramModel"], swiftSettings: busy),
        .target(
            name: "NgramArchives",
            dependencies: ["NgramModel", "NgramSystem", "NgramPacking", "NgramBlocks", "CCurl"],
            swiftSettings: busy),
        // libcurl, which is loaded when an address is read.
        .target(
            name: "CCurl", cSettings: strictC, linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        // The tables of the loadable SQLite extension (docs/sql.md). `.ci/extension` makes the extension of the same files.
        .target(name: "CNgramsSQL", cSettings: strictC, linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "NgramStore",
            dependencies: [
                "NgramModel", "NgramSystem", "NgramBlocks", "CNgramsSQL",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            resources: [.embedInCode("migrations")],
            swiftSettings: busy),
        .target(
            name: "NgramIngest",
            dependencies: ["NgramModel", "NgramSystem", "NgramBlocks", "NgramArchives", "NgramStore"],
            swiftSettings: busy),
        .target(
            name: "NgramReports", dependencies: ["NgramModel", "NgramSystem", "NgramQuery", "NgramPacking"],
            swiftSettings: strict),
        .target(
            name: "NgramServer",
            dependencies: [
                "NgramModel", "NgramSystem", "NgramQuery", "NgramPacking", "NgramStore", "NgramReports",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Page/Assets")],
            swiftSettings: strict),
        .target(
            name: "NgramCommands",
            dependencies: [
                "NgramModel", "NgramSystem", "NgramQuery", "NgramArchives", "NgramStore", "NgramIngest", "NgramReports",
                "NgramServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "ngrams", dependencies: ["NgramCommands"], swiftSettings: strict),
        // The library for other people's programs, and one of them: without `package` access, as theirs are.
        .target(name: "Ngrams", dependencies: ["NgramModel", "NgramQuery", "NgramStore"], swiftSettings: strict),
        .executableTarget(
            name: "lookup", dependencies: ["Ngrams"], path: "Examples/lookup", packageAccess: false,
            swiftSettings: strict),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CISAL"),

        // Generates sample archives. Shares no code with the targets that read them.
        .target(name: "NgramSamples", dependencies: ["CZlib"], swiftSettings: busy),
        .executableTarget(
            name: "ngrams-samples",
            dependencies: [
                "NgramSamples",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "hotpath",
            dependencies: [
                "NgramArchives", "NgramBlocks", "NgramIngest", "NgramModel", "NgramQuery", "NgramStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/hotpath",
            exclude: ["README.md", "baseline.tsv", "run"],
            swiftSettings: strict),

        .target(
            name: "NgramTestSupport", dependencies: ["NgramModel", "NgramBlocks", "CZlib"],
            path: "Tests/NgramTestSupport",
            swiftSettings: busy),
        // Lets tests make SQLite's file operations fail.
        .target(name: "CFaultyVFS", path: "Tests/CFaultyVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        .testTarget(
            name: "NgramModelTests", dependencies: ["NgramModel", "NgramTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "NgramSystemTests", dependencies: ["NgramSystem", "NgramTestSupport"], swiftSettings: strict),
        .testTarget(
            name: "NgramPackingTests", dependencies: ["NgramPacking", "NgramSystem", "CZlib", "NgramTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NgramBlocksTests", dependencies: ["NgramBlocks", "NgramModel", "NgramTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NgramQueryTests", dependencies: ["NgramQuery", "NgramModel", "NgramTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NgramArchivesTests",
            dependencies: [
                "NgramArchives", "NgramPacking", "NgramBlocks", "NgramModel", "NgramSamples", "NgramTestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NgramStoreTests",
            dependencies: [
                "NgramStore", "NgramBlocks", "NgramModel", "NgramTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NgramSQLTests",
            dependencies: [
                "CNgramsSQL", "NgramBlocks", "NgramModel", "NgramTestSupport",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NgramIngestTests",
            dependencies: [
                "NgramIngest", "NgramStore", "NgramArchives", "NgramBlocks", "NgramModel", "NgramSystem",
                "NgramSamples", "NgramTestSupport", "CFaultyVFS",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NgramReportsTests", dependencies: ["NgramReports", "NgramModel", "NgramSystem", "NgramTestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "NgramServerTests",
            dependencies: [
                "NgramServer", "NgramTestSupport", .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NgramSamplesTests", dependencies: ["NgramSamples", "NgramTestSupport", "CZlib"],
            swiftSettings: strict),
        .testTarget(
            name: "NgramCommandsTests",
            dependencies: ["NgramCommands", "NgramIngest", "NgramModel", "NgramReports", "NgramStore", "NgramSystem"],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ngrams", "ngrams-samples", "lookup", "Ngrams", "NgramSamples", "NgramTestSupport", "CZlib",
            ],
            exclude: ["Preloaded", "Snapshots"],
            swiftSettings: strict),
        fuzzing,
    ],
    cLanguageStandard: .gnu11
)

// NGRAMS_TESTS restricts a build to some tests and to what they need, given as targets or as what is in the folder of a
// target: `NGRAMS_TESTS='NgramIngestTests EndToEndTests/Support EndToEndTests/SignalTests.swift'`.
if let names = Context.environment["NGRAMS_TESTS"]?.split(separator: " ") {
    let tests = package.targets.filter { target in
        let own = names.filter { $0.prefix { $0 != "/" } == target.name }
        let parts = own.map { String($0.dropFirst(target.name.count + 1)) }
        if target.type == .test, !own.isEmpty, !parts.contains("") {
            let folder = "\(Context.packageDirectory)/\(target.path ?? "Tests/\(target.name)")"
            let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            target.exclude = all.filter { !parts.contains($0) }
        }
        return target.type == .test && !own.isEmpty
    }
    var needed: Set<String> = []
    var next = tests
    while let target = next.popLast() {
        guard needed.insert(target.name).inserted else { continue }
        for dependency in target.dependencies {
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _):
                next += package.targets.filter { $0.name == name }
            default: break
            }
        }
    }
    package.targets.removeAll { !needed.contains($0.name) }
    package.products.removeAll { !needed.contains($0.name) }
}
