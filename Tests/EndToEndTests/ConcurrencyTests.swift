import Foundation
import Testing

/// Two processes on one store.
@Suite(.waitsForPrograms) struct ConcurrencyTests {
    @Test func `a second ingest ends with 75 at once and changes nothing`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Files.write("w\t2000\t5\t4\n", to: folder + "/words")
            let store = folder + "/db"
            let first = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            let before = [try Files.read(store), try Files.read(store + "-wal")]
            for arguments in [[folder + "/words"], [folder + "/wide"], ["--replace", folder + "/wide"]] {
                let second = try Program.run(["ingest", "--corpus", "c", "--db", store] + arguments)
                #expect(second.code == 75)
                #expect(second.bytes.isEmpty)
                #expect(second.errors.contains("\(store): another ingest holds the store; nothing was done"))
            }
            #expect(try [Files.read(store), Files.read(store + "-wal")] == before)
            #expect(try first.end().code == 0)
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/words")
            try Program.expect(0, "query", "total", "w", "--db", store)
            try Program.expect(0, "verify", "--db", store)
        }
    }

    @Test func `queries during an ingest succeed and see complete archives only`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let rows = Array("w\t2000\t5\t4\n\(WideRows.word(1))\t1801\t3\t1\n".utf8)
            try Files.write(rows, to: folder + "/words")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/words")
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            let counts = try NaiveCounts(rows, .v2012)
            try counts.expectHeld(by: store, corpus: "c")
            let top = try Program.expect(0, "query", "top", "--db", store, "--format", "csv")
            #expect(top.bytes == counts.topCSV(NaiveTop()))
            #expect(try Ledger.states(store) == ["words": "complete", "wide": "loading"])
            let status = try JSON.object(Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            #expect(
                status["corpora"]?.map { JSON.texts($0, ["archives", "rows", "ngrams", "first_year"]) } == [
                    ["1", "2", "2", "1801"]
                ])
            #expect(try ingest.end().code == 0)
            let after = try Program.expect(0, "export", "totals", "--db", store)
            #expect(after.lineCount == 1 + 1 + WideRows.count)
            try Program.expect(0, "verify", "--db", store)
        }
    }

    @Test func `an export in progress does not stop an ingest, and shows one state of the store`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Files.write("w\t2000\t5\t4\n", to: folder + "/words")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            let report = try Program.start(["export", "years", "--db", store, "--output", folder + "/report.csv"])
            _ = try report.freeze { true }
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/words")
            report.signal(SIGCONT)
            #expect(try report.wait().code == 0)
            let lines = Files.lineCount(try Files.read(folder + "/report.csv"))
            #expect([1 + WideRows.count, 2 + WideRows.count].contains(lines))
            try Program.expect(0, "query", "total", "w", "--db", store)
        }
    }
}
