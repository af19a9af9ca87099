import Foundation
import Testing

@Suite(.waitsForPrograms) struct QueryTotalTests {
    private static let words = ["the", "no-such-word", "T\"", "и", "a,b", "the cat", "Быть_X", "A\\B", "the"]

    @Test(arguments: SmallStore.corpora)
    func `one row per word in the given order, with zeros for words that the store does not have`(corpus: String) throws
    {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let counts = SmallStore.of(corpus)
            let totals = Self.words.map { counts.total(Array($0.utf8)) }
            let common = ["query", "total", "--db", store, "--corpus", corpus] + Self.words
            let csv = try Program.run(common + ["--format", "csv"])
            #expect(csv.code == 0)
            #expect(csv.errors == "")
            #expect(
                csv.bytes == Array("ngram,match_count,volume_count,first_year,last_year\n".utf8)
                    + totals.flatMap(\.csv))
            let tsv = try Program.run(common + ["--format", "tsv"])
            let fields = totals.map { total in
                [
                    total.text, "\(total.match)", "\(total.volume)", total.first.map(String.init) ?? "",
                    total.last.map(String.init) ?? "",
                ]
            }
            #expect(
                tsv.lines == ["ngram\tmatch_count\tvolume_count\tfirst_year\tlast_year"]
                    + fields.map { $0.joined(separator: "\t").replacing("\\", with: "\\\\") })
            let json = try Program.run(common + ["--format", "json"])
            let keys = ["ngram", "match_count", "volume_count", "first_year", "last_year"]
            #expect(
                try JSON.rows(json.bytes).map { JSON.texts($0, keys) }
                    == fields.map { $0.map { $0 == "" ? "null" : $0 } })
            #expect(try JSON.rows(json.bytes).allSatisfy { $0.count == keys.count })
        }
    }

    @Test func `a table is the default, aligned, with grouped counts and plain years`() throws {
        try withFolder { folder in
            let rows = "word\t1999\t1234567\t1000\nother\t2001\t5\t4\n"
            try Files.write(rows, to: folder + "/w")
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", folder + "/db")
            let table = try Program.expect(0, "query", "total", "word", "other", "none", "--db", folder + "/db")
            #expect(
                table.output == """
                    ngram  match_count  volume_count  first_year  last_year
                    -----  -----------  ------------  ----------  ---------
                    word     1,234,567         1,000        1999       1999
                    other            5             4        2001       2001
                    none             0             0

                    """)
            let named = try Program.expect(
                0, "query", "total", "word", "other", "none", "--db", folder + "/db", "--format", "table")
            #expect(named.output == table.output)
        }
    }

    /// Options, and the years that they select.
    private static let ranges: [([String], ClosedRange<Int>)] = [
        (["--from", "1900", "--to", "1950"], 1900...1950), (["--to", "1850"], 1...1850),
        (["--from", "1980"], 1980...9999), (["--from", "1", "--to", "9999"], 1...9999),
        (["--from", "2008", "--to", "2008"], 2008...2008), (["--from", "1", "--to", "2"], 1...2),
        (["--from", "9999"], 9999...9999),
    ]

    @Test(arguments: ranges)
    func `only the years from --from to --to count`(options: [String], range: ClosedRange<Int>) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for corpus in SmallStore.corpora {
                let totals = Self.words.map { SmallStore.of(corpus).total(Array($0.utf8), range) }
                let csv = try Program.run(
                    ["query", "total", "--db", store, "--corpus", corpus, "--format", "csv"] + options + Self.words)
                let header = Array("ngram,match_count,volume_count,first_year,last_year\n".utf8)
                #expect(csv.bytes == header + totals.flatMap(\.csv))
                #expect(csv.code == (totals.contains { $0.first != nil } ? 0 : 1))
            }
        }
    }

    @Test func `a query that finds no word ends with 1 and still prints the zeros`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let ending = try Program.expect(
                1, "query", "total", "qqq", "--db", store, "--corpus", "eng-2012", "--format", "json")
            #expect(ending.errors == "")
            let rows = try JSON.rows(ending.bytes).map {
                JSON.texts($0, ["ngram", "match_count", "volume_count", "first_year", "last_year"])
            }
            #expect(rows == [["qqq", "0", "0", "null", "null"]])
        }
    }

    @Test func `a word matches by its exact bytes: case, accents and normalization forms are not folded`() throws {
        try withFolder { folder in
            try Files.write("é\t2000\t1\t1\ne\u{301}\t2000\t2\t1\nE\t2000\t4\t1\n", to: folder + "/w")
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", folder + "/db")
            let csv = try Program.expect(
                0, "query", "total", "é", "e\u{301}", "E", "e", "--db", folder + "/db", "--format", "csv")
            #expect(csv.lines.dropFirst().map { $0.split(separator: ",")[1] } == ["1", "2", "4", "0"])
        }
    }

    @Test func `a word that begins with a hyphen is accepted after two hyphens`() throws {
        try withFolder { folder in
            try Files.write("-x\t2000\t7\t1\n--\t2001\t8\t1\n", to: folder + "/w")
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", folder + "/db")
            let csv = try Program.expect(
                0, "query", "total", "--db", folder + "/db", "--format", "csv", "--", "-x", "--")
            #expect(csv.lines.dropFirst() == ["-x,7,1,2000,2000", "--,8,1,2001,2001"])
        }
    }
}
