import Foundation
import Testing

/// The note about archives that are not counted.
@Suite(.waitsForPrograms) struct UncountedArchiveTests {
    private static let answers = [
        ["query", "total", "good"], ["query", "years", "good"], ["query", "top"], ["export", "totals"],
        ["export", "years"], ["export", "top"],
    ]

    @Test func `every answer has one note on standard error with the number of uncounted archives and the reason`()
        throws
    {
        try withFolder { folder in
            try Files.write("good\t2000\t1\t1\n", to: folder + "/good")
            try Files.write("bad\n", to: folder + "/bad1")
            try Files.write("bad\n", to: folder + "/bad2")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/good")
            let before = try Self.answers.map { try Program.run($0 + ["--db", store]) }
            for ending in before { #expect(ending.errors == "", "all is counted") }

            try Program.expect(65, "ingest", "--corpus", "c", "--db", store, folder + "/bad1")
            for (command, old) in zip(Self.answers, before) {
                let ending = try Program.run(command + ["--db", store])
                #expect(ending.code == 0)
                #expect(ending.bytes == old.bytes)
                #expect(
                    ending.errors == "ngrams: note: 1 archive of c is not counted: 1 failed; see ngrams status\n")
            }
            try Program.expect(65, "ingest", "--corpus", "c", "--db", store, folder + "/bad2")
            let ending = try Program.expect(0, "query", "top", "--db", store)
            #expect(ending.errors == "ngrams: note: 2 archives of c are not counted: 2 failed; see ngrams status\n")

            try Program.expect(0, "ingest", "--corpus", "other", "--db", store, folder + "/good")
            let other = try Program.expect(0, "query", "top", "--corpus", "other", "--db", store)
            #expect(other.errors == "", "the other corpus is complete")
        }
    }

    @Test func `after a kill in the middle of the first ingest, an answer is empty and a note gives the reason`() throws
    {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let store = folder + "/db"
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            let reading = try Program.expect(0, "query", "top", "--db", store, "--format", "csv")
            #expect(reading.lines.count == 1)
            #expect(
                reading.errors == "ngrams: note: 1 archive of c is not counted: 1 being read; see ngrams status\n")
            #expect(try Ledger.states(store) == ["wide": "loading"])

            #expect(try ingest.end(SIGKILL).signal == SIGKILL)
            let note = "ngrams: note: 1 archive of c is not counted: 1 interrupted; see ngrams status\n"
            for options in [[], ["--corpus", "c"]] {
                let total = try Program.expect(
                    1, ["query", "total", "wide", "--db", store, "--format", "csv"] + options)
                #expect(total.lines.last == "wide,0,0,,")
                #expect(total.errors == note)
                #expect(try Program.expect(0, ["query", "top", "--db", store] + options).errors == note)
            }
            #expect(try Ledger.states(store) == ["wide": "interrupted"])
            let status = try Program.expect(0, "status", "--db", store)
            #expect(status.output.contains("c: 1 interrupted\n"))
        }
    }

    @Test func `an unknown corpus is still a usage error that lists the corpora of the store`() throws {
        try withFolder { folder in
            try Files.write("bad\n", to: folder + "/bad")
            let store = folder + "/db"
            try Program.expect(65, "ingest", "--corpus", "c", "--db", store, folder + "/bad")
            let ending = try Program.expect(64, "query", "top", "--corpus", "d", "--db", store)
            #expect(ending.errors.contains("no corpus \"d\"; it has: c"))
        }
    }
}
