import Foundation
import GRDB
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Verification")
struct VerifyTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
        let corpus = try #require(CorpusName("eng-2012"))
        try store.write { writer in
            try writer.add(
                HandmadeArchive(
                    "one", "eng-2012", partitions: [[[ngram("a"), ngram("b", 1850, 400, 30)], [ngram("c")]]]))
            try writer.add(HandmadeArchive("two", [ngram("a", 1900), ngram("d", 1901, 20, 20)]))
            try writer.add(HandmadeArchive("half", [ngram("h")]), .loading)
            try writer.add(HandmadeArchive("failed", [ngram("f")]), .failed)
            let totals = try writer.begin(
                ArchiveSource(
                    name: "t", corpus: corpus, isTotals: true, edition: nil, order: nil, size: 1, modified: 1))
            try writer.completeTotals(totals, rows: [(1990, 7, 5, 3), (1991, 1, 1, 1)], digest: "x", replacing: nil)
        }
    }

    @Test("finds nothing in an intact store")
    func intact() throws {
        let verification = try store.read { try $0.verify() }
        #expect(verification.findings == [])
        #expect(verification.archives == 3)
        #expect(verification.ngrams == 5)
    }

    @Test(
        "finds every change that another program made",
        arguments: [
            "UPDATE block SET ngrams = ngrams + 1 WHERE id = 1 << 32",
            "UPDATE block SET match_count = match_count + 1 WHERE id = 1 << 32",
            "UPDATE block SET volume_count = volume_count - 1 WHERE id = 1 << 32",
            "UPDATE block SET first_ngram = 'A' WHERE id = 1 << 32",
            "UPDATE block SET last_ngram = 'bb' WHERE id = 1 << 32",
            "UPDATE block SET piece = 1 WHERE id = 1 << 32",
            "UPDATE block SET position = position + 1 WHERE id = 1 << 32",
            "UPDATE block SET position = -1 WHERE id = 1 << 32",
            "UPDATE block SET position = 100000 WHERE id = 1 << 32",
            "UPDATE block SET series_bytes = series_bytes - 1 WHERE id = 1 << 32",
            "UPDATE block SET series_bytes = 2000000000 WHERE id = 1 << 32",
            "UPDATE block SET checksum = checksum + 1 WHERE id = 1 << 32",
            "UPDATE block SET id = 5 << 32 WHERE id = 1 << 32",
            "UPDATE block SET id = (1 << 32) + 7 WHERE id = (1 << 32) + 1",
            "DELETE FROM block WHERE id = 1 << 32",
            "DELETE FROM block WHERE id = (1 << 32) + 1",
            "DELETE FROM head WHERE block_id = 1 << 32",
            "UPDATE head SET codec = 99 WHERE block_id = 1 << 32",
            "UPDATE head SET block_id = 77 WHERE block_id = 1 << 32",
            "UPDATE head SET data = substr(data, 1, length(data) - 1) WHERE block_id = 1 << 32",
            "UPDATE head SET data = zeroblob(length(data)) WHERE block_id = 1 << 32",
            "UPDATE head SET data = '' WHERE block_id = 1 << 32",
            "DELETE FROM series WHERE id = 1 << 32",
            "UPDATE series SET data = '' WHERE id = 1 << 32",
            "UPDATE series SET id = 9 << 32 WHERE id = 1 << 32",
            "UPDATE series SET data = zeroblob(length(data)) WHERE id = 1 << 32",
            "UPDATE run SET blocks = blocks - 1 WHERE id = 1",
            "UPDATE run SET blocks = blocks + 1 WHERE id = 1",
            "UPDATE run SET first_ngram = 'A' WHERE id = 1",
            "UPDATE run SET last_ngram = 'z' WHERE id = 1",
            "UPDATE run SET archive_id = (SELECT id FROM archive WHERE name = 'two') WHERE id = 1",
            "UPDATE run SET archive_id = 999 WHERE id = 1",
            "DELETE FROM run WHERE id = 1",
            "DELETE FROM shared_ngram",
            "UPDATE shared_ngram SET ngram = 'x'", "UPDATE shared_ngram SET archives = 7",
            "INSERT INTO shared_ngram VALUES (1, 'b', 2)",
            "UPDATE archive SET ngrams = ngrams + 1 WHERE name = 'one'",
            "UPDATE archive SET observations = observations - 1 WHERE name = 'one'",
            "UPDATE archive SET match_sum = match_sum + 1 WHERE name = 'one'",
            "UPDATE archive SET volume_sum = volume_sum + 1 WHERE name = 'one'",
            "UPDATE archive SET rows = rows + 1 WHERE name = 't'", "DELETE FROM total WHERE year = 1990",
            "UPDATE total SET match_count = match_count + 1 WHERE year = 1990",
            "UPDATE total SET volume_count = volume_count + 1 WHERE year = 1990",
        ])
    func tampering(_ statement: String) throws {
        try store.sql("PRAGMA foreign_keys = OFF; ")
        let queue = try DatabaseQueue(path: store.path, configuration: Self.unchecked)
        let changes = try queue.writeWithoutTransaction { database in
            try database.execute(sql: statement)
            return database.changesCount
        }
        try queue.close()
        #expect(changes > 0)
        #expect(try !store.read { try $0.verify() }.findings.isEmpty)
    }

    @Test(
        "finds bounds that are too low, with which a search for the top n-grams would miss one",
        arguments: [
            "UPDATE block SET match_count = 399 WHERE id = 1 << 32",
            "UPDATE block SET volume_count = 29 WHERE id = 1 << 32",
            "UPDATE block SET years = x'0000' WHERE id = 1 << 32",
        ])
    func bounds(_ statement: String) throws {
        try store.sql(statement)
        let findings = try store.read { try $0.verify() }.findings
        #expect(!findings.isEmpty)
    }

    @Test(
        "finds every byte of a head or a series that is changed", arguments: [("head", "block_id"), ("series", "id")])
    func blockBytes(_ table: String, _ key: String) throws {
        let data = try #require(
            try store.sql("SELECT data FROM \(table) WHERE \(key) = 1 << 32").first?[0] as Data?)
        for index in data.indices {
            for change in [1, 2, 0x40, 0x80, 0xFF] as [UInt8] {
                var changed = data
                changed[index] ^= change
                try store.sql("UPDATE \(table) SET data = ? WHERE \(key) = 1 << 32", [changed])
                #expect(try !store.read { try $0.verify() }.findings.isEmpty, "byte \(index) with \(change)")
            }
        }
        try store.sql("UPDATE \(table) SET data = ? WHERE \(key) = 1 << 32", [data])
        #expect(try store.read { try $0.verify() }.findings == [])
    }

    @Test("finds pages of the file that are overwritten, or the store is refused")
    func pages() throws {
        let bytes = try TestFolder.bytes(of: store.path)
        #expect(bytes.count.isMultiple(of: StoreConnections.pageBytes))
        for page in 0..<bytes.count / StoreConnections.pageBytes {
            var changed = bytes
            for index in 0..<64 { changed[page * StoreConnections.pageBytes + index] = 0xA5 }
            try store.folder.write(changed, to: "ngrams.sqlite")
            let findings = try? store.read { try $0.verify() }.findings
            #expect(findings?.isEmpty != true, "page \(page)")
        }
    }

    @Test(
        "finds a changed schema, or the store is refused as damaged",
        arguments: [
            ("head", "codec", "coded"), ("archive", "match_sum", "match_sun"), ("block", "years", "yeers"),
            ("total", "archive_id", "archive_ie"), ("archives", "first_year", "first_yeaq"),
            ("corpus_totals", "complete", "complere"), ("schema_migration", "checksum", "checksun"),
            ("shared_ngram", "CREATE", "CREATF"),
        ])
    func schema(_ table: String, _ text: String, _ other: String) throws {
        let queue = try DatabaseQueue(path: store.path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA writable_schema = ON")
            try database.execute(
                sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?",
                arguments: [text, other, table])
            #expect(database.changesCount == 1)
        }
        try queue.close()
        do {
            #expect(try !store.read { try $0.verify() }.findings.isEmpty)
        } catch StoreError.damaged {
        }
    }

    @Test("accepts objects that other programs add to the schema")
    func additions() throws {
        try store.sql("CREATE INDEX mine ON block (ngrams)")
        try store.sql("CREATE VIEW my_view AS SELECT * FROM corpus_totals")
        try store.sql("ANALYZE")
        #expect(try store.read { try $0.verify() }.findings == [])
    }

    private static var unchecked: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return configuration
    }
}
