import Foundation
import Testing

/// The built programs, run as a user runs them.
enum Program {
    /// The absolute path of the folder with the programs: `NGRAMS_PROGRAMS`, as for a release build, or the folder of
    /// the test bundle, into which the build puts programs too.
    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["NGRAMS_PROGRAMS"] {
            return URL(fileURLWithPath: folder).standardizedFileURL.path
        }
        var candidates = [CommandLine.arguments[0], Bundle.main.bundlePath, Bundle.main.executablePath ?? ""]
        // On Apple's systems the process is xctest's; its bundles are those of this package.
        candidates += Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
        candidates += CommandLine.arguments.filter { $0.contains(".xctest") }
        for candidate in candidates {
            var url = URL(fileURLWithPath: candidate).standardizedFileURL
            while url.path != "/" {
                url.deleteLastPathComponent()
                if FileManager.default.isExecutableFile(atPath: url.path + "/ngrams-samples") { return url.path }
            }
        }
        return "."
    }()

    /// The program under test.
    static let path = folder + "/ngrams"

    /// Runs `ngrams` to its end.
    static func run(
        _ arguments: String..., environment: [String: String] = [:], folder: String? = nil
    ) throws -> Ending {
        try run(arguments, environment: environment, folder: folder)
    }

    /// Runs `ngrams` to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) throws -> Ending {
        try start(arguments, environment: environment, folder: folder).wait()
    }

    /// Runs `ngrams` and fails the test unless it ends with the code.
    /// - Returns: How it ended and what it wrote.
    @discardableResult
    static func expect(
        _ code: Int32, _ arguments: String..., folder: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ending {
        try expect(code, arguments, folder: folder, sourceLocation: sourceLocation)
    }

    /// Runs `ngrams` and fails the test unless it ends with the code.
    /// - Returns: How it ended and what it wrote.
    @discardableResult
    static func expect(
        _ code: Int32, _ arguments: [String], folder: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Ending {
        let ending = try run(arguments, folder: folder)
        #expect(ending.code == code, "\(arguments) \(ending.errors)", sourceLocation: sourceLocation)
        return ending
    }

    /// Starts `ngrams` without waiting for it.
    static func start(
        _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        terminal: PseudoTerminal? = nil, input: String = "/dev/null"
    ) throws -> RunningProgram {
        var all = ProcessInfo.processInfo.environment
        // Settings of the machine must not change what the program does.
        for name in ["NGRAMS_DB", "NGRAMS_CORPUS", "COLUMNS", "LINES"] { all[name] = nil }
        all.merge(environment) { $1 }
        return try RunningProgram(path, arguments, environment: all, folder: folder, terminal: terminal, input: input)
    }

    /// Runs a bash script, in which `$NGRAMS` is the path of the program.
    static func bash(_ script: String, environment: [String: String] = [:], folder: String? = nil) throws -> Ending {
        var all = ProcessInfo.processInfo.environment
        all["NGRAMS"] = path
        all.merge(environment) { $1 }
        let bash = try #require(SystemTool.bash)
        return try RunningProgram(bash, ["-c", script], environment: all, folder: folder).wait()
    }
}

/// How a program ended and what it wrote.
struct Ending {
    /// The exit code; nil when a signal ended it.
    var code: Int32?
    /// The signal that ended it.
    var signal: Int32?
    /// Standard output, byte for byte.
    var bytes: [UInt8]
    /// Standard error.
    var errors: String

    /// Standard output as text.
    var output: String { String(decoding: bytes, as: UTF8.self) }

    /// The number of lines of standard output. Faster than `lines.count`.
    var lineCount: Int { Files.lineCount(bytes) }

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}

/// The paths of programs that some tests need; nil if they are not installed.
enum SystemTool {
    static let bash = find("bash")
    static let sqlite3 = find("sqlite3")

    static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
