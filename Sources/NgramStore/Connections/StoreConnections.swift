import Foundation
import GRDB
import GRDBSQLite
import NgramSystem

/// Opens the database file of a store for writing, for checkpoints and for reading.
///
/// ## Reading
///
/// A store is in write-ahead mode. A reader of such a database shares two files with its writer: the log, `-wal`, and
/// the index of the log, `-shm`, whose locks let it read while an ingest writes (https://sqlite.org/wal.html). SQLite
/// creates both files when a reader opens the database, so there are two ways to read:
///
/// - **Shared**, if those files exist or can be created. The connection is read-only: it reads a log that a killed
///   ingest left, but does not move its content into the database, and it rolls back no journal. SQLite removes both
///   files when the last connection closes, unless that connection is read-only, so `removeEmptyLog` removes them
///   afterward.
/// - **Immutable**, if the folder or the file may not be written, no ingest holds the lock, and the log is missing or
///   empty, so that the database file holds all of the store. With `immutable=1` SQLite uses no locks, no log and no
///   index; if the file changes anyway, results can be wrong (https://sqlite.org/uri.html, "immutable").
///   An ingest of another user, or through another mount of the file system, may start during the read. An ingest never
///   waits for a reader, so the reader must detect it: after each read `ReadingFile` compares the file's size and
///   times, the log and the lock with their state when the reader opened the file, and `StoreReader` refuses to answer
///   if they differ. Such a reader answers from one state or fails; it never blocks and is never blocked.
///
/// These are two of the three cases in which SQLite reads a database in write-ahead mode that it may not write
/// (https://sqlite.org/wal.html, "Read-Only Databases"). The third is a log with content in a folder that may not be
/// written: the reader shares the log if the `-shm` file exists; otherwise it reports that the store cannot be read.
enum StoreConnections {
    /// Bytes per database page. With large pages the trees have fewer levels and split less often; measurements are in
    /// docs/decisions/0003-sorted-runs.md.
    static let pageBytes = 16384

    /// The size of the page caches of the connections of a reader, in KB. Pages take memory when they are read.
    private static let readingCacheKilobytes = 24 << 10
    /// The smallest page cache of one of many stores, in KB.
    private static let smallestCacheKilobytes = 1 << 10

    /// How long a connection waits for a lock, in seconds. SQLite locks the file for a moment to recover the
    /// write-ahead log after a crash and to remove it when the last connection closes. An ingest never makes a reader
    /// wait.
    static let lockTimeout: TimeInterval = 10

    /// Opens a connection for reading, which neither creates nor changes the store.
    ///
    /// - Parameters:
    ///   - stores: the number of stores that a reader reads as one.
    ///   - migrations: the migrations that the program knows.
    /// - Throws: `DatabaseError` or `StoreError`: `notFound` if there is no store; `older` or `newer` if its version is
    ///   not this program's.
    static func openForReading(
        _ file: ReadingFile, stores: Int = 1, migrations: [Migration] = Migration.all
    ) throws -> DatabaseQueue {
        let path = file.path
        try checkExists(path, .reading)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(lockTimeout)
        // A store that was opened for a lookup is read by several calls within one transaction.
        configuration.allowsUnsafeTransactions = true
        let cacheKilobytes = max(readingCacheKilobytes / stores, smallestCacheKilobytes)
        configuration.prepareDatabase { database in
            // A lookup of one of many words reads a dozen pages of the index of blocks, which take some 11 MB in a store of
            // a billion rows.
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKilobytes)")
        }
        do {
            let name = file.isImmutable ? immutableName(path) : fileName(path)
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            let migrator = StoreMigrator(migrations: migrations, path: path, access: .reading)
            let version = try queue.read { try migrator.version(of: $0) }
            guard version > 0 else { throw StoreError.notFound(path: path) }
            guard version == migrations.count else {
                let first = StoreMigrator.firstVersion - 1
                throw StoreError.older(path: path, version: first + version, known: first + migrations.count)
            }
            return queue
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A store has a rollback journal only before it enters write-ahead mode, when it is still empty. The first
            // ingest was killed at that point.
            throw StoreError.notFound(path: path)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            // SQLite reports only "unable to open database file" or "attempt to write a readonly database".
            do {
                try SystemFailure.check { access(path.parentFolder, W_OK) }
            } catch let failure {
                throw StoreError.logInReadOnlyFolder(path: path, reason: failure.description)
            }
            throw error
        }
    }

    /// Opens the connection for writing. Creates the store if there is none, and migrates an older one. The caller must
    /// hold the ingest lock.
    ///
    /// - Parameter hasLog: whether the store is in write-ahead mode. Without it, other connections would have to wait.
    /// - Throws: `StoreError`, `DatabaseError` or `SystemFailure`.
    static func openForWriting(
        _ path: String, hasLog: Bool = true, migrations: [Migration] = Migration.all
    ) throws -> DatabaseQueue {
        let migrator = StoreMigrator(migrations: migrations, path: path, access: .writing)
        try checkIsStore(path, migrator)
        try createFile(path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(lockTimeout)
        // A transaction spans many calls of `StoreWriter`.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // Takes effect only on an empty file.
            try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
            // Debian's SQLite overwrites deleted content with zeros by default, so pages of runs that have been merged were
            // written twice more, to the log and to the store.
            try database.execute(sql: "PRAGMA secure_delete = OFF")
            if !hasLog {
                // The journal's file is kept, because creating one for each transaction takes time.
                try database.execute(sql: "PRAGMA journal_mode = TRUNCATE")
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA cache_size = -\(8 << 10)")
                return
            }
            try beginLog(database)
            // In WAL mode, NORMAL keeps the file consistent through a power cut. `StoreWriter.durably` raises it.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // The `Checkpointer` runs the checkpoints.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA journal_size_limit = \(Checkpointer.largestLogBytes)")
            try database.execute(sql: "PRAGMA cache_size = -\(8 << 10)")
        }
        let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
        try migrator.migrate(queue)
        return queue
    }

    /// Puts a store into write-ahead mode.
    static func beginLog(_ database: Database) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw DatabaseError(message: "the file system has no support for write-ahead logging")
        }
    }

    /// Opens a connection that only runs checkpoints, to a store that is open for writing.
    static func openForCheckpoints(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Checkpointer.readerTimeout)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        return try DatabaseQueue(path: fileName(path), configuration: configuration)
    }

    /// Checks that a store at a path could be written. Must be called before the lock's file is created.
    static func checkWritable(_ path: String) throws(SystemFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemFailure(code: EISDIR) }
        try SystemFailure.check { access(path, W_OK) }
    }

    /// The path of the file that a path leads to, as SQLite finds it: symbolic links are resolved before the names of
    /// the log and other files are formed (`unixFullPathname` in os_unix.c). Links to folders are not resolved, since
    /// they lead to the same files. The file need not exist.
    ///
    /// - Throws: `StoreError.cannotRead` when the links form a cycle.
    static func resolve(_ path: String) throws -> String {
        var path = path
        for _ in 0..<100 {
            guard let target = try? FileSystem.linkTarget(path) else { return path }
            path = target.isAbsolutePath ? target : path.parentFolder.appendingPathPart(target)
        }
        throw StoreError.cannotRead(path: path, reason: SystemFailure(code: ELOOP).description)
    }

    /// Removes an empty log and its index, unless another connection has them open.
    ///
    /// A read-only connection leaves both files. They must not be removed by name, because a reader or an ingest may
    /// just have opened them. A connection that may write removes them when it closes, if it is the last one. SQLite
    /// determines this by taking an exclusive lock on the database (`sqlite3WalClose` in wal.c). A program that opens
    /// the database at that moment waits for microseconds. Nothing is written, because the log is empty; a log with
    /// content, which a killed ingest left, is not touched.
    ///
    /// If two readers end at the same moment, each may find the other's connection still open. The files then stay
    /// until the next reader, which is harmless.
    static func removeEmptyLog(of path: String) {
        guard let file = try? resolve(path), size(file + "-wal") == 0, size(file + "-journal") == nil else { return }
        var connection: OpaquePointer?
        // Without SQLITE_OPEN_CREATE, a store that has just been removed is not created again.
        if sqlite3_open_v2(fileName(path), &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK {
            // Reading the first page opens the log.
            sqlite3_exec(connection, "PRAGMA schema_version", nil, nil, nil)
        }
        sqlite3_close(connection)
    }

    /// The size of a file in bytes; nil when there is none.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// - Throws: `StoreError.notFound` if there is no file, or an empty file without a log that has content;
    ///   `StoreError.notAStore` if the file cannot be a database; `StoreError.cannotRead` if it cannot be looked up.
    private static func checkExists(_ path: String, _ access: StoreError.Access) throws {
        var status = stat()
        do {
            try SystemFailure.check { stat(path, &status) }
        } catch  where error.code == ENOENT || error.code == ENOTDIR {
            throw StoreError.notFound(path: path)
        } catch {
            throw StoreError.cannotRead(path: path, reason: error.description)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.notAStore(path: path, found: "it is not a regular file", access: access)
        }
        // SQLite treats a file of one byte as empty (`unixFileSize` in os_unix.c), and would overwrite it.
        guard status.st_size != 1 else {
            throw StoreError.notAStore(path: path, found: "it is not an SQLite database", access: access)
        }
        guard status.st_size == 0 else { return }
        guard let log = size(try resolve(path) + "-wal"), log > 0 else { throw StoreError.notFound(path: path) }
    }

    /// Creates an empty file if there is none, with the permissions of the process's umask. SQLite would create one
    /// that only its owner may write.
    private static func createFile(_ path: String) throws {
        let file = try resolve(path)
        do throws(SystemFailure) {
            let descriptor = try SystemFailure.check { open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
            // Closing it drops the process's POSIX locks on the file. There are none, because the file is new.
            close(descriptor)
        } catch {
            guard error.code == EEXIST else { throw error }
        }
    }

    /// The path in a form that SQLite does not interpret, as it does `:memory:` and `file:…`.
    private static func fileName(_ path: String) -> String {
        path.isAbsolutePath ? path : "./" + path
    }

    /// The path as a URI (https://sqlite.org/uri.html) that makes SQLite treat the file as immutable.
    private static func immutableName(_ path: String) -> String {
        var name: [UInt8] = []
        for byte in fileName(path).utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                name += "%\(String(byte, radix: 16))".utf8
            default: name.append(byte)
            }
        }
        return "file:\(String(decoding: name, as: UTF8.self))?immutable=1"
    }

    /// Checks through a read-only connection that a file is a store or empty, before anything could change it.
    private static func checkIsStore(_ path: String, _ migrator: StoreMigrator) throws {
        do {
            try checkExists(path, .writing)
        } catch StoreError.notFound {
            return
        }
        defer { removeEmptyLog(of: path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(lockTimeout)
        do {
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.read { try migrator.version(of: $0) }
            try queue.close()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // The program that was writing the file was killed and left a journal. SQLite rolls it back when the file
            // is opened for writing, and until then no program can read the file. This is the only change that is made
            // before the file is known to be a store.
            configuration.readonly = false
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.writeWithoutTransaction { try migrator.version(of: $0) }
            try queue.close()
        }
    }
}
