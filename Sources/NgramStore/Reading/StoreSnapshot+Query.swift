import CNgramsSQL
import GRDB
import GRDBSQLite

/// A value in a row of a query in SQL.
package enum QueryValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// UTF-8, with all of its bytes. In a database that another program made, it may be invalid.
    case text([UInt8])
    case blob([UInt8])
}

extension StoreSnapshot {
    /// Prepares one reading statement over the tables of the store, and over `ngram_totals` and `ngram_years`
    /// (docs/sql.md), and calls `body` with it.
    ///
    /// `body` must not read the store in other ways: preparing a statement ends the check of what this one may do.
    ///
    /// - Throws: `QueryFailure` if the statement is wrong or not allowed; `StoreError`.
    package func query<Result>(_ text: [UInt8], _ body: (StoreQuery) throws -> Result) throws -> Result {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        let code = ngrams_sql_register(connection)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        let authorizer = ReadingAuthorizer()
        return try authorizer.check(connection) {
            let query = try StoreQuery(text, connection, authorizer)
            defer { query.close() }
            return try body(query)
        }
    }
}

/// A statement in SQL and its rows, valid within `StoreSnapshot.query`.
package final class StoreQuery {
    /// The names of the columns, at least one. Several may be the same.
    package let columns: [String]
    /// Whether the statement reads counts, so that archives that are not counted matter.
    package var readsCounts: Bool { authorizer.readsCounts }

    private let connection: OpaquePointer
    private let authorizer: ReadingAuthorizer
    private var statement: OpaquePointer?

    fileprivate init(_ text: [UInt8], _ connection: OpaquePointer, _ authorizer: ReadingAuthorizer) throws {
        if let end = text.firstIndex(of: 0) {
            throw QueryFailure(.invalid(message: "the statement contains a NUL character"), at: end)
        }
        (self.connection, self.authorizer) = (connection, authorizer)
        let (statement, end) = try Self.prepare(text, from: 0, connection, authorizer)
        guard let statement else { throw QueryFailure(.empty) }
        self.statement = statement
        columns = (0..<sqlite3_column_count(statement)).map { column in
            sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
        }
        do {
            guard sqlite3_stmt_readonly(statement) != 0, !columns.isEmpty else { throw QueryFailure(.notReading) }
            try Self.checkEnd(of: text, from: end, connection, authorizer)
        } catch {
            close()
            throw error
        }
    }

    fileprivate func close() {
        sqlite3_finalize(statement)
        statement = nil
    }

    /// The next row, with a value for every column; nil after the last.
    /// - Throws: `QueryFailure` if a value cannot be computed; `StoreError`.
    package func next() throws -> [QueryValue]? {
        guard let statement else { return nil }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return (0..<Int32(columns.count)).map { Self.value(statement, $0) }
        case SQLITE_DONE: return nil
        case let code: throw Self.failure(code, connection, authorizer, offset: nil)
        }
    }

    private static func value(_ statement: OpaquePointer, _ column: Int32) -> QueryValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            return .text(bytes(UnsafeRawPointer(sqlite3_column_text(statement, column)), statement, column))
        case SQLITE_BLOB: return .blob(bytes(sqlite3_column_blob(statement, column), statement, column))
        default: return .null
        }
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ statement: OpaquePointer, _ column: Int32) -> [UInt8] {
        // Bounds: SQLite gives as many bytes as it says, until the next step.
        Array(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
        )
    }

    /// Prepares the statement that begins at an offset.
    /// - Returns: the statement, nil if only comments and semicolons are left, and the offset of its end.
    private static func prepare(
        _ text: [UInt8], from offset: Int, _ connection: OpaquePointer, _ authorizer: ReadingAuthorizer
    ) throws -> (statement: OpaquePointer?, end: Int) {
        var statement: OpaquePointer?
        var end = text.count
        let code = text.withUnsafeBytes { bytes -> Int32 in
            guard let first = bytes.baseAddress else { return SQLITE_OK }
            // Bounds: `offset` is at most `text.count`, and SQLite reads no more than the given number of bytes. It
            // returns a pointer into them, or to their end.
            let start = (first + offset).assumingMemoryBound(to: CChar.self)
            var rest: UnsafePointer<CChar>?
            let length = Int32(clamping: bytes.count - offset)
            let code = sqlite3_prepare_v3(connection, start, length, 0, &statement, &rest)
            if let rest { end = offset + (rest - start) }
            return code
        }
        guard code == SQLITE_OK else {
            let place = ngrams_sql_error_offset(connection)
            let offset = place >= 0 ? offset + Int(place) : nil
            throw failure(code, connection, authorizer, offset: offset)
        }
        return (statement, min(max(end, 0), text.count))
    }

    /// - Throws: `QueryFailure` if a second statement follows.
    private static func checkEnd(
        of text: [UInt8], from end: Int, _ connection: OpaquePointer, _ authorizer: ReadingAuthorizer
    ) throws {
        var start = end
        while start < text.count {
            let next: (statement: OpaquePointer?, end: Int)
            do {
                next = try prepare(text, from: start, connection, authorizer)
            } catch is QueryFailure {
                throw QueryFailure(.severalStatements, at: start)
            }
            sqlite3_finalize(next.statement)
            guard next.statement == nil, next.end > start else {
                if next.statement == nil { return }
                throw QueryFailure(.severalStatements, at: start)
            }
            start = next.end
        }
    }

    private static func failure(
        _ code: Int32, _ connection: OpaquePointer, _ authorizer: ReadingAuthorizer, offset: Int?
    ) -> any Error {
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        switch code & 0xFF {
        case SQLITE_AUTH where authorizer.hasRefused, SQLITE_READONLY: return QueryFailure(.notReading, at: offset)
        case SQLITE_ERROR where authorizer.hasRefused: return QueryFailure(.notReading, at: offset)
        case SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_CONSTRAINT, SQLITE_AUTH:
            return QueryFailure(.invalid(message: message), at: offset)
        // Only the tables of n-grams end a statement with it, when counts add up to more than 64 bits.
        case SQLITE_RANGE: return StoreError.sumTooLarge(message: message)
        default: return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }
}
