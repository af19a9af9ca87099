import Foundation
import Testing

/// Ingests that are interrupted.
@Suite(.waitsForPrograms) struct InterruptionTests {
    /// The report after an undisturbed ingest of `WideRows.large`.
    private static let undisturbed: Result<[UInt8], any Error> = Result {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide")
            return try Program.expect(0, "export", "years", "--db", folder + "/db").bytes
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends an ingest cleanly, no answer shows the archive, and the next run continues`(
        signal: Int32, code: Int32
    ) throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let store = folder + "/db"
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            let ending = try ingest.end(signal)
            #expect(ending.code == code)
            #expect(ending.bytes.isEmpty)
            #expect(ending.errors.contains("interrupted wide (c)"))
            try expectNothingShows(store)
            let again = try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            #expect(again.errors.contains("wide: carries on after row "))
            try expectUndisturbed(store)
        }
    }

    @Test func `a second signal ends an ingest at once, which loses nothing either`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let store = folder + "/db"
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            ingest.program.signal(SIGTERM)
            let ending = try ingest.end(SIGINT)
            #expect([130, 143].contains(ending.code))
            try expectNothingShows(store)
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            try expectUndisturbed(store)
        }
    }

    @Test func `an archive that changed after the interruption starts over`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let store = folder + "/db"
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            #expect(try ingest.end(SIGKILL).signal == SIGKILL)
            try expectNothingShows(store)
            let other = Array("other\t2000\t2\t1\n".utf8)
            try Files.write(other, to: folder + "/wide")
            let again = try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            #expect(again.errors.contains("wide: starts over"))
            try NaiveCounts(other, .v2012).expectHeld(by: store, corpus: "c")
            #expect(try Ledger.states(store) == ["wide": "complete"])
        }
    }

    @Test func `an interrupted replacement leaves the old content, and running it again finishes it`() throws {
        try withFolder { folder in
            let old = Array("old\t2000\t2\t1\n".utf8)
            try Files.write(old, to: folder + "/wide")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            try Files.write(WideRows.large, to: folder + "/wide")
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide", replace: true))
            try NaiveCounts(old, .v2012).expectHeld(by: store, corpus: "c")
            #expect(try ingest.end(SIGKILL).signal == SIGKILL)
            try NaiveCounts(old, .v2012).expectHeld(by: store, corpus: "c")
            // Without --replace it is still refused.
            try Program.expect(65, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            try NaiveCounts(old, .v2012).expectHeld(by: store, corpus: "c")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, "--replace", folder + "/wide")
            try expectUndisturbed(store)
            #expect(try Ledger.states(store) == ["wide": "complete"])
        }
    }

    @Test func `an interrupted replacement is abandoned once the old file is back`() throws {
        try withFolder { folder in
            let old = Array("old\t2000\t2\t1\n".utf8)
            try Files.write(old, to: folder + "/wide")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            try Files.write(WideRows.large, to: folder + "/wide")
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide", replace: true))
            #expect(try ingest.end(SIGKILL).signal == SIGKILL)
            try Files.write(old, to: folder + "/wide")
            let again = try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            #expect(again.errors.contains("unchanged wide"))
            #expect(try Ledger.states(store) == ["wide": "complete"])
            try NaiveCounts(old, .v2012).expectHeld(by: store, corpus: "c")
        }
    }

    @Test func `row numbers count from the archive's beginning even in a resumed ingest`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large + Array("bad\n".utf8), to: folder + "/wide")
            let store = folder + "/db"
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            #expect(try ingest.end(SIGINT).code == 130)
            let again = try Program.expect(65, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            #expect(again.errors.contains("wide: carries on after row "))
            #expect(again.errors.contains("\(folder)/wide: row \(WideRows.count + 1) "))
            try Program.expect(1, "query", "total", WideRows.word(1), "--db", store)
            try Program.expect(0, "verify", "--db", store)
            if SQLShell.isThere {
                #expect(
                    try SQLShell.run("SELECT count(*) FROM run UNION SELECT count(*) FROM block", on: store) == ["0"])
            }
        }
    }

    @Test func `a run without --bad-rows skip fails on bad rows that an interrupted run skipped`() throws {
        try withFolder { folder in
            try Files.write(Array("bad\n".utf8) + WideRows.large, to: folder + "/wide")
            let store = folder + "/db"
            let skip = ["--bad-rows", "skip"]
            for (options, code) in [(skip, 0), ([], 65)] as [([String], Int32)] {
                let ingest = try #require(
                    try FrozenIngest.make(store: store, archive: folder + "/wide", options: skip))
                #expect(try ingest.end(SIGKILL).signal == SIGKILL)
                let again = try Program.run(["ingest", "--corpus", "c", "--db", store] + options + [folder + "/wide"])
                #expect(again.code == code)
                if code == 0 {
                    #expect(again.errors.contains("1 bad row skipped"))
                    try expectUndisturbed(store)
                    for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
                } else {
                    #expect(again.errors.contains("\(folder)/wide: row 1 "))
                }
            }
        }
    }

    private func expectNothingShows(_ store: String) throws {
        #expect(try Ledger.states(store) == ["wide": "interrupted"])
        #expect(try Program.expect(0, "query", "top", "--db", store, "--format", "csv").lines.count == 1)
        #expect(try Program.expect(0, "export", "years", "--db", store).lineCount == 1)
        try Program.expect(0, "verify", "--db", store)
    }

    private func expectUndisturbed(_ store: String) throws {
        let years = try Program.expect(0, "export", "years", "--db", store)
        expectSame(years.bytes, try Self.undisturbed.get(), "export years")
        try Program.expect(0, "verify", "--db", store)
    }
}
