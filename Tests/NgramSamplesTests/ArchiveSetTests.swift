import NgramTestSupport
import Testing

@testable import NgramSamples

@Suite struct ArchiveSetTests {
    private func request(_ edition: SampleEdition, seed: UInt64 = 1) -> ArchiveSetRequest {
        var request = ArchiveSetRequest(edition: edition, count: 3, rows: 4_000)
        request.seed = seed
        request.totals = true
        return request
    }

    private func files(_ request: ArchiveSetRequest, jobs: Int) async throws -> [String: [UInt8]] {
        try await withFolder { folder in
            _ = try await SampleArchives.write(request, into: folder, jobs: jobs)
            return try TestFolder.tree(folder)
        }
    }

    @Test(arguments: SampleEdition.allCases)
    func theSameRequestWritesTheSameBytesForAnyNumberOfJobs(edition: SampleEdition) async throws {
        let one = try await files(request(edition), jobs: 1)
        #expect(one.count == 4)
        #expect(try await files(request(edition), jobs: 3) == one)
        let other = try await files(request(edition, seed: 2), jobs: 3)
        #expect(other.keys == one.keys)
        #expect(other.allSatisfy { one[$0.key] != $0.value || $0.key == edition.totalsPath() })
    }

    @Test func editionsDifferInLayoutOnly() async throws {
        var tables: [[ParsedArchive.Row]] = []
        for edition in SampleEdition.allCases {
            let sink = MemorySink()
            _ = try SampleArchives.generate(request(edition), index: 1, path: "b.csv.zip", to: sink)
            let content =
                try edition == .v2009 ? ZipFile(sink.bytes).content : inflated(sink.bytes, windowBits: 31)
            tables.append(try ParsedArchive(content, edition: edition).rows)
        }
        let pages = tables[0].compactMap(\.page)
        #expect(zip(pages, tables[0]).allSatisfy { $1.volume <= $0 && $0 <= $1.match })
        for index in tables[0].indices { tables[0][index].page = nil }
        #expect(tables[0] == tables[1])
        #expect(tables[1] == tables[2])
    }

    @Test func noNgramIsInTwoFiles() {
        var seen: Set<[UInt8]> = []
        var count = 0
        for index in 0..<60 {
            Vocabulary(seed: 1, index: index, ngrams: 600).visit(.runs) { word, _, _ in
                seen.insert(word)
                count += 1
            }
        }
        #expect(seen.count == count)
        #expect(count > 30_000)
    }

    @Test(arguments: SampleEdition.allCases)
    func totalsAreAtLeastTheCountsOfTheArchives(edition: SampleEdition) async throws {
        try await withFolder { folder in
            let summaries = try await SampleArchives.write(request(edition), into: folder, jobs: 2)
            let totals = try ParsedTotals(TestFolder.tree(folder)[edition.totalsPath()] ?? [], edition: edition)
            for year in summaries.reduce(into: YearSums(), { $0.add($1.years) }).occurring {
                let total = try #require(totals.years[year.year])
                #expect(total.match >= year.match && total.page >= year.page && total.volume >= year.volume)
            }
        }
    }

    @Test func requestsOutOfRangeAreRefused() {
        for (edition, count, rows) in [(SampleEdition.v2012, 40, 5_000), (.v2009, 0, 5_000), (.v2020, 1, 10)] {
            let request = ArchiveSetRequest(edition: edition, count: count, rows: rows)
            #expect(throws: SampleError.self) { try request.validate() }
        }
    }

    @Test func largeZipFilesUseZip64() {
        #expect(ArchiveSetRequest(edition: .v2009, count: 1, rows: 90_000_000).effectiveZipLayout == .zip64)
        #expect(ArchiveSetRequest(edition: .v2009, count: 1, rows: 10_000_000).effectiveZipLayout == .plain)
    }
}
