import Foundation
import NgramBlocks
import NgramModel
import NgramStore
import Testing

/// The folder with excerpts of Google's files, if there is one.
private let realData = ProcessInfo.processInfo.environment["NGRAMS_REAL_DATA"]

@Suite("Real excerpts, ingested", .enabled(if: realData != nil, "NGRAMS_REAL_DATA names no folder of excerpts"))
struct RealExcerptTests {
    private let fixture: IngestFixture

    init() throws {
        fixture = try IngestFixture()
    }

    @Test("of 2012 give the known n-grams and sums, separately and together")
    func v2() async throws {
        let folder = (realData ?? "") + "/v2-eng-2012"
        let summary = try await fixture.run([folder, (realData ?? "") + "/totals"]) {
            $0.partitionBytes = 10_000
            $0.blockLimits = BlockLimits(headBytes: 2000, seriesBytes: 2000)
        }
        #expect(summary.failures == [])
        let sums = try fixture.archives().filter { $0.name.contains("1gram") }
        #expect(sums.map(\.matchSum) == [574_090, 176_670, 857_382, 100_549])
        #expect(sums.map(\.volumeSum) == [233_243, 82_724, 131_279, 54_673])
        #expect(sums.map(\.rows) == [10_000, 10_000, 10_000, 10_000])
        let status = try StoreReader(path: fixture.store).read { try $0.corpusStatuses() }
        #expect(status.first { $0.name == "eng-2012" }?.ngrams == 742)
        let totals = try StoreReader(path: fixture.store).read { try $0.totals(corpus: "eng-2012") }
        #expect(totals.reduce(0) { $0 + $1.matchCount } == 468_491_999_592)
        try fixture.check()
    }

    @Test("of 2009 and 2020 give the known years")
    func v1AndV3() async throws {
        let root = realData ?? ""
        try await fixture.run([root + "/v1-eng-2009/v1-excerpt.csv.gz"]) { $0.corpus = CorpusName("eng-2009") }
        try await fixture.run([root + "/v3-eng-2019"]) { $0.corpus = CorpusName("eng-2019") }
        #expect(try fixture.dump("eng-2009").count == 437)
        try StoreReader(path: fixture.store).read { store in
            let corpus = try store.corpus(named: "eng-2019")
            let forever = try corpus.series(of: Ngram("forever"))
            #expect(forever.count == 430)
            #expect(forever.last == Observation(year: 2019, matchCount: 686_256, volumeCount: 127_758))
            #expect(try corpus.series(of: Ngram("forevermore")).count == 301)
            #expect(try corpus.series(of: Ngram("for ever")).count == 457)
        }
        try fixture.check()
    }
}
