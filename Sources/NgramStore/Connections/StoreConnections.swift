import Foundation
import GRDB
import GRDBSQLite

/// Opens the database file of a store, for writing, checkpoints and reading.
///
/// ## Reading
///
/// A store is in write-ahead mode. A reader of such a database shares two files with its writer: the log, `-wal`, and
/// the index of the log, `-shm`, whose locks let it read while an ingest writes (https://sqlite.org/wal.html). SQLite
/// makes both files when a reader opens the database, so there are two ways to read:
///
/// - **Shared**, wherever those files can be made or are there already. The connection is read-only: it reads a log that
///   a killed ingest left, but does not move its content into the database, and it rolls no journal back. SQLite
///   removes both files when the last connection closes, unless that connection is read-only, so `removeEmptyLog`
///   removes them afterwards.
/// - **Immutable**, if the folder or the file may not be written, no ingest holds the lock, and the log is missing or
///   empty, so that the database file holds all of the store. With `immutable=1` SQLite uses no locks, no log and no
///   index; a file that changes nevertheless can give wrong results (https://sqlite.org/uri.html, "immutable").
///   Another user, or another mount of the file system, may let an ingest begin while this reader is at work. An ingest
///   never waits for a reader, so the reader must notice: after each read `ReadingFile` compares the file's size and
///   times, the log and the lock with those of the beginning, and `StoreReader` refuses to answer if they differ. Such a
///   reader answers from one state or fails; it never blocks and is never blocked.
///
/// These are two of the three cases in which SQLite reads a database in write-ahead mode that it may not write
/// (https://sqlite.org/wal.html, "Read-Only Databases"). The third is a log with content in a folder that may not be
/// written: it is read in the shared way if the `-shm` file is there; otherwise the reader reports that it cannot.
enum StoreConnections {
    /// Bytes per database page. Large pages make for fewer levels and splits of the tree; measured in
    /// docs/decisions/0001-store-layout.md.
    static let pageBytes = 16384

    /// How long a connection waits, in seconds, while SQLite itself needs the file for a moment: to recover the
    /// write-ahead log after a crash and to remove it with the last connection. No ingest makes a reader wait.
    static let patience: TimeInterval = 10

    /// Opens a connection for reading, which neither creates nor changes the store.
    ///
    /// - Parameter migrations: those that the program knows.
    /// - Throws: `StoreError`; `notFound` where there is no store, `older` and `newer` where its version is not that of
    ///   this program.
    static func openForReading(
        _ file: ReadingFile, migrations: [Migration] = Migration.all
    ) throws -> DatabaseQueue {
        let path = file.path
        try checkExists(path, .reading)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        do {
            let name = file.isImmutable ? immutableName(path) : fileName(path)
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            let migrator = StoreMigrator(migrations: migrations, path: path, access: .reading)
            let version = try queue.read { try migrator.version(of: $0) }
            guard version > 0 else { throw StoreError.notFound(path: path) }
            guard version == migrations.count else {
                throw StoreError.older(path: path, version: version, known: migrations.count)
            }
            return queue
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A store has a rollback journal only until it is in write-ahead mode, when there is nothing in it yet. The
            // first ingest was killed that early.
            throw StoreError.notFound(path: path)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            // "Unable to open database file" and "attempt to write a readonly database" are all that SQLite says.
            guard access(folder(of: path), W_OK) != 0 else { throw error }
            throw StoreError.cannotRead(
                path: path,
                reason: "its folder cannot be written (\(String(cString: strerror(errno)))), and its write-ahead log "
                    + "is in use or was left by an ingest that did not end. Copy the store with its -wal file elsewhere"
            )
        }
    }

    /// Opens the connection for writing; creates the store if there is none, migrates an older one. The ingest lock
    /// must be held.
    static func openForWriting(_ path: String, migrations: [Migration] = Migration.all) throws -> DatabaseQueue {
        let migrator = StoreMigrator(migrations: migrations, path: path, access: .writing)
        try checkIsOurs(path, migrator)
        try createFile(path)
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

    /// Opens a connection for checkpoints alone, to a store that is open for writing.
    static func openForCheckpoints(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Checkpointer.patience)
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
        return try DatabaseQueue(path: fileName(path), configuration: configuration)
    }

    /// Checks, before the lock's file is made, that a store at a path could be written.
    /// - Throws: `StoreError.cannotWrite`.
    static func checkWritable(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        guard isFolder || access(path, W_OK) != 0 else { return }
        let number = isFolder ? EISDIR : errno
        throw StoreError.cannotWrite(path: path, reason: String(cString: strerror(number)))
    }

    /// The path of the file that a path leads to, as SQLite finds it: symbolic links are resolved before the names of
    /// the log and other files are formed (`unixFullPathname` in os_unix.c). Links to folders stay, since they lead to
    /// the same files. There need not be a file.
    ///
    /// - Throws: `StoreError.cannotRead` when links lead in a circle.
    static func resolve(_ path: String) throws -> String {
        var path = path
        for _ in 0..<100 {
            var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let length = buffer.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { readlink(path, $0, buffer.count) } ?? 0
            }
            guard length > 0 else { return path }
            let target = String(decoding: buffer[..<length], as: UTF8.self)
            path = target.utf8.first == UInt8(ascii: "/") ? target : folder(of: path) + "/" + target
        }
        throw StoreError.cannotRead(path: path, reason: String(cString: strerror(ELOOP)))
    }

    /// The folder of a file, `.` where the path names none.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Removes a log that is empty, and its index, unless another connection has them open.
    ///
    /// A read-only connection leaves both files. They must not be removed by name, because a reader or an ingest may
    /// just have opened them. A connection that may write removes them as it closes, if it is the last one, which it
    /// establishes by an exclusive lock on the database (`sqlite3WalClose` in wal.c). A program that opens the database at
    /// that moment waits for microseconds. Nothing is written, because the log is empty; a log with content, which a
    /// killed ingest left, is not touched.
    ///
    /// Two readers that end at the same moment may each find the other's connection still open; the files then stay for
    /// the next reader, which is harmless.
    static func removeEmptyLog(of path: String) {
        guard let file = try? resolve(path), size(file + "-wal") == 0, size(file + "-journal") == nil else { return }
        var connection: OpaquePointer?
        // Not to create a database whose name was removed meanwhile: no SQLITE_OPEN_CREATE.
        if sqlite3_open_v2(fileName(path), &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK {
            // Reading the first page makes it open the log.
            sqlite3_exec(connection, "PRAGMA schema_version", nil, nil, nil)
        }
        sqlite3_close(connection)
    }

    /// The size of a file in bytes; nil when there is none.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// - Throws: `StoreError.notFound` where there is no file, or an empty one whose log holds nothing either;
    ///   `StoreError.notAStore` where something else is.
    private static func checkExists(_ path: String, _ access: StoreError.Access) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw StoreError.cannotRead(path: path, reason: String(cString: strerror(errno)))
            }
            throw StoreError.notFound(path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.notAStore(path: path, found: "it is not a regular file", access: access)
        }
        // SQLite takes a file of one byte for an empty one (`unixFileSize` in os_unix.c), and would write over it.
        guard status.st_size != 1 else {
            throw StoreError.notAStore(path: path, found: "it is not an SQLite database", access: access)
        }
        guard status.st_size == 0 else { return }
        guard let log = size(try resolve(path) + "-wal"), log > 0 else { throw StoreError.notFound(path: path) }
    }

    /// Makes an empty file where there is none, with the permissions that the process gives its files. SQLite would
    /// make one that only its owner may write.
    private static func createFile(_ path: String) throws {
        let descriptor = open(try resolve(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            guard errno != EEXIST else { return }
            throw StoreError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        // The file is new, so no connection of this process can have it open and lose its locks by this.
        close(descriptor)
    }

    /// The name of a path that SQLite does not interpret: `:memory:` and `file:…` mean something to it.
    private static func fileName(_ path: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    }

    /// The path as a URI (https://sqlite.org/uri.html) of a file that SQLite may take to be immutable.
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

    /// Looks at a file through a read-only connection before anything is done that could change it.
    private static func checkIsOurs(_ path: String, _ migrator: StoreMigrator) throws {
        do {
            try checkExists(path, .writing)
        } catch StoreError.notFound {
            return
        }
        defer { removeEmptyLog(of: path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        do {
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.read { try migrator.version(of: $0) }
            try queue.close()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // The program that was writing it was killed and left a journal, by which SQLite reverts what was half done
            // as soon as the file is opened for writing; before that nobody can read it. It is the one change that is
            // due whatever the file turns out to be.
            configuration.readonly = false
            let queue = try DatabaseQueue(path: fileName(path), configuration: configuration)
            _ = try queue.writeWithoutTransaction { try migrator.version(of: $0) }
            try queue.close()
        }
    }
}
