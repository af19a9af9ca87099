import GRDB

/// Answers from a store. Each `read` sees one state of it, whatever an ingest does in the meantime, and never waits for
/// an ingest.
///
/// Not thread-safe. Any number of readers may be open on a store.
package final class StoreReader {
    private let path: String
    private let queue: DatabaseQueue

    /// Opens a store for reading.
    /// - Throws: `StoreError`.
    package init(path: String) throws {
        self.path = path
        queue = try translatingErrors(path: path, writing: false) { try StoreFile.openForReading(path) }
    }

    /// Runs work on one state of the store.
    /// - Throws: `StoreError`, and whatever `work` throws.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try translatingErrors(path: path, writing: false) {
            // An ingest that ends between the snapshot and a later look at the lock was running at the snapshot.
            let wasIngesting = IngestLock.isHeld(path: path)
            return try queue.read { try work(StoreSnapshot($0, path: path, wasIngesting: wasIngesting)) }
        }
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

    /// Whether an ingest holds the store. Must be asked only after something was read from the snapshot: then no archive
    /// that an ingest is reading is taken for an interrupted one, whether that ingest begins or ends around the snapshot.
    private(set) lazy var isIngesting = wasIngesting || IngestLock.isHeld(path: path)

    /// The names of the corpora with at least one complete archive, in order.
    package func corpora() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state = 'complete')
                ORDER BY name
                """)
    }

    /// The names of the corpora with at least one archive in any state, in order.
    package func ledgerCorpora() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state <> 'discarded')
                ORDER BY name
                """)
    }

    /// One corpus, to ask for counts. A name that is not in the store gives an empty corpus.
    package func corpus(named name: String) throws -> CorpusSnapshot {
        let id = try Int64.fetchOne(database, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]) ?? 0
        let complete = try Int64.fetchSet(
            database, sql: "SELECT id FROM archive WHERE corpus_id = ? AND state = 'complete'", arguments: [id])
        return try CorpusSnapshot(self, id: id, complete: complete)
    }
}
