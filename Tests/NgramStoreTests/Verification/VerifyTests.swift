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
        #expect(verification.ngrams == 6)
    }

    @Test(
        "finds every change that another program made",
        arguments: [
            "UPDATE ngram SET match_count = match_count + 1 WHERE ngram = 'b'",
            "UPDATE ngram SET volume_count = volume_count - 1 WHERE ngram = 'b'",
            "UPDATE ngram SET first_year = 1849 WHERE ngram = 'b'",
            "UPDATE ngram SET last_year = 1851 WHERE ngram = 'b'",
            "UPDATE ngram SET first_year = 3000 WHERE ngram = 'b'",
            "UPDATE ngram SET position = position + 1 WHERE ngram = 'b'",
            "UPDATE ngram SET position = -1 WHERE ngram = 'b'",
            "UPDATE ngram SET position = 100000 WHERE ngram = 'b'",
            "UPDATE ngram SET position = 0 WHERE ngram = 'b'",
            "UPDATE ngram SET block_id = 3 WHERE ngram = 'b'",
            "UPDATE ngram SET block_id = 999 WHERE ngram = 'b'",
            "UPDATE ngram SET archive_id = (SELECT id FROM archive WHERE name = 'two') WHERE ngram = 'b'",
            "UPDATE ngram SET archive_id = 999 WHERE ngram = 'b'",
            "UPDATE ngram SET ngram = 'B' WHERE ngram = 'b'", "UPDATE ngram SET corpus_id = 9 WHERE ngram = 'b'",
            "DELETE FROM ngram WHERE ngram = 'b'", "DELETE FROM ngram_extra",
            "UPDATE ngram_extra SET match_count = match_count + 1",
            "INSERT INTO ngram_extra SELECT * FROM ngram WHERE ngram = 'b'",
            "UPDATE block SET codec = 2 WHERE id = 1", "DELETE FROM block WHERE id = 1",
            "UPDATE block SET data = substr(data, 1, length(data) - 1) WHERE id = 1",
            "UPDATE block SET data = zeroblob(length(data)) WHERE id = 1",
            "UPDATE block SET data = '' WHERE id = 1",
            "UPDATE block_bound SET rows = rows + 1 WHERE block_id = 1", "DELETE FROM block_bound WHERE block_id = 1",
            "UPDATE block_bound SET archive_id = (SELECT id FROM archive WHERE name = 'half') WHERE block_id = 1",
            "UPDATE archive SET rows = rows + 1 WHERE name = 'one'",
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
            "UPDATE block_bound SET match_count = 399 WHERE block_id = 1",
            "UPDATE block_bound SET volume_count = 29 WHERE block_id = 1",
            "UPDATE block_bound SET first_ngram = 'aa' WHERE block_id = 1",
            "UPDATE block_bound SET last_ngram = 'a' WHERE block_id = 1",
            "UPDATE block_bound SET years = x'0000' WHERE block_id = 1",
        ])
    func bounds(_ statement: String) throws {
        try store.sql(statement)
        let findings = try store.read { try $0.verify() }.findings
        #expect(!findings.isEmpty)
    }

    @Test("finds every byte of a block that is changed")
    func blockBytes() throws {
        let data = try #require(try store.sql("SELECT data FROM block WHERE id = 1").first?[0] as Data?)
        for index in data.indices {
            for change in [1, 2, 0x40, 0x80, 0xFF] as [UInt8] {
                var changed = data
                changed[index] ^= change
                try store.sql("UPDATE block SET data = ? WHERE id = 1", [changed])
                #expect(try !store.read { try $0.verify() }.findings.isEmpty, "byte \(index) with \(change)")
            }
        }
        try store.sql("UPDATE block SET data = ? WHERE id = 1", [data])
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
            ("ngram", "match_count", "match_coumt"), ("archive", "match_sum", "match_sun"),
            ("block_bound", "years", "yeers"), ("total", "archive_id", "archive_ie"),
            ("ngram_totals", "first_year", "first_yeaq"), ("corpus_totals", "complete", "complere"),
            ("schema_migration", "checksum", "checksun"), ("ngram_extra", "CREATE", "CREATF"),
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
        try store.sql("CREATE INDEX mine ON ngram (match_count)")
        try store.sql("CREATE VIEW my_view AS SELECT * FROM ngram_totals")
        try store.sql("ANALYZE")
        #expect(try store.read { try $0.verify() }.findings == [])
    }

    private static var unchecked: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return configuration
    }
}
