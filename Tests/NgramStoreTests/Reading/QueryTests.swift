import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Queries in SQL")
struct QueryTests {
    /// Parts of statements, of which few combinations make sense.
    private static let parts = [
        "SELECT", "SELECT", "SELECT", "*", "*", "FROM", "FROM", "ngram_totals", "ngram_years", "corpus_totals",
        "archives",
        "archive", "WHERE", "ngram", "corpus", "year", "match_count", "=", "<", "LIKE", "GLOB", "IN", "(", ")", ",",
        "'a'",
        "'a*'", "'eng-2012'", "NULL", "1900", "-1", "9223372036854775807", "9e999", "x'00'", "AND", "OR", "NOT",
        "ORDER BY",
        "GROUP BY", "LIMIT", "count(*)", "sum(match_count)", "max", "AS", "JOIN", "USING", "ON", "UNION ALL", "VALUES",
        "WITH", "EXPLAIN", "INSERT INTO", "DELETE FROM", "UPDATE", "SET", "DROP TABLE", "CREATE TABLE",
        "CREATE TEMP TABLE",
        "ATTACH", "PRAGMA", "journal_mode", "user_version", "VACUUM", "INTO", "BEGIN", "COMMIT", "ROLLBACK", "REINDEX",
        ";",
        "--", "/*", "\"", "'", "?", ":a", "é", "\u{1F469}", "\0", "zeroblob(9)", "printf('%s', ngram)", "random()",
        "load_extension('x')", "pragma_table_info('archive')", "json_each('[1,2]')",
    ]

    @Test(
        "give rows or an error whatever the statement is, and the store stays as it is",
        arguments: 0..<4 as Range<UInt64>)
    func randomStatements(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = try RandomStore(seed: seed).store
        let before = try TestFolder.bytes(of: store.path)
        let templates = [
            "SELECT * FROM ngram_totals", "SELECT * FROM ngram_years WHERE ngram = 'a'",
            "SELECT count(*) FROM archives",
        ].map { $0.split(separator: " ").map(String.init) }
        var (answered, failed) = (0, 0)
        for _ in 0..<150 {
            var parts = random.oneIn(2) ? [] : templates.randomElement(using: &random) ?? []
            for _ in 0..<random.int(0...4) {
                let part = Self.parts.randomElement(using: &random) ?? ""
                if random.oneIn(3), !parts.isEmpty {
                    parts[random.int(0...(parts.count - 1))] = part
                } else {
                    parts.append(part)
                }
            }
            let statement = parts.joined(separator: random.oneIn(20) ? "" : " ")
            do {
                try store.read { snapshot in
                    try snapshot.query(Array(statement.utf8)) { query in
                        var rows = 0
                        while rows < 50, let row = try query.next() {
                            #expect(row.count == query.columns.count)
                            rows += 1
                        }
                    }
                }
                answered += 1
            } catch let failure as QueryFailure {
                failed += 1
                if let offset = failure.offset { #expect(0...statement.utf8.count ~= offset, "\(statement)") }
            }
        }
        #expect(answered > 5 && failed > 30)
        #expect(try TestFolder.bytes(of: store.path) == before)
    }

    @Test("see one state of the store, together with all else that reads the snapshot")
    func oneState() throws {
        let store = try TestStore()
        try store.write { try $0.add(HandmadeArchive("a", [ngram("one")])) }
        let count = Array("SELECT count(*) FROM ngram_totals".utf8)
        try store.read { snapshot in
            #expect(try snapshot.query(count) { try $0.next() } == [.integer(1)])
            try store.write { try $0.add(HandmadeArchive("b", [ngram("two")])) }
            #expect(try snapshot.query(count) { try $0.next() } == [.integer(1)])
            #expect(try snapshot.corpora() == ["eng-2012"], "other statements may follow")
        }
        #expect(try store.read { try $0.query(count) { try $0.next() } } == [.integer(2)])
    }
}
