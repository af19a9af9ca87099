import Foundation
import NgramTestSupport
import Testing

/// `ngrams query frequency`, and what several corpora, `--bin` and `--fill` do to other queries.
@Suite(.waitsForPrograms) struct QueryFrequencyTests {
    /// A store of two corpora with totals.
    private func withStore(_ body: (String) throws -> Void) throws {
        try withFolder { folder in
            func write(_ name: String, _ text: String) throws {
                try Files.write(Array(text.utf8), to: "\(folder)/\(name)")
            }
            try write(
                "googlebooks-eng-all-1gram-20120701-a",
                "Apple\t1991\t50\t5\napple\t1990\t100\t10\napple\t1991\t100\t10\napple\t2003\t8\t4\n")
            try write(
                "googlebooks-eng-all-totalcounts-20120701.txt", " \t1990,1000,10,5\t1991,2000,20,9\t2003,400,2,1\t")
            try write("googlebooks-fre-all-1gram-20120701-a", "apple\t1990\t1\t1\n")
            try write("googlebooks-fre-all-totalcounts-20120701.txt", " \t1990,10,10,5\t")
            try Program.expect(0, "ingest", "--db", folder + "/db", folder)
            try body(folder + "/db")
        }
    }

    @Test func `frequencies are counts over the totals of the year`() throws {
        try withStore { store in
            let common = ["query", "frequency", "--db", store, "--format", "csv"]
            let rows = try Program.expect(0, common + ["apple", "--corpus", "eng-2012", "--to", "1992"]).lines
            #expect(
                rows == [
                    "series,parent,year,frequency,match_count,volume_count",
                    "apple,,1990,\(Double(Float(0.1))),100,10", "apple,,1991,\(Double(Float(0.05))),100,10",
                    "apple,,1992,0.0,0,0",
                ])
            let merged = try Program.expect(
                0, common + ["apple", "--ignore-case", "--corpus", "eng-2012", "--from", "1991", "--to", "1991"]
            ).lines
            #expect(
                merged.map { $0.split(separator: ",").prefix(3).joined(separator: ",") }.last
                    == "Apple,apple (All),1991")
            #expect(merged.count == 4 && merged[1].hasSuffix(",150,"))
            let wide = try Program.expect(
                0,
                common + [
                    "apple, apple:fre_2012 / apple", "--wide", "--corpus", "eng-2012", "--unit", "percent", "--to",
                    "1990",
                ]
            ).lines
            #expect(wide.first == "year,apple,(apple:fre_2012 / apple)")
            #expect(wide.last?.hasPrefix("1990,10.0000") == true)
        }
    }

    @Test func `several corpora are answered from one state, with a column for the corpus`() throws {
        try withStore { store in
            let total = ["query", "total", "apple", "--db", store, "--format", "csv"]
            let both = [
                "corpus,ngram,match_count,volume_count,first_year,last_year", "eng-2012,apple,208,24,1990,2003",
                "fre-2012,apple,1,1,1990,1990",
            ]
            #expect(try Program.expect(0, total + ["--corpus", "all"]).lines == both)
            #expect(try Program.expect(0, total + ["--corpus", "eng-2012", "--corpus", "fre-2012"]).lines == both)
            #expect(try Program.run(total).code == 64)
            #expect(try Program.run(total + ["--corpus", "ger-2012"]).errors.contains("has no corpus \"ger-2012\""))
            let top = try Program.expect(
                0, "query", "top", "-n", "1", "--db", store, "--corpus", "all", "--format", "csv")
            #expect(
                top.lines == [
                    "corpus,rank,ngram,match_count,volume_count", "eng-2012,1,apple,208,24", "fre-2012,1,apple,1,1",
                ])
            let years = try Program.expect(
                0, "query", "years", "apple", "--db", store, "--corpus", "all", "--to", "1990", "--format", "csv")
            #expect(
                years.lines == [
                    "corpus,ngram,year,match_count,volume_count", "eng-2012,apple,1990,100,10",
                    "fre-2012,apple,1990,1,1",
                ])
            #expect(try Program.run(["export", "totals", "--db", store, "--corpus", "all"]).code == 64)
            let frequency = try Program.expect(
                0, "query", "frequency", "apple:fre_2012, apple:eng_2012", "--db", store, "--to", "1990", "--format",
                "csv")
            #expect(frequency.lines.count == 3)
        }
    }

    @Test func `bins sum years, and fill adds those without counts`() throws {
        try withStore { store in
            let common = ["query", "years", "apple", "--db", store, "--corpus", "eng-2012", "--format", "csv"]
            let decades = try Program.expect(0, common + ["--bin", "10"]).lines
            #expect(decades.dropFirst() == ["apple,1990,200,20", "apple,2000,8,4"])
            let filled = try Program.expect(0, common + ["--fill", "--bin", "5"]).lines
            #expect(filled.dropFirst() == ["apple,1990,200,20", "apple,1995,0,0", "apple,2000,8,4"])
            #expect(try Program.expect(0, common + ["--fill", "--from", "1989", "--to", "1990"]).lines.count == 3)
            #expect(try Program.run(common + ["--bin", "0"]).code == 64)
        }
    }

    @Test func `what is wrong or missing is said, at its place`() throws {
        try withStore { store in
            let common = ["query", "frequency", "--db", store, "--corpus", "eng-2012"]
            let wrong = try Program.run(common + ["apple, (pear"])
            #expect(wrong.code == 64)
            #expect(wrong.errors.hasSuffix("  apple, (pear\n         ^\n"), "\(wrong.errors)")
            let missing = try Program.run(common + ["no-one, two words"])
            #expect(missing.code == 1)
            #expect(missing.errors.contains("Replaced no-one with no - one to match how we processed the books."))
            #expect(missing.errors.contains("eng-2012 has no archives of 2-grams"))
            #expect(try Program.run(common + ["tasty=>meal"]).code == 64)
            #expect(try Program.run(common + ["apple:ger_2012"]).code == 64)
            #expect(try Program.run(common + ["apple", "--expansions", "0"]).code == 64)
            #expect(try Program.run(common + ["apple", "--forms", store + "-none"]).code == 66)
        }
    }
}

/// `ngrams plot`
@Suite(.waitsForPrograms) struct PlotCommandTests {
    @Test func `a plot fits its width, and a pipe gets no colors`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let common = ["plot", "forever, Brontë", "--db", store, "--corpus", "eng-2012", "--from", "1900"]
            let plot = try Program.expect(0, common + ["--width", "60", "--height", "12"])
            #expect(plot.lines.first == "forever, Brontë")
            #expect(plot.lines.allSatisfy { $0.count <= 60 } && plot.lines.count <= 12)
            #expect(!plot.output.contains("\u{1B}"))
            #expect(try Program.run(common + ["--output", folder + "/p.png"]).code == 64)
            #expect(try Program.run(common + ["--width", "0"]).code == 64)
            try Program.expect(0, common + ["--output", folder + "/p.svg"])
            #expect(String(decoding: try Files.read(folder + "/p.svg"), as: UTF8.self).hasPrefix("<svg "))
            try Program.expect(0, common + ["--output", folder + "/p.csv"])
            let csv = String(decoding: try Files.read(folder + "/p.csv"), as: UTF8.self)
            #expect(csv.hasPrefix("series,parent,year,frequency,match_count,volume_count\nBrontë,,1900,"))
            let none = try Program.run(["plot", "no such word", "--db", store, "--corpus", "eng-2012"])
            #expect(none.code == 1)
            #expect(none.output.contains("Nothing was found."))
        }
    }
}

/// Recorded answers of the Viewer.
@Suite(.waitsForPrograms, .enabled(if: viewerData != nil, "NGRAMS_REAL_DATA names no folder of real excerpts"))
struct ViewerTests {
    private struct Series: Decodable {
        var ngram: String
        var timeseries: [Double]
    }

    @Test func `the frequencies of forever are those of the Viewer`() throws {
        let data = try #require(viewerData)
        let file = URL(fileURLWithPath: data + "/viewer/viewer-eng_2019-s0-case-sensitive.json")
        let recorded = try JSONDecoder().decode([Series].self, from: Data(contentsOf: file))
        let expected = try #require(recorded.first { $0.ngram.hasPrefix("forever") }?.timeseries)
        try withFolder { folder in
            let store = folder + "/db"
            try Program.expect(
                0, "ingest", "--db", store, "--corpus", "eng-2019", data + "/v3-eng-2019/1-00018-of-00024.gz",
                data + "/totals/20200217/eng/totalcounts-1")
            let answer = try Program.expect(
                0, "query", "frequency", "forever:eng_2019", "--db", store, "--from", "1500", "--to", "2019",
                "--format", "csv")
            let values = answer.lines.dropFirst().compactMap {
                Double($0.split(separator: ",", omittingEmptySubsequences: false)[3])
            }
            #expect(values.count == expected.count)
            for (value, known) in zip(values, expected) { #expect(abs(value - known) <= 1.3e-7 * known) }
        }
    }
}

private let viewerData = ProcessInfo.processInfo.environment["NGRAMS_REAL_DATA"]
