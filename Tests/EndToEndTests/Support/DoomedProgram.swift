import Foundation
import Testing

/// The program with `libKillAtCall` preloaded (Tests/CKillAtCall), so that it dies at a chosen call.
enum DoomedProgram {
    /// How it dies.
    enum Way: String, CaseIterable {
        /// By SIGKILL, in place of the call.
        case before
        /// By SIGKILL, half of what the call was to write being written.
        case torn
        /// By a power cut, which takes a random part of what was not made durable.
        case cut
    }

    /// A call that changes files, or makes changes durable.
    struct Call: Equatable {
        /// `pwrite`, `fdatasync`, `unlink` and so on.
        var name: String
        /// The file's name, or the folder's.
        var file: String
    }

    /// How it ended, and what it had done by then.
    struct Run {
        var ending: Ending
        /// The calls in order, the one it died at being the last.
        var calls: [Call]
        /// After a power cut: the changes that were not durable, and how many of them were lost, in whole or in part.
        var undurable = 0, lost = 0
    }

    #if os(Linux)
        static let isSupported = true
    #else
        static let isSupported = false
    #endif
    static let unsupported: Comment = "libraries are preloaded on Linux only"

    private static let library = Program.folder + "/libKillAtCall.so"

    /// Runs `ngrams`, to die at a call.
    ///
    /// - Parameters:
    ///   - number: of the call, from 1; nil for none, which with `Way.cut` means a power cut after its end.
    ///   - files: how the absolute paths of the files begin whose calls count.
    ///   - report: a path beside them which is free.
    static func run(
        _ arguments: [String], dyingAt number: Int?, _ way: Way = .before, files: String, seed: UInt64 = 0
    ) throws -> Run {
        try #require(FileManager.default.fileExists(atPath: library), "the build makes the library")
        let place = FileManager.default.temporaryDirectory.path + "/ngrams-calls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let environment = [
            "LD_PRELOAD": library, "KILL_AT_FILES": files, "KILL_AT_CALL": "\(number ?? 0)",
            "KILL_AT_HOW": way.rawValue, "KILL_AT_SEED": "\(seed)", "KILL_AT_REPORT": place + "/report",
        ]
        let ending = try Program.run(arguments, environment: environment)
        var run = Run(ending: ending, calls: [])
        for line in String(decoding: try Files.read(place + "/report"), as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            switch words[0] {
            case "end": break
            case "lost": (run.undurable, run.lost) = (Int(words[2]) ?? 0, Int(words[3]) ?? 0)
            default:
                let file = words[1].split(separator: "/").last.map(String.init) ?? "/"
                run.calls.append(Call(name: String(words[0]), file: file))
            }
        }
        return run
    }
}
