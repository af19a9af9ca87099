import Foundation
import GRDB
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("A file that is not a store of this program is refused and left byte for byte as it is")
struct RefusalTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
    }

    @Test("a database of another program", arguments: ["DELETE", "WAL"])
    func foreign(journal: String) throws {
        try store.sql("PRAGMA journal_mode = \(journal)")
        try store.sql("CREATE TABLE mine (x)")
        try refuses { if case .notAStore = $0 { true } else { false } }
    }

    @Test("an empty database that another program has marked as its own")
    func marked() throws {
        try store.sql("PRAGMA application_id = 1234")
        try refuses { if case .notAStore = $0 { true } else { false } }
    }

    @Test(
        "a file that is not a database",
        arguments: ["hello\n", String(repeating: "SQLite format 4\0", count: 500), "x"])
    func text(_ text: String) throws {
        try store.folder.write(Array(text.utf8), to: "ngrams.sqlite")
        try refuses { if case .notAStore = $0 { true } else { false } }
    }

    @Test("a store of a newer version")
    func newer() throws {
        try store.write { _ in }
        try store.sql("PRAGMA user_version = 99")
        try refuses { if case .newer(store.path, 99, 4, _) = $0 { true } else { false } }
    }

    @Test("a store whose migration had a different text or name")
    func edited() throws {
        for change in ["checksum = 'x'", "name = '0001-other'"] {
            try? FileManager.default.removeItem(atPath: store.path)
            try store.write { _ in }
            try store.sql("UPDATE schema_migration SET \(change) WHERE number = 1")
            try refuses { if case .migrationChanged = $0 { true } else { false } }
        }
    }

    @Test("a truncated store")
    func truncated() throws {
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        let bytes = try TestFolder.bytes(of: store.path)
        for count in [50, 99, 3000] {
            try store.folder.write(Array(bytes.prefix(count)), to: "ngrams.sqlite")
            try refuses { _ in true }
        }
    }

    @Test("a missing or an empty file, for readers; a writer creates a store")
    func nothing() throws {
        #expect(throws: StoreError.notFound(path: store.path)) { try StoreReader(path: store.path) }
        #expect(!FileManager.default.fileExists(atPath: store.path))
        try store.folder.write([], to: "ngrams.sqlite")
        #expect(throws: StoreError.notFound(path: store.path)) { try StoreReader(path: store.path) }
        #expect(try TestFolder.bytes(of: store.path) == [])
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        #expect(try store.dump("eng-2012") == [ngram("a")])
    }

    @Test("a folder")
    func folder() throws {
        #expect(throws: StoreError.self) { try StoreReader(path: store.folder.path) }
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.path) }
    }

    private func refuses(
        sourceLocation: SourceLocation = #_sourceLocation, _ expected: (StoreError) -> Bool
    ) throws {
        let before = try TestFolder.bytes(of: store.path)
        let reading = #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
            try StoreReader(path: store.path).read { try $0.corpora() }
        }
        let writing = #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
            try StoreWriter(path: store.path)
        }
        for error in [reading, writing].compactMap({ $0 }) {
            #expect(expected(error), "\(error)", sourceLocation: sourceLocation)
            #expect(error.description.contains(store.path), sourceLocation: sourceLocation)
        }
        if case .notAStore(_, _, let access)? = reading { #expect(access == .reading, sourceLocation: sourceLocation) }
        if case .notAStore(_, _, let access)? = writing { #expect(access == .writing, sourceLocation: sourceLocation) }
        #expect(try TestFolder.bytes(of: store.path) == before, sourceLocation: sourceLocation)
        let names = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)
        #expect(names == ["ngrams.sqlite"], "no file is left beside it", sourceLocation: sourceLocation)
    }
}
