import Foundation
import NgramTestSupport
import Testing

/// The folder of the real excerpts.
private enum RealData {
    static let folder = ProcessInfo.processInfo.environment["NGRAMS_REAL_DATA"]
}

/// Real excerpts, in the folder that `NGRAMS_REAL_DATA` names, compared with known facts about them.
@Suite(.waitsForPrograms, .enabled(if: RealData.folder != nil, "NGRAMS_REAL_DATA names no folder of real excerpts"))
struct RealDataTests {
    private func plain(_ path: String) throws -> [UInt8] {
        try #require(ZlibInflate.gunzip(Files.read(path)), "\(path) is gzip")
    }

    @Test(
        arguments: [
            ("a", 199, 574_090, 233_243), ("b", 173, 176_670, 82_724), ("c", 180, 857_382, 131_279),
            ("x", 190, 100_549, 54_673),
        ] as [(String, Int, Int64, Int64)])
    func `each 2012 excerpt has its known number of n-grams and its known sums`(
        letter: String, ngrams: Int, matches: Int64, volumes: Int64
    ) throws {
        let data = try #require(RealData.folder)
        try withFolder { folder in
            let path = "\(data)/v2-eng-2012/googlebooks-eng-all-1gram-20120701-\(letter).gz"
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, path)
            let counts = try NaiveCounts(plain(path), .v2012)
            try counts.expectHeld(by: store, corpus: "eng-2012")
            let rows = try Program.expect(0, "export", "totals", "--db", store).lines.dropFirst()
                .map { $0.split(separator: ",").suffix(4).compactMap { Int64($0) } }
            #expect(rows.count == ngrams)
            #expect(rows.reduce(0) { $0 + $1[0] } == matches)
            #expect(rows.reduce(0) { $0 + $1[1] } == volumes)
            #expect(counts.rows == 10_000)
        }
    }

    @Test func `all 2012 excerpts together give the answers of a naive count`() throws {
        let data = try #require(RealData.folder)
        try withFolder { folder in
            let excerpts = "\(data)/v2-eng-2012"
            try Program.expect(0, "ingest", "--db", folder + "/db", excerpts, "\(data)/totals")
            var counts = NaiveCounts()
            for name in try Files.names(in: excerpts) { try counts.add(plain("\(excerpts)/\(name)"), .v2012) }
            let options = ["--db", folder + "/db", "--corpus", "eng-2012"]
            try counts.expectHeld(by: folder + "/db", corpus: "eng-2012")
            for top in [NaiveTop(limit: 50), NaiveTop(limit: 50, byVolume: true, tags: "include")] {
                let by = top.byVolume ? "volume" : "match"
                let answer = try Program.run(
                    ["query", "top", "-n", "50", "--by", by, "--tags", top.tags, "--format", "csv"] + options)
                #expect(answer.bytes == counts.topCSV(top))
            }
            let aardvark = counts.total(Array("Aardvark".utf8))
            if aardvark.first != nil {
                let answer = try Program.run(["query", "total", "Aardvark", "--format", "csv"] + options)
                #expect(answer.bytes.suffix(aardvark.csv.count) == aardvark.csv[...])
            }
        }
    }

    @Test func `the 2009 excerpt has 437 n-grams, whose sums are those of a naive count`() throws {
        let data = try #require(RealData.folder)
        try withFolder { folder in
            let path = "\(data)/v1-eng-2009/v1-excerpt.csv.gz"
            try Program.expect(0, "ingest", "--db", folder + "/db", "--corpus", "eng-2009", path)
            let counts = try NaiveCounts(plain(path), .v2009)
            #expect(counts.rows == 30_000)
            #expect(counts.years.count == 437)
            try counts.expectHeld(by: folder + "/db", corpus: "eng-2009")
        }
    }

    @Test func `the 2020 excerpts have the known counts of forever, forevermore and for ever`() throws {
        let data = try #require(RealData.folder)
        try withFolder { folder in
            let excerpts = "\(data)/v3-eng-2019"
            try Program.expect(0, "ingest", "--db", folder + "/db", "--corpus", "eng-2019", excerpts)
            var counts = NaiveCounts()
            for name in try Files.names(in: excerpts) { try counts.add(plain("\(excerpts)/\(name)"), .v2020) }
            try counts.expectHeld(by: folder + "/db", corpus: "eng-2019")
            func lines(_ arguments: String...) throws -> [String] {
                try Array(Program.run(arguments + ["--db", folder + "/db", "--format", "csv"]).lines.dropFirst())
            }
            #expect(try lines("query", "years", "forever", "--from", "2019") == ["forever,2019,686256,127758"])
            #expect(try lines("query", "years", "forever").count == 430)
            #expect(try lines("query", "years", "forevermore").count == 301)
            #expect(try lines("query", "years", "for ever").count == 457)
        }
    }

    @Test(.enabled(if: SQLShell.isThere, SQLShell.missing))
    func `the totals files sum to their known values`() throws {
        let data = try #require(RealData.folder)
        try withFolder { folder in
            let totals = "\(data)/totals"
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, totals, "\(totals)/20200217/eng")
            let sums = try SQLShell.run(
                "SELECT corpus, sum(match_count) FROM corpus_totals WHERE corpus <> 'eng-2009' GROUP BY 1 ORDER BY 1",
                on: store)
            #expect(sums == ["eng-2012|468491999592", "eng-2019|1997515570677"])
            let file = try Files.read("\(totals)/googlebooks-eng-all-totalcounts-20090715.txt")
            let rows = String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst()
                .map { $0.split(separator: "\t").joined(separator: "|") }
            let held = try SQLShell.run(
                """
                SELECT year, match_count, page_count, volume_count FROM corpus_totals
                WHERE corpus = 'eng-2009' ORDER BY year
                """, on: store)
            #expect(held == rows.sorted { (Int($0.prefix(4)) ?? 0) < (Int($1.prefix(4)) ?? 0) })
        }
    }
}
