import NgramTestSupport

/// Runs of the program that the preloaded library `KillAtCall` kills at a chosen system call.
enum DoomedProgram {
    /// How it dies.
    enum Way: String, CaseIterable {
        /// SIGKILL instead of the call.
        case before
        /// SIGKILL after half of what the call should write is written.
        case torn
        /// A power cut, which loses a random part of what was not made durable.
        case cut
    }

    /// A call that changes files or makes changes durable.
    struct Call: Equatable {
        /// `pwrite`, `fdatasync`, `unlink` and so on.
        var name: String
        /// The name of the file or folder, without the folders above it.
        var file: String
    }

    /// How a run ended, and what it had done before.
    struct Run {
        var ending: Ending
        /// The calls in order; the last is the one at which it died.
        var calls: [Call]
        /// After a power cut: the number of changes that were not durable, and how many were lost, in whole or in part.
        var undurable = 0, lost = 0
    }

    /// Runs `ngrams`, which dies at a call.
    ///
    /// - Parameters:
    ///   - number: the number of the call, from 1. With nil it dies at no call, except that `Way.cut` cuts the power
    ///     after its end.
    ///   - files: the prefix of the absolute paths of the files whose calls count.
    ///   - seed: chooses what a power cut loses.
    static func run(
        _ arguments: [String], dyingAt number: Int?, _ way: Way = .before, files: String, seed: UInt64 = 0
    ) throws -> Run {
        let folder = try TestFolder()
        let report = folder.file("report")
        let environment = [
            "LD_PRELOAD": try PreloadedLibrary.killAtCall.path(), "KILL_AT_FILES": files,
            "KILL_AT_CALL": "\(number ?? 0)",
            "KILL_AT_HOW": way.rawValue, "KILL_AT_SEED": "\(seed)", "KILL_AT_REPORT": report,
        ]
        let ending = try Program.run(arguments, environment: environment)
        var run = Run(ending: ending, calls: [])
        for line in String(decoding: try Files.read(report), as: UTF8.self).split(separator: "\n") {
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
