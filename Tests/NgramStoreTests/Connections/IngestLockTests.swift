import Foundation
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("The lock of an ingest")
struct IngestLockTests {
    private let store: TestStore
    private let file: String

    init() throws {
        store = try TestStore()
        file = store.path + "-lock"
    }

    @Test("excludes a second ingest until the first has ended, and never excludes a reader")
    func excludes() throws {
        do {
            let first = try StoreWriter(path: store.path)
            try first.add(HandmadeArchive("one", [ngram("a")]))
            #expect(throws: StoreError.busy(path: store.path)) { try StoreWriter(path: store.path) }
            #expect(throws: StoreError.busy(path: store.path)) { try IngestLock(path: store.path) }
            #expect(try store.dump("eng-2012").count == 1)
            // Neither the refused writer nor the reader has released the lock.
            #expect(throws: StoreError.busy(path: store.path)) { try StoreWriter(path: store.path) }
            try first.close()
        }
        _ = try StoreWriter(path: store.path)
    }

    @Test("is reported as held during an ingest, and the query neither takes it nor leaves a file")
    func held() throws {
        #expect(!IngestLock.isHeld(path: store.path))
        #expect(try names() == [])
        let writer = try StoreWriter(path: store.path)
        #expect(IngestLock.isHeld(path: store.path))
        #expect(IngestLock.isHeld(path: store.path), "a query does not release it")
        try writer.close()
        #expect(!IngestLock.isHeld(path: store.path))
        #expect(!IngestLock.isHeld(path: store.folder.file("none/ngrams.sqlite")))
        #expect(try names() == ["ngrams.sqlite"])
    }

    @Test("leaves no file beside the store, whether the ingest succeeds, fails or is refused")
    func noFiles() throws {
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        #expect(try names() == ["ngrams.sqlite"])
        do { _ = try StoreWriter(path: store.path) }
        #expect(try names() == ["ngrams.sqlite"], "not closed")
        try store.folder.write(Array("a text".utf8), to: "text")
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.file("text")) }
        #expect(try names() == ["ngrams.sqlite", "text"])
    }

    @Test("is taken over and removed when a killed ingest left its file")
    func leftOver() throws {
        try store.folder.write([], to: "ngrams.sqlite-lock")
        #expect(!IngestLock.isHeld(path: store.path))
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        #expect(try names() == ["ngrams.sqlite"])
    }

    @Test("excludes a third ingest even if another one removes its file while it is being taken")
    func removed() throws {
        for _ in 0..<20 {
            // Each thread takes the lock, checks that it is the only holder, and releases it, which removes the file.
            let inside = Counter()
            DispatchQueue.concurrentPerform(iterations: 4) { _ in
                for _ in 0..<50 {
                    guard let lock = try? IngestLock(path: store.path) else { continue }
                    inside.enter()
                    inside.leave()
                    lock.release()
                }
            }
            #expect(inside.most == 1)
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test("is the same for a store and a link to it")
    func links() throws {
        let link = store.folder.file("link")
        try FileManager.default.createDirectory(atPath: store.folder.file("far"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "far/store")
        let writer = try StoreWriter(path: link)
        #expect(throws: StoreError.busy(path: store.folder.file("far/store"))) {
            try StoreWriter(path: store.folder.file("far/store"))
        }
        #expect(IngestLock.isHeld(path: store.folder.file("far/store")))
        try writer.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.file("far")) == ["store"])
    }

    @Test("is not taken through a planted link, which would create a file elsewhere")
    func planted() throws {
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "elsewhere")
        #expect(throws: StoreError.self) { try StoreWriter(path: store.path) }
        #expect(!FileManager.default.fileExists(atPath: store.folder.file("elsewhere")))
    }

    @Test("leaves the database's own locks in place when it is released in a process that still reads")
    func databaseLocks() throws {
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        let file = open(store.path, O_RDWR)
        defer { close(file) }
        #expect(try !isLockedForOthers(file))
        let reader = try StoreReader(path: store.path)
        try reader.read { snapshot in
            #expect(try snapshot.archives().count == 1)
            try store.write { _ = try $0.add(HandmadeArchive("two", [ngram("b")])) }
            #expect(throws: StoreError.self, "a folder is refused") {
                try StoreWriter(path: store.folder.path)
            }
            // If the locks were gone, another process could take the database exclusively.
            #expect(try isLockedForOthers(file))
            #expect(try snapshot.archives().count == 1)
        }
    }

    /// Whether a POSIX lock on the database keeps others from locking it.
    ///
    /// - Parameter file: a descriptor of the database. Its own locks conflict with those of the process (fcntl(2), "Open
    ///   file description locks"). Closing it would drop the process's locks.
    private func isLockedForOthers(_ file: CInt) throws -> Bool {
        var lock = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        let getLock: CInt = 36  // F_OFD_GETLK
        try #require(fcntl(file, getLock, &lock) == 0)
        return lock.l_type != Int16(F_UNLCK)
    }

    @Test("is refused where no file can be created")
    func nowhere() throws {
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.file("none/ngrams.sqlite")) }
        #expect(throws: StoreError.self) { try StoreWriter(path: store.folder.path) }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.folder.path).sorted()
    }

    /// Counts the threads that are inside at the same time.
    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var count = 0
        private(set) var most = 0

        func enter() {
            lock.withLock {
                count += 1
                most = max(most, count)
            }
        }

        func leave() {
            lock.withLock { count -= 1 }
        }
    }
}
