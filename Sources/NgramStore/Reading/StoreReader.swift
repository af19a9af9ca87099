import GRDB

/// Reads a store. Each `read` sees one state of the store, even while an ingest writes, and never waits for an ingest.
///
/// Not thread-safe. Any number of readers may be open on a store.
package final class StoreReader {
    private let path: String
    private let file: ReadingFile
    private let queue: DatabaseQueue

    /// Opens a store for reading.
    /// - Throws: `StoreError`.
    package init(path: String) throws {
        self.path = path
        let file = ReadingFile(path: path)
        self.file = file
        do {
            queue = try translatingErrors(path: path, .reading) { try StoreConnections.openForReading(file) }
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

    /// Interrupts the statement that is running, if any, from another thread. `read` then throws.
    package var interruption: @Sendable () -> Void { { [queue] in queue.interrupt() } }

    /// Runs work on one state of the store.
    /// - Throws: `StoreError`, and any other error of `work`.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        // Checked before the snapshot, because an ingest that runs when the snapshot is taken may end before the next
        // check.
        let wasIngesting = IngestLock.isHeld(path: path)
        let result = Result {
            try translatingErrors(path: path, .reading) {
                try queue.read { try work(StoreSnapshot($0, path: path, wasIngesting: wasIngesting)) }
            }
        }
        guard file.isUnchanged else { throw StoreError.changedDuringRead(path: path) }
        return try result.get()
    }
}

/// One state of a store, valid within `StoreReader.read`.
package final class StoreSnapshot {
    let database: Database
    let path: String
    private let wasIngesting: Bool

    /// - Parameter wasIngesting: whether an ingest held the store just before the snapshot.
    init(_ database: Database, path: String, wasIngesting: Bool) {
        self.database = database
        self.path = path
        self.wasIngesting = wasIngesting
    }

    /// Whether an ingest holds the store. Must be evaluated only after something was read from the snapshot. Then an
    /// archive that an ingest is reading is never taken for an interrupted one, even if that ingest begins or ends
    /// while the snapshot is taken.
    private(set) lazy var isIngesting = wasIngesting || IngestLock.isHeld(path: path)

    /// The names of the corpora with at least one complete archive, sorted.
    package func corpora() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state = 'complete')
                ORDER BY name
                """)
    }

    /// The names of the corpora with at least one archive in any state, sorted.
    package func ledgerCorpora() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state <> 'discarded')
                ORDER BY name
                """)
    }

    /// The counts of one corpus. A name that is not in the store gives an empty corpus.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    package func corpus(named name: String, order: Int? = nil) throws -> CorpusSnapshot {
        let id = try Int64.fetchOne(database, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]) ?? 0
        return try CorpusSnapshot(self, id: id, order: order)
    }
}
