import Foundation
import NgramTestSupport

/// A system call of the program that the preloaded library `FaultyCalls` makes misbehave.
struct FaultyCall: CustomStringConvertible {
    /// How it misbehaves.
    enum Way {
        /// It fails with an error number.
        case error(Int32)
        /// It reads or writes no more than the given number of bytes.
        case short(Int)
        /// A shell command runs just before it.
        case after(String)
    }

    /// The call: open, read, write, truncate, sync, close, unlink, rename, link or stat.
    var call: String
    /// A text that the path of its file contains.
    var path: String
    var way: Way
    /// Whether all later calls misbehave too.
    var isLasting = false

    var description: String { "\(call) of \(path), \(way)\(isLasting ? ", lasting" : "")" }

    /// The environment that makes the k-th call of a program misbehave. The library creates the file `mark` when it
    /// does.
    func environment(at k: Int, mark: String) throws -> [String: String] {
        var variables = [
            "LD_PRELOAD": try PreloadedLibrary.faultyCalls.path(), "FAULTY_CALL": call, "FAULTY_PATH": path,
            "FAULTY_K": "\(k)",
            "FAULTY_MARK": mark,
        ]
        switch way {
        case .error(let number): variables["FAULTY_ERRNO"] = "\(number)"
        case .short(let bytes): variables["FAULTY_SHORT"] = "\(bytes)"
        case .after(let line): variables["FAULTY_RUN"] = line
        }
        if isLasting { variables["FAULTY_LASTING"] = "1" }
        return variables
    }

    /// Runs `ngrams`, whose k-th call, from 1, misbehaves.
    /// - Returns: how it ended, and whether there was such a call.
    func run(_ arguments: [String], at k: Int, folder: String? = nil) throws -> (ending: Ending, happened: Bool) {
        try run(at: k) { try Program.run(arguments, environment: $0, folder: folder) }
    }

    /// Runs a closure that starts a program with the given environment, which makes its k-th call misbehave.
    func run(at k: Int, _ body: ([String: String]) throws -> Ending) throws -> (ending: Ending, happened: Bool) {
        let marks = try TestFolder()
        let mark = marks.file("mark")
        let ending = try body(try environment(at: k, mark: mark))
        return (ending, Files.exists(mark))
    }

    /// Whether every call is tried, instead of a selection that is quick enough to run for every change.
    static let isLong = ProcessInfo.processInfo.environment["NGRAMS_FAULTS"] == "all"

    /// The numbers of the calls that are tried: all, or the first few and then fewer and fewer.
    static let places = sequence(first: 1) { isLong || $0 < 4 ? $0 + 1 : $0 + $0 / 2 }
}

/// Counts the faults of a campaign.
struct FaultTally {
    var faults = 0
    var errors = 0

    mutating func add(_ ending: Ending) {
        faults += 1
        if ending.code != 0 { errors += 1 }
    }

    /// Prints the counts on one line.
    func report(_ what: String, _ rest: String) {
        print("fault campaign, \(what): \(faults) faults, \(errors) ended in an error; \(rest)")
    }
}
