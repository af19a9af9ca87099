import Foundation
import GRDB
import GRDBSQLite

/// The files that a writer has open, identified by device and inode rather than by name.
///
/// Files can be removed and renamed while they are open. SQLite would continue to write to a file that no name leads to
/// ("Unlinking or renaming a database file while in use", https://sqlite.org/howtocorrupt.html, 2.4).
struct OpenStoreFiles {
    /// A file, whatever its names.
    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t
    }

    private let path: String
    /// The database file, with symbolic links resolved.
    private let file: String
    private let store: Identity?
    private let log: Identity?
    /// Whether the name led to another file, or to none, by the time the store was open.
    private let wasReplaced: Bool

    /// The files of a store that has just been opened.
    ///
    /// - Parameter database: the connection to it.
    init(path: String, database: Database) throws {
        self.path = path
        file = try StoreConnections.resolve(path)
        store = try Self.find(file, store: path)
        log = try Self.find(file + "-wal", store: path)
        // Only SQLite knows which file it has opened; it compares that file's inode with the one that the name leads to.
        var hasMoved: CInt = 0
        let status = sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        wasReplaced = store == nil || status == SQLITE_OK && hasMoved != 0
    }

    /// Compares what the names lead to now with what was opened.
    /// - Throws: `StoreError.replaced` when they differ.
    func check() throws {
        guard !wasReplaced, try Self.find(path, store: path) == store, try Self.find(file + "-wal", store: path) == log
        else {
            throw StoreError.replaced(path: path)
        }
    }

    /// The file at a path; nil when there is none.
    private static func find(_ path: String, store: String) throws -> Identity? {
        var status = stat()
        if stat(path, &status) == 0 { return Identity(device: status.st_dev, number: status.st_ino) }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw StoreError.cannotWrite(path: store, reason: String(cString: strerror(errno)))
        }
        return nil
    }
}
