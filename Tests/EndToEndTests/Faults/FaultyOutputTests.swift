import Foundation
import NgramTestSupport
import Testing

/// Reports whose system calls fail.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct FaultyOutputTests {
    private static let export = ["export", "years", "--corpus", "eng-2012", "--db"]

    @Test(arguments: ["report.csv", "report.csv.gz"])
    func `an export that fails at any call leaves the existing file and reports the reason`(name: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").yearsCSV()
            let report = "\(folder)/out/\(name)"
            var tally = FaultTally()
            for (call, number) in [
                ("open", ENOSPC), ("open", EOPNOTSUPP), ("write", ENOSPC), ("write", EIO), ("sync", EIO),
                ("link", EPERM), ("rename", EACCES), ("close", EIO),
            ] {
                for isLasting in [false, true] {
                    for k in FaultyCall.places {
                        let fault = FaultyCall(
                            call: call, path: folder + "/out", way: .error(number), isLasting: isLasting)
                        try? FileManager.default.removeItem(atPath: folder + "/out")
                        try Files.write("before", to: report)
                        let (ending, happened) = try fault.run(Self.export + [store, "-o", report], at: k)
                        guard happened else { break }
                        tally.add(ending)
                        let context = "\(fault), call \(k): \(ending.errors)"
                        #expect(try Files.names(in: folder + "/out") == [name], "\(context)")
                        let found = try Files.read(report)
                        if ending.code == 0 {
                            // Another way of creating the file succeeded, or the result was already known.
                            #expect(call == "open" || call == "close" && k > 1, "\(context)")
                            expectSame(try uncompressed(found, name), expected, context)
                        } else {
                            #expect(ending.code == 74, "\(context)")
                            let reason = String(cString: strerror(number))
                            #expect(ending.errors == "ngrams: error: \(report): cannot write: \(reason)\n")
                            // A failed sync of the folder is reported, but the report has its name at that point.
                            if call != "sync" || found == Array("before".utf8) {
                                #expect(found == Array("before".utf8), "\(context)")
                            } else {
                                expectSame(try uncompressed(found, name), expected, context)
                            }
                        }
                    }
                }
            }
            #expect(tally.faults >= 15 && tally.errors >= 10)
            tally.report("calls of exports to \(name)", "the others complete")
        }
    }

    private func uncompressed(_ report: [UInt8], _ name: String) throws -> [UInt8] {
        name.hasSuffix(".gz") ? try #require(ZlibInflate.gunzip(report)) : report
    }

    @Test func `writes that are short or interrupted are continued`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").yearsCSV()
            try Files.write("", to: folder + "/out/report.csv")
            var tally = FaultTally()
            var faults = ["write", "open", "sync"].map {
                FaultyCall(call: $0, path: "/out/", way: .error(EINTR))
            }
            faults += [100, 4096].map { FaultyCall(call: "write", path: "/out/", way: .short($0), isLasting: true) }
            for fault in faults {
                for name in ["report.csv", "report.csv.gz"] {
                    for k in FaultyCall.places {
                        let report = "\(folder)/out/\(name)"
                        let (ending, happened) = try fault.run(Self.export + [store, "-o", report], at: k)
                        guard happened else { break }
                        tally.add(ending)
                        let found = try Files.read(report)
                        expectSame(try uncompressed(found, name), expected, "\(fault), call \(k): \(ending.errors)")
                        if fault.isLasting { break }
                    }
                }
            }
            // Standard output is a file, or a pipe.
            for (path, redirection) in [("/out/", "> out/report"), ("pipe:", "| cat > out/report")] {
                for fault in [
                    FaultyCall(call: "write", path: path, way: .short(100), isLasting: true),
                    FaultyCall(call: "write", path: path, way: .error(EINTR)),
                    FaultyCall(call: "write", path: path, way: .error(EAGAIN)),
                ] {
                    let (ending, happened) = try fault.run(at: 1) {
                        try export(to: redirection, environment: $0, folder: folder)
                    }
                    #expect(happened && ending.output == "0\n", "\(fault) \(redirection): \(ending.errors)")
                    tally.faults += 1
                    expectSame(try Files.read(folder + "/out/report"), expected, "\(fault) \(redirection)")
                }
            }
            #expect(tally.errors == 0 && tally.faults >= 12)
            tally.report("short and interrupted writes of exports", "all complete")
        }
    }

    @Test func `standard output that fails at any write, or only when it is closed, ends with 74`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            try Files.write("", to: folder + "/out/report")
            var tally = FaultTally()
            for (path, redirection) in [("/out/", "> out/report"), ("pipe:", "| cat > out/report")] {
                for (call, number) in [("write", EIO), ("write", ENOSPC), ("close", EIO), ("close", EDQUOT)] {
                    // Closing a pipe reports nothing about what was written to it.
                    if call == "close", path == "pipe:" { continue }
                    for k in FaultyCall.places {
                        let fault = FaultyCall(call: call, path: path, way: .error(number))
                        let (ending, happened) = try fault.run(at: k) {
                            try export(to: redirection, environment: $0, folder: folder)
                        }
                        guard happened else { break }
                        tally.faults += 1
                        tally.errors += ending.output == "74\n" ? 1 : 0
                        #expect(ending.output == "74\n", "\(fault) \(redirection), call \(k): \(ending.errors)")
                        let reason = String(cString: strerror(number))
                        #expect(ending.errors == "ngrams: error: standard output: cannot write: \(reason)\n")
                    }
                }
            }
            #expect(tally.errors == tally.faults && tally.faults >= 14)
            tally.report("standard output", "each was reported")
        }
    }

    /// Exports to standard output, and prints the exit code.
    private func export(to redirection: String, environment: [String: String], folder: String) throws -> Ending {
        let variables = environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let program = "env \(variables) \"$NGRAMS\" export years --corpus eng-2012 --db ngrams.sqlite"
        return try Program.bash("\(program) \(redirection); echo ${PIPESTATUS[0]}", folder: folder)
    }
}
