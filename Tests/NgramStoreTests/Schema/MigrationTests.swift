import Foundation
import Testing

@testable import NgramStore

@Suite("Migrations")
struct MigrationTests {
    /// The folder `migrations` at the top of the package.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("migrations")

    @Test("in the program equal those of the folder, in the order of their numbers")
    func embedded() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".sql")
        }.sorted()
        #expect(Migration.all.map { $0.name + ".sql" } == names)
        for migration in Migration.all {
            let file = Self.folder.appendingPathComponent(migration.name + ".sql")
            #expect(try Data(contentsOf: file) == Data(migration.sql.utf8), "\(migration.name)")
        }
        for (index, migration) in Migration.all.enumerated() {
            #expect(Int(migration.name.prefix(4)) == StoreMigrator.firstVersion + index)
        }
    }

    @Test("are recorded in the store with their number, name and checksum")
    func recorded() throws {
        let store = try TestStore()
        try store.write { _ in }
        let rows = try store.sql("SELECT * FROM schema_migration ORDER BY number")
        #expect(rows.map { $0["number"] as Int } == Array(1...Migration.all.count))
        #expect(rows.map { $0["name"] as String } == Migration.all.map(\.name))
        #expect(rows.map { $0["checksum"] as String } == Migration.all.map { fnv($0.sql) })
        #expect(try store.sql("PRAGMA user_version").first?[0] == StoreMigrator.firstVersion + Migration.all.count - 1)
        #expect(try store.sql("PRAGMA application_id").first?[0] == 0x4E47_5241)
        try store.write { _ in }
        #expect(try store.sql("SELECT * FROM schema_migration ORDER BY number") == rows, "applied once")
    }

    @Test("that an older store lacks are applied once")
    func older() throws {
        let store = try TestStore()
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        let more =
            Migration.all + [
                Migration(name: "0005-more", sql: "CREATE TABLE more (x); INSERT INTO more VALUES (1);"),
                Migration(name: "0006-most", sql: "INSERT INTO more VALUES (2);"),
            ]
        for _ in 0..<2 {
            let queue = try StoreConnections.openForWriting(store.path, migrations: more)
            #expect(try queue.read { try Int.fetchAll($0, sql: "SELECT x FROM more") } == [1, 2])
            try queue.close()
        }
        #expect(throws: StoreError.newer(path: store.path, version: 6, known: 4, access: .reading)) {
            try StoreReader(path: store.path)
        }
    }

    @Test("that fail leave the store at its previous version")
    func failing() throws {
        let store = try TestStore()
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        let broken = Migration.all + [Migration(name: "0005-broken", sql: "CREATE TABLE more (x); SELECT nonsense;")]
        #expect(throws: (any Error).self) { try StoreConnections.openForWriting(store.path, migrations: broken) }
        #expect(try store.sql("SELECT * FROM sqlite_schema WHERE name = 'more'").isEmpty)
        #expect(try store.dump("eng-2012") == [ngram("a")])
    }

    private func fnv(_ text: String) -> String {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)).multipliedReportingOverflow(by: 1_099_511_628_211).partialValue
        }
        return String(hash, radix: 16)
    }
}
