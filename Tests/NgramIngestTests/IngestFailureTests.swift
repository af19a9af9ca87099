import NgramIngest
import NgramModel
import NgramSamples
import Testing

@Suite("Archives that fail", .timeLimit(.minutes(30)))
struct IngestFailureTests {
    private let fixture: IngestFixture
    private let good: String
    private let path: String
    private let goodRows = rows(["good", "shared"])

    init() throws {
        fixture = try IngestFixture()
        good = try fixture.folder.write(goodRows.bytes, to: IngestFixture.name("g"))
        path = fixture.folder.file(IngestFixture.name("f"))
    }

    @Test("for a bad row, report its number, wherever it is", arguments: [1, 100, 1 << 20], [0, 1, 50, 359])
    func badRow(partitionBytes: Int, row: Int) async throws {
        let summary = try await run(lines(badAt: row), partitionBytes: partitionBytes)
        let failure = try #require(summary.failures.first)
        #expect(failure.kind == .badData)
        #expect(failure.message.contains("row \(row + 1) "))
        #expect(failure.message.contains(path))
        #expect(failure.message.contains("whole number"))
        try checkOnlyGood(summary)
    }

    @Test(
        "do not fail for bad rows that are skipped; the ledger keeps their number and the first",
        arguments: [1, 100, 1 << 20])
    func skipped(partitionBytes: Int) async throws {
        let summary = try await run(lines(badAt: 50), partitionBytes: partitionBytes, badRows: .skip)
        #expect(summary.failures == [])
        #expect((summary.badRows, summary.added) == (1, 2))
        let record = try #require(try fixture.archives().first { $0.name == IngestFixture.name("f") })
        #expect((record.rows, record.badRows, record.badRowPolicy) == (359, 1, .skip))
        let first = try #require(record.firstBadRow)
        #expect(first.hasPrefix("row 51: ") && first.contains("whole number") && first.contains("f\\t1990\\tmany"))
        try fixture.check()
    }

    @Test("with skipped rows are refused as changed by a run that does not skip rows", arguments: [1, 1 << 20])
    func readWithRowsSkipped(partitionBytes: Int) async throws {
        _ = try await run(lines(badAt: 50), partitionBytes: partitionBytes, badRows: .skip)
        let before = try fixture.dump()
        #expect(try await fixture.run([path, good]) { $0.badRows = .skip }.unchanged == 2)
        let refused = try await fixture.run([path, good])
        #expect((refused.failures.map(\.kind), refused.unchanged) == ([.badData], 1))
        guard case .readWithRowsSkipped(_, badRows: 1, _)? = refused.failures.first else {
            Issue.record("\(refused.failures)")
            return
        }
        let failed = try await fixture.run([path, good]) { $0.replace = true }
        #expect((failed.failures.map(\.kind), failed.unchanged) == ([.badData], 1))
        #expect(failed.failures.first?.message.contains("row 51 ") ?? false)
        #expect(try fixture.dump() == before)
        try fixture.check()
        try fixture.folder.write(rows(["f", "shared"]).bytes, to: IngestFixture.name("f"))
        #expect(try await fixture.run([path, good]) { $0.replace = true }.failures == [])
        #expect(try await fixture.run([path, good]) { $0.badRows = .skip }.unchanged == 2)
    }

    @Test("without a bad row are unchanged whether or not bad rows are skipped", arguments: BadRowPolicy.allCases)
    func policyWithoutBadRows(policy: BadRowPolicy) async throws {
        try await fixture.run([good]) { $0.badRows = policy }
        for other in BadRowPolicy.allCases {
            #expect(try await fixture.run([good]) { $0.badRows = other }.unchanged == 1)
        }
        #expect(try fixture.archives().map(\.badRowPolicy) == [policy])
    }

    @Test("without a single good row also fail when bad rows are skipped", arguments: [1, 1 << 20])
    func noGoodRow(partitionBytes: Int) async throws {
        let other = Array("a\t1990,5,5\nb\t1990,5,5\n".utf8)
        for _ in 0..<2 {
            let summary = try await run(other, partitionBytes: partitionBytes, badRows: .skip)
            #expect(summary.failures.map(\.kind) == [.badData])
            let message = summary.failures.first?.message ?? ""
            #expect(message.contains(path) && message.contains("2 rows are bad") && message.contains("row 1: "))
            try checkOnlyGood(summary)
        }
        let record = try #require(try fixture.archives().first { $0.name == IngestFixture.name("f") })
        #expect((record.state, record.badRows) == (.failed, 2))
    }

    @Test("for a sum that overflows, of one n-gram or of the whole archive", arguments: [1, 1 << 20])
    func overflow(partitionBytes: Int) async throws {
        let half = Int64.max / 2 + 1
        for ngrams in [["a"], ["a", "b"]] {
            let archive = rows(ngrams, years: 1990...(1990 + 2 - ngrams.count), match: half)
            let summary = try await run(archive.bytes, partitionBytes: partitionBytes)
            #expect(summary.failures.first?.message.contains("sum to more than 9223372036854775807") ?? false)
            try checkOnlyGood(summary)
        }
    }

    @Test("for damaged compressed data, also when all rows have been read")
    func truncated() async throws {
        let compressed = try GzipWriter.compress(rows(["f", "shared"], years: 1...300).bytes)
        for bytes in [
            Array(compressed.dropLast()), Array(compressed.dropLast(8)), Array(compressed.prefix(40)), compressed + [1],
            [],
        ] {
            let file = try fixture.folder.write(bytes, to: IngestFixture.name("f") + ".gz")
            let summary = try await fixture.run([file, good])
            #expect(summary.failures.map(\.kind) == [.badData], "\(bytes.count) bytes")
            try checkOnlyGood(summary)
        }
    }

    /// The damage is found while earlier partitions are being mapped. Canceling those must not look like canceling the
    /// ingest.
    @Test("for damaged compressed data are never reported as interrupted")
    func damagedWhileMapping() async throws {
        let compressed = try GzipWriter.compress(rows(["f", "shared"], years: 1...300).bytes)
        let file = try fixture.folder.write(Array(compressed.dropLast()), to: IngestFixture.name("f") + ".gz")
        for _ in 0..<40 {
            let summary = try await fixture.run([file, good]) { $0.jobs = 4 }
            #expect(summary.failures.map(\.kind) == [.badData])
            #expect(!summary.isInterrupted)
        }
    }

    @Test("for rows of no edition, when the name does not state one")
    func unknownLayout() async throws {
        let file = try fixture.folder.write(Array("hello\nworld\n".utf8), to: "mine.txt")
        let summary = try await fixture.run([file]) { $0.corpus = CorpusName("eng-2012") }
        #expect(summary.failures.first?.message.contains("no row") ?? false)
        #expect(try fixture.dump() == [])
    }

    @Test("can be fixed and run again")
    func fixed() async throws {
        _ = try await run(lines(badAt: 50), partitionBytes: 100)
        let archive = rows(["f", "shared"])
        let summary = try await run(archive.bytes, partitionBytes: 100)
        #expect((summary.failures, summary.added, summary.unchanged) == ([], 1, 1))
        var model = goodRows.model
        model.add(archive.model)
        #expect(try fixture.dump() == model.dump())
        #expect(try fixture.archives().map(\.state) == [.complete, .complete])
        try fixture.check()
    }

    @Test("for an invalid totals file; a valid one is kept beside the n-grams")
    func totals() async throws {
        let bad = try fixture.folder.write(Array("hello\n".utf8), to: "googlebooks-eng-all-totalcounts-20120701.txt")
        #expect(try await fixture.run([bad, good]).failures.count == 1)
        try fixture.folder.write(
            Array(" \t1990,7,5,3\t1991,8,5,3\t".utf8), to: "googlebooks-eng-all-totalcounts-20120701.txt")
        let summary = try await fixture.run([bad])
        #expect((summary.failures, summary.added, summary.rows) == ([], 1, 2))
        #expect(try fixture.dump() == goodRows.model.dump())
        try fixture.check()
    }

    private func lines(badAt row: Int) -> [UInt8] {
        var lines = rows(["f", "shared"], years: 1...180).rows.map { $0.bytes(.y2012) }
        lines[row] = Array("f\t1990\tmany\t1\n".utf8)
        return Array(lines.joined())
    }

    private func run(
        _ bytes: [UInt8], partitionBytes: Int, badRows: BadRowPolicy = .fail
    ) async throws -> IngestSummary {
        try fixture.folder.write(bytes, to: IngestFixture.name("f"))
        return try await fixture.run([path, good]) {
            $0.partitionBytes = partitionBytes
            $0.badRows = badRows
        }
    }

    /// The other archive was added, and the failed one has left no trace.
    private func checkOnlyGood(
        _ summary: IngestSummary, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(summary.failures.count == 1, sourceLocation: sourceLocation)
        #expect(summary.added + summary.unchanged == 1, sourceLocation: sourceLocation)
        #expect(try fixture.dump() == goodRows.model.dump(), sourceLocation: sourceLocation)
        try fixture.check(sourceLocation: sourceLocation)
    }
}
