import Foundation
import Testing

@Suite(.waitsForPrograms) struct QueryYearsTests {
    private static let words = ["forever", "no-such-word", "B\"", "август", "xylophone", "Brontë"]

    @Test(arguments: SmallStore.corpora, [1...9999, 1900...1910, 1...1700])
    func `years ascend, and only those in which a word occurs are listed`(corpus: String, range: ClosedRange<Int>)
        throws
    {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let counts = SmallStore.of(corpus)
            var fields: [[String]] = []
            var expected = Array("ngram,year,match_count,volume_count\n".utf8)
            for word in Self.words {
                for (year, pair) in counts.series(Array(word.utf8), range) {
                    let numbers = ["\(year)", "\(pair.match)", "\(pair.volume)"]
                    fields.append([word] + numbers)
                    expected += NaiveCSV.row([NaiveCSV.field(Array(word.utf8))] + numbers.map { Array($0.utf8) })
                }
            }
            let options = ["--from", "\(range.lowerBound)", "--to", "\(range.upperBound)"]
            let common = ["query", "years", "--db", store, "--corpus", corpus] + Self.words + options
            let csv = try Program.run(common + ["--format", "csv"])
            #expect(csv.bytes == expected)
            #expect(csv.code == (fields.isEmpty ? 1 : 0))
            let json = try Program.run(common + ["--format", "json"])
            let keys = ["ngram", "year", "match_count", "volume_count"]
            #expect(try JSON.rows(json.bytes).map { JSON.texts($0, keys) } == fields)
            let tsv = try Program.run(common + ["--format", "tsv"])
            #expect(
                tsv.lines == ["ngram\tyear\tmatch_count\tvolume_count"] + fields.map { $0.joined(separator: "\t") })
            let table = try Program.run(common + ["--format", "table"])
            #expect(table.lines.count == fields.count + 2)
            for (line, row) in zip(table.lines.dropFirst(2), fields) {
                let cells = line.split(separator: " ").map { $0.filter { $0 != "," } }
                #expect(cells == row)
            }
        }
    }

    @Test func `a query that finds no word ends with 1 and prints only a header`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let ending = try Program.expect(
                1, "query", "years", "qqq", "--db", store, "--corpus", "eng-2012", "--format", "csv")
            #expect(ending.output == "ngram,year,match_count,volume_count\n")
            let json = try Program.expect(
                1, "query", "years", "qqq", "--db", store, "--corpus", "eng-2012", "--format", "json")
            #expect(try JSON.rows(json.bytes).isEmpty)
        }
    }
}
