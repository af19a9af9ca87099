import Foundation
import GRDB
import NgramSystem

/// How the store's file is opened.
enum StoreFile {
    /// Bytes per database page. Large pages make for fewer levels and splits of the tree; measured in
    /// docs/decisions/0001-store-layout.md.
    static let pageBytes = 16384

    /// How long a connection waits while SQLite itself needs the file for a moment, as it does to recover the
    /// write-ahead log after a crash and to remove it with the last connection. No ingest makes a reader wait.
    static let patience: TimeInterval = 10

    /// - Throws: `StoreError.notFound` where there is no file, or an empty one, and none is in the making;
    ///   `StoreError.notAStore` where something else is.
    static func checkExists(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw StoreError.cannotRead(path: path, reason: String(cString: strerror(errno)))
            }
            throw StoreError.notFound(path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.notAStore(path: path, found: "it is not a regular file")
        }
        // SQLite takes a file of one byte for an empty one (`unixFileSize` in os_unix.c), and would write over it.
        guard status.st_size != 1 else { throw StoreError.notAStore(path: path, found: "it is no SQLite database") }
        let walSize = (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
        guard status.st_size > 0 || walSize > 0 else { throw StoreError.notFound(path: path) }
    }

    /// A connection for reading. Neither creates nor changes the store.
    static func openForReading(_ path: String) throws -> DatabaseQueue {
        try checkExists(path)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        do {
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            let migrator = StoreMigrator(path: path)
            guard try queue.read({ try migrator.version(of: $0) }) > 0 else { throw StoreError.notFound(path: path) }
            return queue
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A store has a rollback journal only until it is in write-ahead mode, when there is nothing in it yet. Here
            // the first ingest was killed that early.
            throw StoreError.notFound(path: path)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // "Unable to open database file" is all that SQLite says.
            do throws(SystemFailure) {
                try SystemFailure.check { access(path.parentFolder, W_OK) }
            } catch let cause {
                throw StoreError.cannotRead(
                    path: path,
                    reason: "its folder cannot be written (\(cause)), which SQLite needs to "
                        + "read a store that may be written meanwhile. Copy the store elsewhere")
            }
            throw error
        }
    }

    /// The connection for writing; creates the store where there is none, migrates an older one. The ingest lock
    /// must be held.
    static func openForWriting(_ path: String, migrations: [Migration] = Migration.all) throws -> DatabaseQueue {
        let migrator = StoreMigrator(migrations: migrations, path: path)
        try checkIsOurs(path, migrator)
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        // A batch of many archives is one transaction over many calls.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // Takes effect on an empty file only.
            try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(message: "the file system has no support for write-ahead logging")
            }
            // In WAL mode, NORMAL keeps the file consistent through a power cut; completing an archive raises it.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // The `Checkpointer` does it.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA journal_size_limit = \(Checkpointer.largestLogBytes)")
            try database.execute(sql: "PRAGMA cache_size = -\(48 << 10)")
        }
        let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
        try migrator.migrate(queue)
        return queue
    }

    /// A connection that does nothing but checkpoints, to a store that is open for writing.
    static func openForCheckpoints(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Checkpointer.patience)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        return try DatabaseQueue(path: fileName(path), configuration: configuration)
    }

    /// The name of a path that SQLite takes for nothing else: `:memory:` and `file:…` mean something to it.
    private static func fileName(_ path: String) -> String {
        path.isAbsolutePath ? path : "./" + path
    }

    /// Looks at a file through a read-only connection before anything is done that could change it.
    private static func checkIsOurs(_ path: String, _ migrator: StoreMigrator) throws {
        do {
            try checkExists(path)
        } catch StoreError.notFound {
            return
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        do {
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.read { try migrator.version(of: $0) }
            try queue.close()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // Whoever was writing it was killed and left a journal, by which SQLite takes back what was half done as
            // soon as it is opened for writing; before that nobody can read it. It is the one change that is due
            // whatever the file turns out to be.
            configuration.readonly = false
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.writeWithoutTransaction { try migrator.version(of: $0) }
            try queue.close()
        }
    }
}
