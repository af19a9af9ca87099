import Foundation
import Testing

/// Programs of the machine.
enum Tool {
    /// The root of the package.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The loadable extension, built by `.ci/extension` once per test run.
    static let extensionFile = Result { () throws -> String in
        let file = package + "/.build/ngrams.so"
        let ending = try run("/usr/bin/env", ["bash", package + "/.ci/extension", file])
        guard ending.code == 0 else { throw BuildFailure(messages: ending.errors) }
        return file
    }

    /// The compiler's messages.
    struct BuildFailure: Error {
        var messages: String
    }

    /// The path of a program; nil if it is not there.
    static func find(_ name: String) -> String? { findAll(name).first }

    /// The paths of all programs of a name.
    private static func findAll(_ name: String) -> [String] {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .filter { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program to its end.
    static func run(_ path: String, _ arguments: [String]) throws -> (code: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let files = try TestFiles()
        defer { files.remove() }
        process.standardOutput = files.output
        process.standardError = files.errors
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try files.read("output"), try files.read("errors"))
    }

    /// Files for what a program writes, which unlike pipes never fill up.
    private struct TestFiles {
        let folder: String
        let output: FileHandle
        let errors: FileHandle

        init() throws {
            folder = FileManager.default.temporaryDirectory.path + "/ngrams-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in ["output", "errors"] {
                _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
            }
            output = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/output"))
            errors = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/errors"))
        }

        func remove() { try? FileManager.default.removeItem(atPath: folder) }

        func read(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
    }

    /// Whether R has RSQLite.
    static let hasRSQLite: Bool = {
        guard let r = find("Rscript") else { return false }
        return (try? run(r, ["-e", "library(RSQLite)"]))?.code == 0
    }()

    /// A Python whose sqlite3 can load extensions, which is a choice of those who build it.
    static let loadingPython: String? = findAll("python3").first { python in
        let script = "import sqlite3; sqlite3.connect(':memory:').enable_load_extension(True)"
        return (try? run(python, ["-c", script]))?.code == 0
    }

    /// Datasette, if its Python can load extensions.
    static let datasette: String? = findAll("datasette").first { datasette in
        (try? run(datasette, ["--load-extension", extensionFile.get(), "--get", "/-/versions.json"]))?.code == 0
    }
}
