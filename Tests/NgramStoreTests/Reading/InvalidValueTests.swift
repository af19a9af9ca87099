import GRDB
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

/// Values that no column of an intact store holds, written by another program or caused by damage.
@Suite("A value that a column cannot hold")
struct InvalidValueTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
        try store.write { writer in
            try writer.add(HandmadeArchive("one", [ngram("a"), ngram("b", 1850, 400, 30), ngram("c")]))
            try writer.add(HandmadeArchive("two", [ngram("a", 1900), ngram("d", 1901, 20, 20)]))
        }
        // Otherwise SQLite itself refuses NULL.
        try store.sql("PRAGMA writable_schema = ON")
        let queue = try DatabaseQueue(path: store.path)
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name <> 'schema_migration';
                    """)
        }
        try queue.close()
    }

    private static let values = [
        "-28", "1e12 + 0.5", "5.5", "9e99", "'5a'", "x'00'", "NULL",
    ]

    @Test("in the row of a block is reported as damage by every query that reads it, and by verify", arguments: values)
    func blocks(value: String) throws {
        for column in ["piece", "position", "series_bytes"] {
            try check("UPDATE block SET \(column) = \(value)", column)
        }
    }

    @Test("in the row of a run is reported as damage by every query, and by verify", arguments: values)
    func runs(value: String) throws {
        try check("UPDATE run SET blocks = \(value)", "blocks")
    }

    private func check(_ statement: String, _ column: String) throws {
        let bytes = try TestFolder.bytes(of: store.path)
        defer { _ = try? store.folder.write(bytes, to: "ngrams.sqlite") }
        try store.sql(statement)
        let reader = try StoreReader(path: store.path)
        let corpus = { (store: StoreSnapshot) in try store.corpus(named: "eng-2012") }
        expectDamage(statement, column, reader) { _ = try corpus($0).total(of: Ngram("b")) }
        expectDamage(statement, column, reader) { _ = try corpus($0).series(of: Ngram("b")) }
        expectDamage(statement, column, reader) { snapshot in
            var series = try NgramSeries(corpus(snapshot))
            while try series.next() != nil {}
        }
        expectDamage(statement, column, reader) { snapshot in
            var totals = try NgramTotals(corpus(snapshot))
            while try totals.next() != nil {}
        }
        expectDamage(statement, column, reader) { snapshot in
            _ = try NgramBatchesTests.totals(NgramBatches(corpus(snapshot), .totals))
        }
        expectDamage(statement, column, reader) { snapshot in
            _ = try NgramBatchesTests.series(NgramBatches(corpus(snapshot), .series))
        }
        expectFound(statement, column)
    }

    @Test("in the ledger is reported as damage by status and verify", arguments: values)
    func ledger(value: String) throws {
        let bytes = try TestFolder.bytes(of: store.path)
        for column in [
            "rows", "bad_rows", "match_sum", "volume_sum", "resume_offset", "size", "ngrams", "observations",
        ] {
            try store.sql("UPDATE archive SET \(column) = \(value) WHERE name = 'one'")
            expectDamage(value, column) { _ = try $0.archives() }
            expectFound(value, column)
            try store.folder.write(bytes, to: "ngrams.sqlite")
        }
        for column in ["first_year", "last_year"] where value != "NULL" {
            try store.sql("UPDATE archive SET \(column) = \(value) WHERE name = 'one'")
            expectDamage(value, column) { _ = try $0.archives() }
            expectFound(value, column)
            try store.folder.write(bytes, to: "ngrams.sqlite")
        }
    }

    @Test("in the bounds of a block is reported as damage by a search for the top n-grams", arguments: values)
    func bounds(value: String) throws {
        try store.sql("UPDATE block SET match_count = \(value)")
        expectDamage(value, "match_count") { _ = try $0.corpus(named: "eng-2012").top(TopRequest()) }
        var request = TopRequest()
        request.years = 1800...1990
        expectDamage(value, "match_count") { _ = try $0.corpus(named: "eng-2012").top(request) }
        #expect(try !store.read { try $0.verify() }.findings.isEmpty)
    }

    /// Verify lists the damage among its findings, or throws it.
    private func expectFound(_ change: String, _ column: String) {
        expectDamage(change, column) { snapshot in
            let findings = try snapshot.verify().findings.map(\.description).joined(separator: "; ")
            throw StoreError.damaged(path: store.path, found: findings)
        }
    }

    private func expectDamage(
        _ change: String, _ column: String, _ reader: StoreReader? = nil,
        _ query: (StoreSnapshot) throws -> Void
    ) {
        let error = #expect(throws: StoreError.self, "\(change), \(column)") {
            try (reader ?? StoreReader(path: store.path)).read(query)
        }
        guard case .damaged(let path, let found)? = error else {
            Issue.record("\(change), \(column): \(String(describing: error))")
            return
        }
        #expect(path == store.path)
        #expect(found.contains(column) || found.contains("_year"), "\(change), \(column): \(found)")
    }
}
