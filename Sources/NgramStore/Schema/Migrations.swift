import GRDB
import NgramSystem

/// A migration of the folder `migrations/`, which is embedded in the program.
///
/// SwiftPM names an embedded file after its path, and replaces every character that an identifier cannot have in that
/// position, such as a leading digit. A test compares the list `all` with the folder.
struct Migration: Sendable {
    /// The file's name without `.sql`.
    var name: String
    /// The file's text.
    var sql: String

    static let all = [
        Migration(name: "0002-runs", sql: String(decoding: PackageResources._002_runs_sql, as: UTF8.self)),
        Migration(name: "0003-totals", sql: String(decoding: PackageResources._003_totals_sql, as: UTF8.self)),
        Migration(name: "0004-origins", sql: String(decoding: PackageResources._004_origins_sql, as: UTF8.self)),
    ]

    /// The 64-bit FNV-1a hash of the text, which is enough to detect that a text was edited after it was applied.
    var checksum: String { String(FNV1a.hash(sql.utf8), radix: 16) }
}

/// Migrates a store to the schema of this program.
struct StoreMigrator {
    /// `application_id` of a store: "NGRA".
    static let applicationID = 0x4E47_5241

    /// The version of a store to which only the first migration was applied. Stores of version 1 had one row for each
    /// n-gram; they cannot be migrated.
    static let firstVersion = 2

    var migrations = Migration.all
    var path: String
    var access: StoreError.Access

    /// Checks that a database is a store with a version that this program knows, or empty.
    /// - Returns: the number of migrations that have been applied; 0 for an empty database.
    /// - Throws: `StoreError.notAStore`, `newer`, `tooOld` or `migrationChanged`; `DatabaseError`.
    func version(of database: Database) throws -> Int {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard application == Self.applicationID else {
            let objects = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard application == 0, objects == 0 else {
                throw StoreError.notAStore(path: path, found: "it is a database of another program", access: access)
            }
            return 0
        }
        let known = Self.firstVersion + migrations.count - 1
        guard version <= known else {
            throw StoreError.newer(path: path, version: version, known: known, access: access)
        }
        guard version >= Self.firstVersion else {
            throw StoreError.tooOld(path: path, version: version, known: known, access: access)
        }
        let applied = try Row.fetchAll(database, sql: "SELECT name, checksum FROM schema_migration ORDER BY number")
        for (row, known) in zip(applied, migrations) {
            let (name, checksum): (String, String) = (try row.value("name"), try row.value("checksum"))
            guard name == known.name, checksum == known.checksum else {
                throw StoreError.migrationChanged(path: path, migration: name, access: access)
            }
        }
        return version - Self.firstVersion + 1
    }

    /// Applies the missing migrations and sets the version, in one transaction: readers find no version in between.
    func migrate(_ writer: some DatabaseWriter) throws {
        let applied = try writer.writeWithoutTransaction { try version(of: $0) }
        guard applied < migrations.count else { return }
        try writer.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS schema_migration (
                        number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
                        applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))
                    """)
            for (index, migration) in migrations.enumerated().dropFirst(applied) {
                try database.execute(sql: migration.sql)
                try database.execute(
                    sql: "INSERT INTO schema_migration (number, name, checksum) VALUES (?, ?, ?)",
                    arguments: [index + 1, migration.name, migration.checksum])
            }
            try database.execute(sql: "PRAGMA user_version = \(Self.firstVersion + migrations.count - 1)")
        }
    }
}
