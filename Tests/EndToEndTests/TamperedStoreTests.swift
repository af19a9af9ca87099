import Testing

/// Values in a store that this program never writes.
@Suite(.waitsForPrograms, .enabled(if: SQLShell.isThere, SQLShell.missing)) struct TamperedStoreTests {
    private static let readers: [[String]] = [
        ["export", "totals"], ["export", "years"], ["export", "top"], ["query", "total", "x"], ["query", "years", "x"],
        ["query", "top"],
    ]

    @Test(arguments: [
        "block SET piece = -1", "block SET piece = 'now'", "block SET position = -1", "block SET position = 5.5",
        "block SET position = x'0102'", "block SET series_bytes = 1e12", "block SET series_bytes = -28",
        "block SET series_bytes = 'many'", "run SET blocks = -1", "run SET blocks = 'all'", "run SET blocks = 1 << 40",
        "head SET codec = 99", "head SET data = zeroblob(100)", "head SET data = ''",
    ])
    func `an impossible value of a block ends every command that reads it with 65, and never crashes one`(
        change: String
    ) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try SQLShell.run("UPDATE \(change)", on: store)
            for command in Self.readers {
                let ending = try Program.run(command + ["--db", store, "--corpus", "eng-2012"])
                #expect(ending.signal == nil && ending.code == 65, "\(command): \(ending)")
                #expect(ending.errors.contains("ngrams: error: \(store): the store is damaged: "), "\(ending)")
            }
            try Program.expect(65, "verify", "--db", store)
            try Program.expect(0, "status", "--db", store)
        }
    }

    @Test(arguments: ["rows = -5", "bad_rows = 'x'", "first_year = 0", "last_year = x'00'", "match_sum = -28"])
    func `an impossible row of the ledger ends status and verify with 65`(change: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try SQLShell.run("UPDATE archive SET \(change) WHERE id = 1", on: store)
            for command in ["status", "verify"] {
                let ending = try Program.expect(65, command, "--db", store)
                #expect((ending.errors + ending.output).contains(change.split(separator: " ")[0]), "\(ending)")
            }
        }
    }

    @Test(arguments: [("block", "match_count"), ("archive", "match_sum"), ("corpus", "name"), ("head", "data")])
    func `a schema that lacks a column is reported as damage with 65, not as an unreadable path`(
        table: String, column: String
    ) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try SQLShell.run(
                """
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, '\(column)', 'other_name') WHERE name = '\(table)'
                """, on: store)
            let ending = try Program.expect(65, "verify", "--db", store)
            #expect(ending.errors.contains("ngrams: error: \(store): the store is"), "\(ending.errors)")
        }
    }
}
