import GRDBSQLite

/// Decides what a statement of a user may do, while it exists (https://sqlite.org/c3ref/set_authorizer.html).
///
/// The connection is read-only, which protects the store but no other file: a statement could attach a database that
/// does not exist yet, or call a function that reaches outside of SQLite.
final class ReadingAuthorizer {
    /// Whether the statement does something that is not allowed.
    private(set) var hasRefused = false
    /// Whether the statement reads counts, which complete archives alone contribute.
    private(set) var readsCounts = false

    private static let tablesOfCounts: Set<String> = ["ngram_totals", "ngram_years", "total"]

    private static let schemaTables: Set<String> = [
        "sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema",
    ]

    /// Functions that load code or reach files, some of which only some builds of SQLite have.
    private static let refusedFunctions: Set<String> = [
        "load_extension", "writefile", "readfile", "edit", "fts3_tokenizer",
    ]

    /// Pragmas that only read, with an argument or without.
    private static let describingPragmas: Set<String> = [
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "database_list", "function_list", "module_list", "pragma_list", "collation_list", "compile_options",
        "integrity_check", "quick_check",
    ]

    /// Pragmas that only read if they have no argument.
    private static let valuePragmas: Set<String> = [
        "application_id", "user_version", "schema_version", "data_version", "encoding", "page_count", "page_size",
        "freelist_count", "journal_mode",
    ]

    /// Runs work during which every statement of the connection is checked.
    func check<Value>(_ connection: OpaquePointer, _ work: () throws -> Value) rethrows -> Value {
        sqlite3_set_authorizer(
            connection,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                let authorizer = Unmanaged<ReadingAuthorizer>.fromOpaque(context).takeUnretainedValue()
                return authorizer.decide(action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        return try withExtendedLifetime(self, work)
    }

    private func decide(_ action: Int32, _ first: String?, _ second: String?) -> Int32 {
        if isAllowed(action, first, second) { return SQLITE_OK }
        hasRefused = true
        return SQLITE_DENY
    }

    private func isAllowed(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_READ:
            if let first, Self.tablesOfCounts.contains(first.lowercased()) { readsCounts = true }
            return true
        case SQLITE_FUNCTION: return second.map { !Self.refusedFunctions.contains($0.lowercased()) } ?? false
        case SQLITE_PRAGMA:
            guard let name = first?.lowercased() else { return false }
            return Self.describingPragmas.contains(name) || second == nil && Self.valuePragmas.contains(name)
        // SQLite asks for these when it declares the columns of a virtual table. No statement can change these tables:
        // without `writable_schema`, SQLite refuses it.
        case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
            return first.map { Self.schemaTables.contains($0.lowercased()) } ?? false
        default: return false
        }
    }
}
