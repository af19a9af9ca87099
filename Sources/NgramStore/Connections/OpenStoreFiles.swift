import Foundation
import GRDB
import GRDBSQLite
import NgramSystem

/// The files that a writer has open, identified by device and inode rather than by name.
///
/// Files can be removed and renamed while they are open. SQLite would continue to write to a file that no longer has a
/// name ("Unlinking or renaming a database file while in use", https://sqlite.org/howtocorrupt.html, 2.4).
struct OpenStoreFiles {
    private let path: String
    /// The database file, with symbolic links resolved.
    private let file: String
    private let store: FileStatus.Node?
    private let log: FileStatus.Node?
    /// Whether the store's name led to another file, or to none, when the store had just been opened.
    private let wasReplaced: Bool

    /// The files of a store that has just been opened.
    ///
    /// - Parameter database: the connection to it.
    /// - Throws: `StoreError` or `SystemFailure` when the files cannot be looked up.
    init(path: String, database: Database) throws {
        self.path = path
        file = try StoreConnections.resolve(path)
        store = try Self.find(file)
        log = try Self.find(file + "-wal")
        // Only SQLite knows which file it has opened; it compares that file's inode with the inode of the named file.
        var hasMoved: CInt = 0
        let status = sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        wasReplaced = store == nil || status == SQLITE_OK && hasMoved != 0
    }

    /// Checks that the names still lead to the files that were opened.
    /// - Throws: `StoreError.replaced` when they differ; `SystemFailure` when the files cannot be looked up.
    func check() throws {
        guard !wasReplaced, try Self.find(path) == store, try Self.find(file + "-wal") == log else {
            throw StoreError.replaced(path: path)
        }
    }

    /// The file at a path; nil when there is none.
    private static func find(_ path: String) throws(SystemFailure) -> FileStatus.Node? {
        do {
            return try FileStatus(path: path).node
        } catch  where error.isMissingFile {
            return nil
        }
    }
}
