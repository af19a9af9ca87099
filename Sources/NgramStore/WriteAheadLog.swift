import Foundation
import GRDB

/// Keeps a store's write-ahead log from growing for as long as an ingest lasts.
///
/// SQLite folds the log into the store every 16 MB (`StoreFile`), but writes it from its beginning again only at a moment
/// when nobody reads from it. With several readers whose queries overlap such a moment never comes by itself ("checkpoint
/// starvation", https://sqlite.org/wal.html#avoiding_excessively_large_wal_files). So the writer waits for one now and
/// then: readers that begin meanwhile find all in the store, need no log, and are not waited for.
struct WriteAheadLog {
    /// Growth at which the log is folded whatever it takes: some checkpoints' worth, so that waiting costs little.
    private static let growth = 64 << 20

    /// How long the readers of a log are waited for. A query is done by then; an export, which may hold its snapshot for
    /// hours, is not, and the log goes on growing until another try.
    private static let patience = 250

    /// The same at the end of an ingest that is not in a hurry: what is left then stays until the next.
    private static let lastPatience = 1000

    private let path: String
    /// The size at which the next try is due.
    private var due = growth

    /// The log of a store, which need not be there yet.
    init(store: String) {
        path = store + "-wal"
    }

    /// The size of the file in bytes.
    private var size: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Folds the log if it has grown by much. To be called outside of a transaction, by the one writer.
    mutating func keepSmall(_ database: Database) throws {
        let size = size
        // Folded by a checkpoint of SQLite's own.
        if size < due - Self.growth { due = Self.growth }
        guard size >= due else { return }
        try fold(database, patience: Self.patience)
        due = self.size + Self.growth
    }

    /// Folds the log at the end of an ingest. Where a reader holds an old snapshot for longer than it is waited for, the
    /// log stays as it is until the next ingest.
    func foldAtEnd(_ database: Database) throws {
        try fold(database, patience: Task.isCancelled ? Self.patience : Self.lastPatience)
    }

    private func fold(_ database: Database, patience: Int) throws {
        try database.execute(sql: "PRAGMA busy_timeout = \(patience)")
        _ = try? database.checkpoint(.truncate)
        try database.execute(sql: "PRAGMA busy_timeout = \(Int(StoreFile.patience * 1000))")
    }
}
