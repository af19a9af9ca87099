import Foundation
import Testing

@testable import NgramStore

@Suite("The lock of an ingest")
struct IngestLockTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
    }

    @Test("keeps a second one out until the first has ended, and readers never")
    func excludes() throws {
        do {
            let first = try StoreWriter(path: store.path)
            try first.add(HandmadeArchive("one", [ngram("a")]))
            #expect(throws: StoreError.busy(path: store.path)) { try StoreWriter(path: store.path) }
            #expect(throws: StoreError.busy(path: store.path)) { try IngestLock(path: store.path) }
            #expect(try store.dump("eng-2012").count == 1)
            // Neither the refused writer nor the reader has let go of the lock.
            #expect(throws: StoreError.busy(path: store.path)) { try StoreWriter(path: store.path) }
            try first.close()
        }
        _ = try StoreWriter(path: store.path)
    }

    @Test("leaves no file behind beside the store")
    func noFiles() throws {
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        let files = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)
        #expect(files == ["ngrams.sqlite"])
    }

    @Test("is refused where no file can be")
    func nowhere() throws {
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.file("none/ngrams.sqlite")) }
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.path) }
    }
}
