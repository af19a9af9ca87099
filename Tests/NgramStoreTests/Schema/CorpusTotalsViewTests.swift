import GRDB
import NgramModel
import Testing

@testable import NgramStore

@Suite("The view corpus_totals")
struct CorpusTotalsViewTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
    }

    @Test("has one row for each corpus, n and year, from the totals file that was completed last")
    func latest() throws {
        try add("first", order: nil, [(1990, 7), (1991, 8)])
        try add("copy", order: nil, [(1990, 7), (1991, 9)])
        try add("of ones", order: 1, [(1990, 100)])
        try add("of twos", order: 2, [(1990, 200)])
        try add("of twos, again", order: 2, [(1990, 201)])
        try add("other corpus", "eng-2009", order: nil, [(1990, 70)])
        #expect(
            try rows() == [
                "eng-2009||1990|70", "eng-2012||1990|7", "eng-2012||1991|9", "eng-2012|1|1990|100",
                "eng-2012|2|1990|201",
            ])
        // The order of completion decides, not the order of beginning.
        try store.sql("UPDATE archive SET changed_at = '2999-01-01T00:00:00Z' WHERE name = 'first'")
        #expect(try rows().contains("eng-2012||1991|8"))
        try store.sql("UPDATE archive SET state = 'failed' WHERE name = 'first'")
        #expect(try rows().contains("eng-2012||1991|9"))
        #expect(try store.read { try $0.totals(corpus: "eng-2012") }.count == 4)
    }

    @Test("is searched by the index of totals files, so that other archives cost nothing")
    func plan() throws {
        try store.write { _ in }
        for query in ["SELECT * FROM corpus_totals WHERE corpus = 'eng-2012'", "SELECT count(*) FROM corpus_totals"] {
            let plan = try store.sql("EXPLAIN QUERY PLAN \(query)").map { $0["detail"] as String }
            let archives = plan.filter { $0.contains("archive") || $0.contains("later") }
            #expect(archives.count == 3 || archives.count == 2, "\(plan)")
            #expect(
                archives.allSatisfy { $0.contains("INDEX archive_totals") || $0.contains("total USING PRIMARY KEY") },
                "\(plan)")
        }
    }

    private func add(
        _ name: String, _ corpus: String = "eng-2012", order: Int?, _ rows: [(year: Int, matchCount: Int64)]
    ) throws {
        let corpus = try #require(CorpusName(corpus))
        try store.write { writer in
            let id = try writer.begin(
                ArchiveSource(
                    name: name, corpus: corpus, isTotals: true, edition: nil, order: order, size: 1, modified: 1))
            try writer.completeTotals(
                id, rows: rows.map { ($0.year, $0.matchCount, 1, 1) }, digest: "x", replacing: nil)
        }
    }

    private func rows() throws -> [String] {
        try store.sql("SELECT corpus, n, year, match_count FROM corpus_totals ORDER BY corpus, n, year").map { row in
            let n: Int? = row["n"]
            return "\(row["corpus"] as String)|\(n.map(String.init) ?? "")|\(row["year"] as Int)"
                + "|\(row["match_count"] as Int64)"
        }
    }
}
