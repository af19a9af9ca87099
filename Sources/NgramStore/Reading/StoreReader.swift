import GRDB

/// Answers from a store. Each `read` sees one state of it, whatever an ingest does meanwhile, and is never blocked by
/// one.
///
/// Not thread-safe; as many readers as wanted may be open on a store.
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
            throw file.isUnchanged ? error : Self.changed(path)
        }
    }

    /// Leaves no file that was not there before.
    deinit {
        try? queue.close()
        if !file.isImmutable { StoreConnections.removeEmptyLog(of: path) }
    }

    /// Asks questions of one state of the store.
    /// - Throws: `StoreError`, and whatever `work` throws.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        let result = Result {
            try translatingErrors(path: path, .reading) {
                try queue.read { try work(StoreSnapshot($0, path: path)) }
            }
        }
        guard file.isUnchanged else { throw Self.changed(path) }
        return try result.get()
    }

    private static func changed(_ path: String) -> StoreError {
        .cannotRead(
            path: path,
            reason: "it was written meanwhile, and this reader may not write to its folder, without which it cannot "
                + "read a store that changes. Run the command again once nobody writes it")
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
