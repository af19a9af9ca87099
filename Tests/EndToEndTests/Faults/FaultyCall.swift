import Foundation
import Testing

/// A call of the program to the system that goes wrong, by a library that is preloaded (`Tests/CFaultyCalls`).
struct FaultyCall: CustomStringConvertible {
    /// What happens to it.
    enum Way {
        /// It fails with an error number.
        case error(Int32)
        /// It reads or writes no more than so many bytes.
        case short(Int)
        /// A line of shell is run just before it.
        case after(String)
    }

    /// Which call: open, read, write, truncate, sync, close, unlink, rename, link or stat.
    var call: String
    /// What the path of its file contains.
    var path: String
    var way: Way
    /// All later calls go wrong too.
    var isLasting = false

    static let library = Program.folder + "/libFaultyCalls.so"
    static let isThere = Files.exists(library)
    static let missing: Comment = "there is no library that makes calls fail: only Linux has it"

    var description: String { "\(call) of \(path), \(way)\(isLasting ? ", for good" : "")" }

    /// What makes the k-th call of a program go wrong, and `tell` appear when it has.
    func environment(at k: Int, tell: String) -> [String: String] {
        var variables = [
            "LD_PRELOAD": Self.library, "FAULTY_CALL": call, "FAULTY_PATH": path, "FAULTY_K": "\(k)",
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
        let tell = FileManager.default.temporaryDirectory.path + "/ngrams-tell-\(UUID().uuidString)"
        defer { unlink(tell) }
        let ending = try body(environment(at: k, tell: tell))
        return (ending, Files.exists(tell))
    }

    /// Whether all is tried that there is to try, not only as much as is good for every change.
    static let isLong = ProcessInfo.processInfo.environment["NGRAMS_FAULTS"] == "all"

    /// Which of many calls of a kind are tried: all, or for every change the first few and some of the others.
    static let places = sequence(first: 1) { isLong || $0 < 4 ? $0 + 1 : $0 + $0 / 2 }
}

/// Counts what a campaign did.
struct FaultTally {
    var faults = 0
    var errors = 0

    mutating func add(_ ending: Ending) {
        faults += 1
        if ending.code != 0 { errors += 1 }
    }

    /// Tells it on one line.
    func report(_ what: String, _ rest: String) {
        print("fault campaign, \(what): \(faults) faults, \(errors) ended in an error; \(rest)")
    }
}
