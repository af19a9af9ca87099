import GRDB
import GRDBSQLite

/// A statement that is bound and read through SQLite's C interface.
///
/// Only for n-grams and the loops that run once per n-gram: GRDB's text binding ends at a NUL, which an n-gram may
/// contain, and its row interface takes twice the time. GRDB prepares the statement, so GRDB still checks it and owns
/// its life cycle.
final class DirectStatement {
    private let statement: Statement
    private let handle: SQLiteStatement

    init(_ database: Database, _ sql: String) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Ends a run, so that the statement can be bound again. Values read from columns are invalid afterward.
    @inline(__always)
    func reset() {
        sqlite3_reset(handle)
    }

    @inline(__always)
    func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(handle, index, value)
    }

    func bindNull(_ index: Int32) {
        sqlite3_bind_null(handle, index)
    }

    /// Binds text without copying its bytes, which must stay in place until the statement is bound again.
    @inline(__always)
    func bindText(_ index: Int32, unowned bytes: UnsafeRawBufferPointer) {
        // A null pointer would bind NULL, and an empty buffer may have no address.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        sqlite3_bind_text(handle, index, start?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
    }

    /// Binds a blob without copying its bytes, which must stay in place until the statement is bound again.
    @inline(__always)
    func bindBlob(_ index: Int32, unowned bytes: UnsafeRawBufferPointer) {
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        sqlite3_bind_blob(handle, index, start, Int32(bytes.count), nil)
    }

    /// Binds a copy of a text.
    func bindText(_ index: Int32, copying bytes: [UInt8]) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
            _ = sqlite3_bind_text(
                handle, index, start?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), transient)
        }
    }

    /// Binds a copy of a column's value in the current row of another statement, whatever its type, perhaps of another
    /// database.
    @inline(__always)
    func bind(_ index: Int32, column: Int32, of other: DirectStatement) {
        sqlite3_bind_value(handle, index, sqlite3_column_value(other.handle, column))
    }

    /// Moves to the next row; false when there is none.
    @inline(__always)
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    /// Runs a statement that returns no rows with the bound values, and resets it.
    @inline(__always)
    func run() throws {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE else { throw failure(code) }
        sqlite3_reset(handle)
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }

    /// Rows that the last statement of the connection inserted, changed or deleted.
    @inline(__always)
    var changes: Int32 {
        sqlite3_changes(sqlite3_db_handle(handle))
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// The value of a column that holds an integer; nil if it holds anything else, which `integer` would convert.
    ///
    /// Finding the value once and reading it twice takes less time than two calls of `sqlite3_column_*`. SQLite calls
    /// such a value unprotected, because another thread could change it (https://sqlite.org/c3ref/value.html); a
    /// statement belongs to one thread.
    @inline(__always)
    func exactInteger(_ column: Int32) -> Int64? {
        let value = sqlite3_column_value(handle, column)
        guard sqlite3_value_type(value) == SQLITE_INTEGER else { return nil }
        return sqlite3_value_int64(value)
    }

    /// The value of a column, of any type.
    func value(_ column: Int32) -> DatabaseValue {
        DatabaseValue(sqliteStatement: handle, index: column)
    }

    /// A text or blob column's bytes, valid until the next step or reset.
    @inline(__always)
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
    }
}

extension DirectStatement {
    /// Binds an integer, or NULL for nil.
    func bind(_ index: Int32, orNull value: Int64?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    /// Binds a copy of a text, or NULL for nil.
    func bindText(_ index: Int32, orNull text: [UInt8]?) {
        if let text { bindText(index, copying: text) } else { bindNull(index) }
    }
}
