import Testing

@testable import NgramSamples

/// Generated archives resemble Google's in every property that affects a benchmark.
@Suite struct ArchiveShapeTests {
    private let compressed: [UInt8]
    private let content: [UInt8]
    private let archive: ParsedArchive
    private let summary: ArchiveSummary

    init() throws {
        let sink = MemorySink()
        let request = ArchiveSetRequest(edition: .v2012, count: 1, rows: 60_000)
        summary = try SampleArchives.generate(request, index: 0, path: "a.gz", to: sink)
        compressed = sink.bytes
        content = try inflated(compressed, windowBits: 31)
        archive = try ParsedArchive(content, edition: .v2012)
    }

    @Test func theSummaryMatchesTheFile() {
        let rows = archive.rows
        #expect(summary.rows == rows.count)
        #expect(summary.ngrams == archive.groups.count)
        #expect(summary.matchSum == rows.reduce(0) { $0 + $1.match })
        #expect(summary.volumeSum == rows.reduce(0) { $0 + $1.volume })
        #expect(summary.uncompressedBytes == UInt64(content.count))
        #expect(summary.compressedBytes == UInt64(compressed.count))
    }

    @Test func numberAndLengthOfRowsResembleRealFiles() {
        let rows = Double(archive.rows.count)
        #expect(abs(rows / 60_000 - 1) < 0.1)
        #expect((60...70).contains(rows / Double(summary.ngrams)), "59.6 in the real excerpt, 63 in all files")
        #expect((19.8...21.2).contains(Double(content.count) / rows), "20.8 in the real excerpt")
        #expect((5.0...5.8).contains(Double(content.count) / Double(compressed.count)), "5.2 in the real excerpt")
    }

    @Test func countsAreMostlySmallAndYearsMostlyAdjacent() {
        let rows = archive.rows
        let small = rows.count { $0.match < 10 }
        #expect((0.70...0.80).contains(Double(small) / Double(rows.count)), "0.75 in the real excerpt")
        let adjacent = zip(rows, rows.dropFirst()).count { $0.ngram == $1.ngram && $1.year == $0.year + 1 }
        #expect((0.65...0.77).contains(Double(adjacent) / Double(rows.count)), "0.71 in the real excerpt")
        #expect(rows.map(\.match).max() == 470_825_580, "the count of \"and\" in 2008")
    }

    @Test func countsFollowTheRulesOfTheFormat() {
        for group in archive.groups {
            #expect(group.reduce(0) { $0 + $1.match } >= 40)
            #expect(zip(group, group.dropFirst()).allSatisfy { $0.year < $1.year })
            #expect(group.allSatisfy { 1 <= $0.volume && $0.volume <= $0.match && (1500...2008).contains($0.year) })
        }
    }

    @Test func theFileConsistsOfSortedRunsOfDistinctNgrams() {
        let ngrams = archive.groups.compactMap(\.first?.ngram)
        let falls = zip(ngrams, ngrams.dropFirst()).count { $1.lexicographicallyPrecedes($0) }
        #expect(summary.runs == falls + 1)
        #expect((3...10).contains(summary.runs))
        #expect(Set(ngrams).count == ngrams.count)
        let tagged = ngrams.count { $0.contains(UInt8(ascii: "_")) }
        #expect((0.4...0.6).contains(Double(tagged) / Double(ngrams.count)))
    }
}
