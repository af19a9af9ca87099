import GRDB
import NgramSystem

/// A store that is open for reading.
final class OpenStore {
    let path: String
    private let file: ReadingFile
    private let queue: DatabaseQueue

    /// - Parameter stores: the number of stores that are read as one. They share the memory for pages.
    init(path: String, stores: Int = 1) throws {
        self.path = path
        let file = ReadingFile(path: path)
        self.file = file
        do {
            queue = try translatingErrors(path: path, .reading) {
                try StoreConnections.openForReading(file, stores: stores)
            }
        } catch {
            StoreConnections.removeEmptyLog(of: path)
            throw file.isUnchanged ? error : StoreError.changedDuringRead(path: path)
        }
    }

    // Leaves no file that did not exist before.
    deinit {
        try? queue.close()
        if !file.isImmutable { StoreConnections.removeEmptyLog(of: path) }
    }

    var interruption: @Sendable () -> Void { { [queue] in queue.interrupt() } }

    /// Runs work on one state of the store.
    ///
    /// - Parameter set: what is known of the other stores that answer as one with this one.
    func read<Value>(_ set: StoreSnapshot.Others = .init(), _ work: (StoreSnapshot) throws -> Value) throws -> Value {
        // Checked before the snapshot, because an ingest that runs when the snapshot is taken may end before the next
        // check.
        let wasIngesting = IngestLock.isHeld(path: path)
        let result = Result {
            try translatingErrors(path: path, .reading) {
                try queue.read {
                    try work(StoreSnapshot($0, path: path, wasIngesting: wasIngesting, others: set))
                }
            }
        }
        try checkIsUnchanged()
        return try result.get()
    }

    /// Begins to read one state of the store, which `continueReading` and `endReading` use.
    func beginReading() throws -> StoreSnapshot {
        let wasIngesting = IngestLock.isHeld(path: path)
        return try translatingErrors(path: path, .reading) {
            try queue.unsafeRead { database in
                try database.beginTransaction(.deferred)
                return StoreSnapshot(database, path: path, wasIngesting: wasIngesting)
            }
        }
    }

    /// Runs work on the state of the store that `beginReading` chose; the first work decides which it is.
    func continueReading<Value>(_ work: () throws -> Value) throws -> Value {
        let result = Result { try translatingErrors(path: path, .reading) { try queue.unsafeRead { _ in try work() } } }
        try checkIsUnchanged()
        return try result.get()
    }

    func endReading() {
        // It fails if the transaction has already ended, after an error.
        try? queue.unsafeRead { try $0.rollback() }
    }

    private func checkIsUnchanged() throws {
        guard file.isUnchanged else { throw StoreError.changedDuringRead(path: path) }
    }
}
