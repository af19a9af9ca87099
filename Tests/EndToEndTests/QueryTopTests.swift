import Foundation
import Testing

@Suite(.waitsForPrograms) struct QueryTopTests {
    /// Options, and the request that they express.
    private static let requests: [([String], NaiveTop)] = [
        ([], NaiveTop()),
        (["-n", "3"], NaiveTop(limit: 3)),
        (["-n", "0"], NaiveTop(limit: 0)),
        (["-n", "100000"], NaiveTop(limit: 100000)),
        (["--by", "volume", "-n", "40"], NaiveTop(limit: 40, byVolume: true)),
        (["--by", "match"], NaiveTop()),
        (["--tags", "include"], NaiveTop(tags: "include")),
        (["--tags", "only", "-n", "200"], NaiveTop(limit: 200, tags: "only")),
        (["--tags", "exclude"], NaiveTop()),
        (["--prefix", "b"], NaiveTop(prefix: "b")),
        (["--prefix", "б"], NaiveTop(prefix: "б")),
        (["--prefix", "qqqq"], NaiveTop(prefix: "qqqq")),
        (["--year", "1985", "-n", "50"], NaiveTop(limit: 50, years: 1985...1985)),
        (["--from", "1700", "--to", "1750", "-n", "50"], NaiveTop(limit: 50, years: 1700...1750)),
        (["--from", "1990"], NaiveTop(years: 1990...9999)),
        (["--to", "1600"], NaiveTop(years: 1...1600)),
        (
            ["--year", "1900", "--prefix", "a", "--by", "volume", "--tags", "include", "-n", "25"],
            NaiveTop(limit: 25, years: 1900...1900, prefix: "a", byVolume: true, tags: "include")
        ),
    ]

    @Test(arguments: SmallStore.corpora)
    func `query top and export top list the largest n-grams first, with any options`(corpus: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for (options, request) in Self.requests {
                let expected = SmallStore.of(corpus).topCSV(request)
                let common = ["top", "--db", store, "--corpus", corpus] + options
                let query = try Program.run(["query"] + common + ["--format", "csv"])
                #expect(query.code == 0)
                #expect(query.bytes == expected, "query top \(options)")
                let export = try Program.run(["export"] + common)
                #expect(export.code == 0)
                #expect(export.bytes == expected, "export top \(options)")
            }
        }
    }

    @Test func `json, tsv and table have the same rows`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let top = SmallStore.of("eng-2012").top(NaiveTop(limit: 8))
            let fields = top.enumerated().map { ["\($0 + 1)", $1.text, "\($1.match)", "\($1.volume)"] }
            let common = ["query", "top", "-n", "8", "--db", store, "--corpus", "eng-2012", "--format"]
            let json = try Program.run(common + ["json"])
            #expect(
                try JSON.rows(json.bytes).map { JSON.texts($0, ["rank", "ngram", "match_count", "volume_count"]) }
                    == fields)
            let tsv = try Program.run(common + ["tsv"])
            #expect(tsv.lines.dropFirst().map { $0.split(separator: "\t").map(String.init) } == fields)
            let table = try Program.run(common + ["table"])
            let numbers = table.lines.dropFirst(2).map { line -> [String] in
                line.replacing(",", with: "").split(separator: " ").suffix(2).map(String.init)
            }
            #expect(numbers == fields.map { Array($0.suffix(2)) })
        }
    }

    @Test func `equal counts rank by the bytes of the n-gram`() throws {
        try withFolder { folder in
            let words = ["é", "z", "A", "a", "aa", "ß", "\u{10FFFF}", "\u{FFFD}"]
            try Files.write(words.map { "\($0)\t2000\t5\t5\n" }.joined(), to: folder + "/w")
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", folder + "/db")
            for by in ["match", "volume"] {
                let csv = try Program.expect(
                    0, "query", "top", "--by", by, "-n", "5", "--db", folder + "/db", "--format", "tsv")
                let ranked = csv.lines.dropFirst().map { String($0.split(separator: "\t")[1]) }
                #expect(ranked == ["A", "a", "aa", "z", "ß"])
            }
        }
    }
}
