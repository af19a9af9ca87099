import Testing

/// Values in a store that this program never writes.
@Suite(.waitsForPrograms, .enabled(if: SQLShell.isThere, SQLShell.missing)) struct TamperedStoreTests {
    /// The commands that read, and whether each reads the rows of n-grams.
    private static let readers: [(command: [String], readsRows: Bool)] = [
        (["export", "totals"], true), (["export", "years"], true), (["query", "total", "x"], true),
        (["query", "years", "x"], true), (["query", "top"], false), (["export", "top"], false),
    ]

    @Test(arguments: [
        "match_count = -28", "match_count = 5.5", "match_count = 'many'", "volume_count = x'0102'", "first_year = 0",
        "first_year = -1", "last_year = 1e12", "last_year = 'now'", "first_year = last_year + 1", "position = -1",
        "block_id = 0",
    ])
    func `an impossible n-gram row ends every command that reads it with 65, and never crashes one`(
        change: String
    ) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let options = ["--db", store, "--corpus", "eng-2012"]
            let whole = try Self.readers.map { try Program.run($0.command + options).bytes }
            try SQLShell.run("UPDATE ngram SET \(change) WHERE ngram = 'x'", on: store)
            for ((command, readsRows), expected) in zip(Self.readers, whole) {
                // Totals of all years do not read the series.
                let isElsewhere = command.contains { $0.hasPrefix("total") } && change.contains(#/position|block/#)
                let mayAnswer = !readsRows || (isElsewhere && command[0] == "export")
                let ending = try Program.run(command + options)
                #expect(ending.signal == nil && ending.code == (mayAnswer ? 0 : 65), "\(command): \(ending)")
                if mayAnswer {
                    expectSame(ending.bytes, expected, "\(command)")
                } else {
                    #expect(ending.errors.contains("ngrams: error: \(store): the store is damaged: "), "\(ending)")
                }
            }
            let verify = try Program.expect(65, "verify", "--db", store)
            let column = change.split(separator: " ")[0]
            #expect(verify.output.contains(column), "\(verify.output)")
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

    @Test(arguments: [("ngram", "match_count"), ("archive", "match_sum"), ("corpus", "name"), ("block", "data")])
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
