import Foundation
import NgramTestSupport

/// A system call of the program that goes wrong, by the preloaded library `FaultyCalls`.
struct FaultyCall: CustomStringConvertible {
    /// How it goes wrong.
    enum Way {
        /// It fails with an error number.
        case error(Int32)
        /// It reads or writes no more than the given number of bytes.
        case short(Int)
        /// A shell command runs just before it.
        case after(String)
    }

    /// Which call: open, read, write, truncate, sync, close, unlink, rename, link or stat.
    var call: String
    /// What the path of its file contains.
    var path: String
    var way: Way
    /// All later calls go wrong too.
    var isLasting = false

    var description: String { "\(call) of \(path), \(way)\(isLasting ? ", for good" : "")" }

    /// The environment that makes the k-th call of a program go wrong, and creates the file `tell` when it has.
    func environment(at k: Int, tell: String) throws -> [String: String] {
        var variables = [
            "LD_PRELOAD": try PreloadedLibrary.faultyCalls.path(), "FAULTY_CALL": call, "FAULTY_PATH": path,
            "FAULTY_K": "\(k)",
            "FAULTY_TELL": tell,
        ]
        switch way {
        case .error(let number): variables["FAULTY_ERRNO"] = "\(number)"
        case .short(let bytes): variables["FAULTY_SHORT"] = "\(bytes)"
        case .after(let line): variables["FAULTY_RUN"] = line
        }
        if isLasting { variables["FAULTY_LASTING"] = "1" }
        return variables
    }

    /// Runs `ngrams` with the k-th call, from 1 on, going wrong.
    /// - Returns: how it ended, and whether there was such a call.
    func run(_ arguments: [String], at k: Int, folder: String? = nil) throws -> (ending: Ending, happened: Bool) {
        try run(at: k) { try Program.run(arguments, environment: $0, folder: folder) }
    }

    /// Runs something with the k-th call going wrong in programs that get the environment.
    func run(at k: Int, _ body: ([String: String]) throws -> Ending) throws -> (ending: Ending, happened: Bool) {
        let marks = try TestFolder()
        let tell = marks.file("tell")
        let ending = try body(try environment(at: k, tell: tell))
        return (ending, Files.exists(tell))
    }

    /// Whether every place is tried, rather than the selection that is quick enough for every change.
    static let isLong = ProcessInfo.processInfo.environment["NGRAMS_FAULTS"] == "all"

    /// The numbers of the calls that are tried: all, or the first few and then ever fewer.
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
