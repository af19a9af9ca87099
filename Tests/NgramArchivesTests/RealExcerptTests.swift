import Foundation
import NgramArchives
import NgramModel
import NgramTestSupport
import Testing

/// The folder with excerpts of Google's files, if there is one.
let realData = ProcessInfo.processInfo.environment["NGRAMS_REAL_DATA"]

@Suite("Real excerpts", .enabled(if: realData != nil, "NGRAMS_REAL_DATA names no folder of excerpts"))
struct RealExcerptTests {
    @Test(
        "of 2012 have the n-grams and sums that are known",
        arguments: [
            ("a", 199, 574_090, 233_243), ("b", 173, 176_670, 82_724), ("c", 180, 857_382, 131_279),
            ("x", 190, 100_549, 54_673),
        ] as [(String, Int, Int64, Int64)])
    func v2(letter: String, ngrams: Int, match: Int64, volume: Int64) throws {
        let name = "v2-eng-2012/googlebooks-eng-all-1gram-20120701-\(letter).gz"
        let (model, rows) = try read(name, .y2012)
        #expect(rows == 10_000)
        #expect(model.ngrams.count == ngrams)
        #expect(model.sums.match == match)
        #expect(model.sums.volume == volume)
    }

    @Test("of 2009 have the known n-grams")
    func v1() throws {
        let (model, rows) = try read("v1-eng-2009/v1-excerpt.csv.gz", .y2009)
        #expect(rows == 30_000)
        #expect(model.ngrams.count == 437)
    }

    @Test("of 2020 have the known years")
    func v3() throws {
        let (model, _) = try read("v3-eng-2019/1-00018-of-00024.gz", .y2019)
        #expect(model.series(Array("forever".utf8)).count == 430)
        #expect(model.series(Array("forevermore".utf8)).count == 301)
        #expect(
            model.series(Array("forever".utf8)).last
                == Observation(year: 2019, matchCount: 686_256, volumeCount: 127_758))
        let (pairs, _) = try read("v3-eng-2019/2-00407-of-00589.gz", .y2019)
        #expect(pairs.series(Array("for ever".utf8)).count == 457)
    }

    @Test(
        "of totals files sum to what is known",
        arguments: [
            ("googlebooks-eng-all-totalcounts-20120701.txt", 468_491_999_592),
            ("20200217/eng/totalcounts-1", 1_997_515_570_677),
        ] as [(String, Int64)])
    func totals(name: String, sum: Int64) throws {
        let totals = try TotalsFile(ArchiveReader(path: path("totals/\(name)")))
        #expect(totals.rows.reduce(0) { $0 + $1.matchCount } == sum)
    }

    @Test("of the totals file of 2009 are read past its header")
    func totals2009() throws {
        let totals = try TotalsFile(ArchiveReader(path: path("totals/googlebooks-eng-all-totalcounts-20090715.txt")))
        #expect(totals.rows.count == 393)
        #expect(totals.rows.last?.year == 2008)
    }

    /// An excerpt, mapped partition by partition, each compared with the slow reader.
    private func read(_ name: String, _ edition: Edition) throws -> (CountsModel, rows: Int64) {
        var model = CountsModel()
        var rows: Int64 = 0
        for (bytes, _) in try partitions(of: path(name), size: 50_000) {
            let counts = map(bytes, edition).counts
            let isConsistent = model.add(counts)
            #expect(isConsistent)
            rows += counts.rows
            let slow = TestArchive(edition, NaiveRows.read(bytes, edition).compactMap { $0 })
            #expect(slow.rows.count == Int(counts.rows))
            #expect(slow.model.sums.match == counts.matchSum)
        }
        #expect(try Edition(sniffing: path(name)) == edition)
        return (model, rows)
    }

    private func path(_ name: String) -> String {
        (realData ?? "") + "/" + name
    }
}
