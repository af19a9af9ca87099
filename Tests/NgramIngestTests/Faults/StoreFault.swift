import CFaultyVFS
import GRDBSQLite

/// A way in which one of SQLite's calls for the store's files fails.
struct StoreFault: Sendable, CustomStringConvertible {
    var description: String
    /// The calls that are counted, of `FAULTY_…`.
    var operations: Int32
    /// The error of the call.
    var code: Int32
    /// Whether a write that fails has written half of its bytes.
    var isHalf = false
    /// Whether all later calls fail too, as on a disk that stays full.
    var isLasting = false

    private init(_ description: String, _ operations: Int, _ code: Int32) {
        self.description = description
        self.operations = Int32(operations)
        self.code = code
    }

    private func half() -> StoreFault {
        var fault = self
        fault.isHalf = true
        fault.description = "half a " + description
        return fault
    }

    private func lasting() -> StoreFault {
        var fault = self
        fault.isLasting = true
        fault.description += " for good"
        return fault
    }

    /// Whether it is the simplest fault of its calls.
    var isPlain: Bool { !isHalf && !isLasting && !description.contains("write, I/O") }

    private static let once: [StoreFault] = {
        let writes = [
            StoreFault("write, disk full", FAULTY_WRITE, SQLITE_FULL),
            StoreFault("write, I/O error", FAULTY_WRITE, SQLITE_IOERR | 3 << 8),
        ]
        return writes + writes.map { $0.half() } + [
            StoreFault("sync", FAULTY_SYNC, SQLITE_IOERR | 4 << 8),
            StoreFault("truncate", FAULTY_TRUNCATE, SQLITE_IOERR | 6 << 8),
            StoreFault("read", FAULTY_READ, SQLITE_IOERR | 1 << 8),
            StoreFault("open", FAULTY_OPEN, SQLITE_CANTOPEN),
            StoreFault("delete", FAULTY_DELETE, SQLITE_IOERR | 10 << 8),
            StoreFault("access", FAULTY_ACCESS, SQLITE_IOERR | 13 << 8),
            StoreFault("file size", FAULTY_FILE_SIZE, SQLITE_IOERR | 7 << 8),
            StoreFault("lock", FAULTY_LOCK, SQLITE_IOERR | 15 << 8),
            StoreFault("map of shared memory", FAULTY_SHM_MAP, SQLITE_IOERR | 21 << 8),
            StoreFault("lock of shared memory", FAULTY_SHM_LOCK, SQLITE_IOERR | 20 << 8),
        ]
    }()

    /// All faults, each for one call and for all later calls.
    static let all = once + once.map { $0.lasting() }

    /// The faults that can affect a process that only reads.
    static let ofReading = all.filter { $0.operations & Int32(FAULTY_WRITE | FAULTY_SYNC | FAULTY_TRUNCATE) == 0 }
}

/// The calls for the files of one store, counted and made to fail.
final class WatchedStore {
    private static let isInstalled = faulty_vfs_install() == SQLITE_OK
    private let watch: OpaquePointer

    init?(path: String) {
        guard Self.isInstalled, let watch = faulty_watch_begin(path) else { return nil }
        self.watch = watch
    }

    deinit {
        faulty_watch_end(watch)
    }

    /// Makes the k-th call from now fail.
    func arm(_ fault: StoreFault, at k: Int) {
        faulty_watch_arm(watch, fault.operations, k, fault.code, fault.isLasting ? 1 : 0, fault.isHalf ? 1 : 0)
    }

    /// Ends all faults.
    /// - Returns: The number of calls that have failed.
    func disarm() -> Int {
        let failures = faulty_watch_failures(watch)
        faulty_watch_arm(watch, 0, 0, 0, 0, 0)
        return failures
    }
}
