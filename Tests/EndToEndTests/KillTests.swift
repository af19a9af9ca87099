import Foundation
import NgramSamples
import Testing

@Suite struct KillTests {
    @Test(arguments: [1, 2] as [UInt64])
    func `killed again and again at random, an ingest ends as if nothing had happened`(seed: UInt64) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/ngrams-e2e-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var request = ArchiveSetRequest(edition: .v2012, count: 8, rows: 60_000)
        request.seed = seed
        request.level = 1
        request.totals = true
        _ = try await SampleArchives.write(request, into: folder + "/data", jobs: 1)
        try ArchiveFiles.write(WideRows.large, .v2012, 1, .plain, in: folder + "/data")
        let arguments = ["ingest", "--db", folder + "/killed", "--jobs", "\(seed)", folder + "/data"]
        let calm = try Program.run(["ingest", "--db", folder + "/calm", folder + "/data"])
        #expect(calm.code == 0)

        var random = SeededGenerator(seed: seed)
        var killed = 0
        var notes = ""
        rounds: for _ in 0..<15 {
            let program = try Program.start(arguments)
            let start = size(folder)
            // By how often it was looked at, early as a rule, or by what it has written.
            var looks = Bool.random(using: &random) ? Int.random(in: 2...200, using: &random) : Int.max
            let growth = Int.random(in: 0...(32 << 20), using: &random)
            _ = program.poll {
                looks -= 1
                return looks == 0 || size(folder) > start + growth
            }
            program.signal(SIGKILL)
            let ending = try program.wait()
            notes += ending.errors
            if ending.code == 0 { break rounds }
            #expect(ending.signal == SIGKILL)
            killed += 1
            try expectWholeArchives(folder)
        }
        let last = try Program.run(arguments)
        #expect(last.code == 0, "\(last.errors)")
        #expect(killed >= 3, "it was killed often enough to mean something")
        #expect((notes + last.errors).contains("carries on after row"))
        for report in [["export", "years"], ["export", "totals"], ["export", "top", "-n", "1000"]] {
            let calm = try Program.run(report + ["--db", folder + "/calm"])
            let killed = try Program.run(report + ["--db", folder + "/killed"])
            expectSame(killed.bytes, calm.bytes, "\(report)")
            #expect(calm.lineCount > 1000)
        }
        try Program.expect(0, "verify", "--db", folder + "/killed")
        guard SQLShell.isThere else { return }
        let ledger = "SELECT corpus, name, state, rows, bad_rows, match_sum, volume_sum FROM archives ORDER BY name"
        #expect(try SQLShell.run(ledger, on: folder + "/killed") == SQLShell.run(ledger, on: folder + "/calm"))
        let rows = "SELECT count(*), sum(rows) FROM block_bound"
        let series = "SELECT (SELECT count(*) FROM ngram) + (SELECT count(*) FROM ngram_extra)"
        #expect(
            try SQLShell.run(rows, on: folder + "/killed").map { $0.split(separator: "|")[1] }
                == SQLShell.run(rows, on: folder + "/calm").map { $0.split(separator: "|")[1] })
        #expect(try SQLShell.run(series, on: folder + "/killed") == SQLShell.run(series, on: folder + "/calm"))
    }

    private func size(_ folder: String) -> Int {
        Files.size(folder + "/killed") + Files.size(folder + "/killed-wal")
    }

    /// After any kill the store is sound, and shows of the wide archive all or nothing.
    private func expectWholeArchives(_ folder: String) throws {
        let words = [0, WideRows.count / 2, WideRows.count - 1].map(WideRows.word)
        let options = ["--db", folder + "/killed", "--corpus", "eng-2012", "--format", "csv"]
        let totals = try Program.run(["query", "total"] + options + words)
        // Before the first archive there is no store, or none that has the corpus.
        guard totals.code == 0 || totals.code == 1 else {
            #expect([64, 66].contains(totals.code), "\(totals.errors)")
            return
        }
        let absent = totals.lines.filter { $0.hasSuffix(",0,0,,") }.count
        #expect(absent == (totals.code == 0 ? 0 : 3))
    }
}
