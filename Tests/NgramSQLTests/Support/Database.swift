import GRDBSQLite
import Testing

/// A connection to a database, by SQLite's own functions.
final class Database {
    /// A value of a row, such that two results can be compared.
    enum Value: Hashable, CustomStringConvertible {
        case null
        case integer(Int64)
        case text([UInt8])
        case other

        var description: String {
            switch self {
            case .null: "NULL"
            case .integer(let number): "\(number)"
            case .text(let bytes): "\"\(String(decoding: bytes, as: UTF8.self))\""
            case .other: "?"
            }
        }
    }

    /// SQLite refused or failed.
    struct Failure: Error, CustomStringConvertible {
        /// The primary error code.
        var code: Int32
        var message: String
        var description: String { "\(code): \(message)" }
    }

    let handle: OpaquePointer

    /// Opens or creates a database.
    init(_ path: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open(path, &handle)
        self.handle = try #require(handle)
        guard code == SQLITE_OK else { throw failure }
    }

    deinit { sqlite3_close(handle) }

    private var failure: Failure {
        Failure(code: sqlite3_errcode(handle) & 0xFF, message: String(cString: sqlite3_errmsg(handle)))
    }

    /// Runs statements without results.
    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
    }

    /// The rows of a statement. `afterRow` is called while it runs.
    func rows(_ sql: String, _ values: [Any?] = [], afterRow: () throws -> Void = {}) throws -> [[Value]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure }
        defer { sqlite3_finalize(statement) }
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (index, value) in values.enumerated() {
            let at = Int32(index + 1)
            switch value {
            case let number as Int64: sqlite3_bind_int64(statement, at, number)
            case let number as Int: sqlite3_bind_int64(statement, at, Int64(number))
            case let text as String:
                let bytes = Array(text.utf8)
                sqlite3_bind_text64(
                    statement, at, bytes.map(CChar.init(bitPattern:)) + [0], UInt64(bytes.count), copied,
                    UInt8(SQLITE_UTF8))
            case let blob as [UInt8]: sqlite3_bind_blob(statement, at, blob + [0], Int32(blob.count), copied)
            default: sqlite3_bind_null(statement, at)
            }
        }
        var rows: [[Value]] = []
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else { throw failure }
            rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
            try afterRow()
        }
    }

    private func value(_ statement: OpaquePointer?, _ column: Int32) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(Array(UnsafeBufferPointer(start: text, count: count)))
        default: return .other
        }
    }

    /// The details of EXPLAIN QUERY PLAN, one line each.
    func plan(_ sql: String) throws -> [String] {
        try rows("EXPLAIN QUERY PLAN \(sql)").map { $0.last?.description ?? "" }
    }
}
