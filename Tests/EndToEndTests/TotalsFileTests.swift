import Foundation
import NgramSamples
import Testing

@Suite(.waitsForPrograms) struct TotalsFileTests {
    @Test(.enabled(if: SQLShell.isThere, SQLShell.missing))
    func `the totals of every edition are in the view corpus_totals`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for edition in SampleEdition.allCases {
                let text = String(
                    decoding: try Files.read("\(folder)/data/\(edition.totalsPath())"), as: UTF8.self)
                // 2009: a header, followed by lines of columns. Since 2012: tuples, separated by tabs.
                let rows =
                    edition == .v2009
                    ? text.split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
                    : text.split(separator: "\t").filter { $0 != " " }.map { $0.split(separator: ",") }
                let corpus = SmallStore.place(edition).corpus
                let held = try SQLShell.run(
                    """
                    SELECT n, year, match_count, page_count, volume_count FROM corpus_totals
                    WHERE corpus = '\(corpus)' ORDER BY year
                    """, on: store)
                #expect(held == rows.map { "\(edition == .v2020 ? "1" : "")|\($0.joined(separator: "|"))" })
            }
        }
    }

    @Test func `an unchanged totals file is skipped, and a changed one is refused or, with --replace, replaced`() throws
    {
        try withFolder { folder in
            let file = folder + "/googlebooks-eng-all-totalcounts-20120701.txt"
            let store = folder + "/db"
            func held() throws -> [String] {
                guard SQLShell.isThere else { return [] }
                return try SQLShell.run("SELECT year, match_count FROM corpus_totals", on: store)
            }
            try Files.write(" \t1999,5,4,3\t2000,7,6,5\t", to: file)
            try Program.expect(0, "ingest", "--db", store, file)
            #expect(try Program.expect(0, "ingest", "--db", store, file).errors.contains("unchanged"))
            try Files.write(" \t1999,5,4,3\t2000,7,6,5\t2001,1,1,1\t", to: file)
            #expect(try Program.expect(65, "ingest", "--db", store, file).errors.contains("--replace"))
            #expect(try held() == (SQLShell.isThere ? ["1999|5", "2000|7"] : []))
            try Program.expect(0, "ingest", "--db", store, "--replace", file)
            #expect(try held() == (SQLShell.isThere ? ["1999|5", "2000|7", "2001|1"] : []))
            try Program.expect(0, "verify", "--db", store)
        }
    }

    @Test(arguments: [
        " \t1999,5,4\t", " \t1999,5,4,3,2\t", " \tx,5,4,3\t", " \t0,5,4,3\t", " \t1999,5,4,3\t1999,5,4,3\t",
        "header\n1999\t5\t4\n", " \t1999,9223372036854775808,4,3\t",
    ])
    func `an invalid totals file fails with its name and what was expected`(text: String) throws {
        try withFolder { folder in
            let file = folder + "/googlebooks-eng-all-totalcounts-20120701.txt"
            try Files.write(text, to: file)
            let ending = try Program.expect(65, "ingest", "--db", folder + "/db", file)
            #expect(ending.errors.contains("\(file): found "))
            #expect(ending.errors.contains("expected"))
            #expect(try Array(Ledger.states(folder + "/db").values) == ["failed"])
        }
    }
}
