import NgramArchives
import NgramIngest
import NgramModel
import NgramSamples
import Testing

@Suite("Archives that fail", .timeLimit(.minutes(10)))
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

    @Test("for a bad row, name its number, wherever it lies", arguments: [1, 100, 1 << 20], [0, 1, 50, 359])
    func badRow(partitionBytes: Int, row: Int) async throws {
        let summary = try await run(lines(badAt: row), partitionBytes: partitionBytes)
        let failure = try #require(summary.failures.first)
        #expect(failure.kind == .badData)
        #expect(failure.message.contains("row \(row + 1) "))
        #expect(failure.message.contains(path))
        #expect(failure.message.contains("whole number"))
        try checkOnlyGood(summary)
    }

    @Test("do not for bad rows that are to be left out; these are counted", arguments: [1, 100, 1 << 20])
    func skipped(partitionBytes: Int) async throws {
        let summary = try await run(lines(badAt: 50), partitionBytes: partitionBytes, badRows: .skip)
        #expect(summary.failures == [])
        #expect((summary.badRows, summary.added) == (1, 2))
        let record = try #require(try fixture.archives().first { $0.name == IngestFixture.name("f") })
        #expect((record.rows, record.badRows) == (359, 1))
        try fixture.check()
    }

    @Test("for a sum that does not fit, over the rows of an n-gram or over those of all", arguments: [1, 1 << 20])
    func overflow(partitionBytes: Int) async throws {
        let half = Int64.max / 2 + 1
        for ngrams in [["a"], ["a", "b"]] {
            let archive = rows(ngrams, years: 1990...(1990 + 2 - ngrams.count), match: half)
            let summary = try await run(archive.bytes, partitionBytes: partitionBytes)
            #expect(summary.failures.first?.message.contains("sum to more than 9223372036854775807") ?? false)
            try checkOnlyGood(summary)
        }
    }

    @Test("for damaged packed data, also when all rows were read by then")
    func truncated() async throws {
        let packed = try GzipWriter.compress(rows(["f", "shared"], years: 1...300).bytes)
        for bytes in [Array(packed.dropLast()), Array(packed.dropLast(8)), Array(packed.prefix(40)), packed + [1], []] {
            let file = try fixture.folder.write(bytes, to: IngestFixture.name("f") + ".gz")
            let summary = try await fixture.run([file, good])
            #expect(summary.failures.map(\.kind) == [.badData], "\(bytes.count) bytes")
            try checkOnlyGood(summary)
        }
    }

    /// The damage is found while partitions before it are being mapped, whose cancellation must not pass for that of
    /// the ingest.
    @Test("for damaged packed data are never told as interrupted")
    func damagedWhileMapping() async throws {
        let packed = try GzipWriter.compress(rows(["f", "shared"], years: 1...300).bytes)
        let file = try fixture.folder.write(Array(packed.dropLast()), to: IngestFixture.name("f") + ".gz")
        for _ in 0..<40 {
            let summary = try await fixture.run([file, good]) { $0.jobs = 4 }
            #expect(summary.failures.map(\.kind) == [.badData])
            #expect(!summary.isInterrupted)
        }
    }

    @Test("for rows of no edition, when the name says nothing either")
    func unknownLayout() async throws {
        let file = try fixture.folder.write(Array("hello\nworld\n".utf8), to: "mine.txt")
        let summary = try await fixture.run([file]) { $0.corpus = CorpusName("eng-2012") }
        #expect(summary.failures.first?.message.contains("no row") ?? false)
        #expect(try fixture.dump() == [])
    }

    @Test("can be mended and run again")
    func mended() async throws {
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

    @Test("for a totals file that is none; a good one is kept beside the n-grams")
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

    /// The other archive went in, and nothing of the failed one is to be seen.
    private func checkOnlyGood(
        _ summary: IngestSummary, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(summary.failures.count == 1, sourceLocation: sourceLocation)
        #expect(summary.added + summary.unchanged == 1, sourceLocation: sourceLocation)
        #expect(try fixture.dump() == goodRows.model.dump(), sourceLocation: sourceLocation)
        try fixture.check(sourceLocation: sourceLocation)
    }
}
