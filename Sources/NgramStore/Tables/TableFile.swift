import GRDBSQLite
import NgramSystem

/// A new SQLite database that is written once, from its beginning to its end.
///
/// The file is private until it is complete, so there is no journal, and nothing is locked or synced.
final class TableFile {
    /// What it is called in messages.
    private let name: String
    private var connection: OpaquePointer?

    /// Opens an empty file.
    /// - Throws: `OutputFailure`, as the other functions do.
    init(path: String, name: String) throws {
        self.name = name
        // Absolute or relative, a path must not be taken for `:memory:` or `file:…`.
        let path = path.isAbsolutePath ? path : "./" + path
        // The file is locked in another way while it is unfinished, which on some file systems excludes SQLite's locks.
        let system = sqlite3_vfs_find("unix-none") == nil ? nil : "unix-none"
        let code = sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, system)
        do {
            guard code == SQLITE_OK else { throw failure(code) }
            try run(
                """
                PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384; BEGIN
                """)
        } catch {
            sqlite3_close_v2(connection)
            connection = nil
            throw error
        }
    }

    deinit { sqlite3_close_v2(connection) }

    /// Runs statements that return no rows.
    func run(_ sql: String) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// Commits everything and closes the file.
    func finish() throws {
        try run("COMMIT")
        let code = sqlite3_close(connection)
        guard code == SQLITE_OK else { throw failure(code) }
        connection = nil
    }

    /// Prepares a statement, which must be finalized before the file is finished.
    func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK else { throw failure(code) }
        return statement
    }

    /// The failure for a result code of the last call.
    func failure(_ code: Int32) -> OutputFailure {
        let cause = sqlite3_system_errno(connection)
        if [SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_FULL].contains(code & 0xFF), cause != 0 {
            return OutputFailure(name: name, SystemFailure(code: cause))
        }
        return OutputFailure(name: name, reason: String(cString: sqlite3_errmsg(connection)))
    }
}
