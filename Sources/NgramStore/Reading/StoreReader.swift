import GRDB

/// Answers from a store. Each `read` sees one state of it, whatever an ingest does meanwhile, and is never blocked by
/// one.
///
/// Not thread-safe; as many readers as wanted may be open on a store.
package final class StoreReader {
    private let path: String
    private let queue: DatabaseQueue

    /// Opens a store for reading.
    /// - Throws: `StoreError`.
    package init(path: String) throws {
        self.path = path
        queue = try translatingErrors(path: path, writing: false) { try StoreFile.openForReading(path) }
    }

    /// Asks questions of one state of the store.
    /// - Throws: `StoreError`, and whatever `work` throws.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try translatingErrors(path: path, writing: false) {
            try queue.read { try work(StoreSnapshot($0, path: path)) }
        }
    }
}

/// One state of a store, within `StoreReader.read`.
package final class StoreSnapshot {
    let database: Database
    let path: String

    init(_ database: Database, path: String) {
        self.database = database
        self.path = path
    }

    /// The names of the corpora that have something to answer with, in the order of their names.
    package func corpora() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM corpus
                WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND state = 'complete')
                ORDER BY name
                """)
    }

    /// The answers that a corpus gives; those of an empty one where there is none of that name.
    package func corpus(named name: String) throws -> CorpusSnapshot {
        let id = try Int64.fetchOne(database, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]) ?? 0
        let complete = try Int64.fetchSet(
            database, sql: "SELECT id FROM archive WHERE corpus_id = ? AND state = 'complete'", arguments: [id])
        return try CorpusSnapshot(self, id: id, complete: complete)
    }
}
