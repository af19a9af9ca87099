import GRDB
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("A store of another version")
struct VersionTests {
    private let store: TestStore
    private let more =
        Migration.all + [
            Migration(name: "0005-more", sql: "ALTER TABLE archive ADD COLUMN more INTEGER NOT NULL DEFAULT 0")
        ]

    init() throws {
        store = try TestStore()
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
    }

    @Test("that is older is not read by a newer program, which reports both versions and changes nothing")
    func older() throws {
        let bytes = try TestFolder.bytes(of: store.path)
        let error = #expect(throws: StoreError.older(path: store.path, version: 4, known: 5)) {
            try StoreConnections.openForReading(ReadingFile(path: store.path), migrations: more)
        }
        let message = "\(error.map(String.init(describing:)) ?? "")"
        for part in [store.path, "version 4", "older than version 5"] {
            #expect(message.contains(part), "\(message)")
        }
        #expect(try TestFolder.bytes(of: store.path) == bytes)
    }

    @Test("that is older is read after an ingest of the newer program has migrated it")
    func migrated() throws {
        try StoreConnections.openForWriting(store.path, migrations: more).close()
        let queue = try StoreConnections.openForReading(ReadingFile(path: store.path), migrations: more)
        #expect(try queue.read { try Int.fetchAll($0, sql: "SELECT more FROM archive") } == [0])
        try queue.close()
        let error = #expect(throws: StoreError.self) { try StoreReader(path: store.path) }
        #expect(error == .newer(path: store.path, version: 5, known: 4, access: .reading))
        #expect(error?.description.contains("newer than version 4") == true)
    }

    @Test("that had one row for each n-gram is refused, whether it is to be read or written")
    func firstSchema() throws {
        try store.sql("PRAGMA user_version = 1")
        #expect(throws: StoreError.tooOld(path: store.path, version: 1, known: 4, access: .reading)) {
            try StoreReader(path: store.path)
        }
        #expect(throws: StoreError.tooOld(path: store.path, version: 1, known: 4, access: .writing)) {
            try StoreWriter(path: store.path)
        }
    }
}
