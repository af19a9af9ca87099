import Foundation
import NgramTestSupport
import Testing

/// `ngrams sql`.
@Suite(.waitsForPrograms) struct SQLTests {
    /// An endless statement whose first row fills the output's buffer, so that it is seen to run.
    private static let endless = """
        WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n)
        SELECT hex(zeroblob(100000)) UNION ALL SELECT count(*) FROM n
        """

    private static let totals = """
        SELECT ngram, match_count, volume_count, first_year, last_year FROM ngram_totals WHERE corpus = 'c'
        ORDER BY ngram
        """
    private static let years = """
        SELECT ngram, year, match_count, volume_count FROM ngram_years WHERE corpus = 'c' ORDER BY ngram, year
        """

    @Test func `the tables hold what the archives hold, with any bytes in the n-grams`() throws {
        try withFolder { folder in
            var random = RandomRows(seed: 11)
            var counts = NaiveCounts()
            for (place, kind) in RowKind.allCases.enumerated() {
                let rows = random.archive(kind, groups: 400)
                try counts.add(rows, kind)
                try Files.write(rows, to: "\(folder)/archive\(place)")
                try Program.expect(
                    0, "ingest", "--corpus", "c", "--db", folder + "/db", "\(folder)/archive\(place)")
            }
            let common = ["--db", folder + "/db", "--format", "csv"]
            expectSame(try Program.expect(0, ["sql", Self.totals] + common).bytes, counts.totalsCSV(), "totals")
            expectSame(try Program.expect(0, ["sql", Self.years] + common).bytes, counts.yearsCSV(), "years")
        }
    }

    @Test func `each format writes numbers, texts with NUL, blobs and nulls`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let statement = """
                SELECT 1234 AS i, 0.1 AS r, 1e300 * 10 AS big, 9e999 AS inf, 'a' || char(0) || 'b' AS t, \
                x'00fF' AS b, NULL AS n UNION ALL SELECT -1, -2.5, 3, -9e999, 'x,"y', x'', ''
                """
            func lines(_ format: String) throws -> [String] {
                try Program.expect(0, "sql", statement, "--format", format, folder: folder).lines
            }
            #expect(
                try lines("csv") == [
                    "i,r,big,inf,t,b,n", "1234,0.1,1e+301,Inf,a\0b,00FF,", "-1,-2.5,3,-Inf,\"x,\"\"y\",,",
                ])
            #expect(
                try lines("tsv") == [
                    "i\tr\tbig\tinf\tt\tb\tn", "1234\t0.1\t1e+301\tInf\ta\0b\t00FF\t",
                    "-1\t-2.5\t3\t-Inf\tx,\"y\t\t",
                ])
            #expect(
                try lines("json") == [
                    "[",
                    #"{"i":1234,"r":0.1,"big":1e+301,"inf":9e999,"t":"a\u0000b","b":"00FF","n":null},"#,
                    #"{"i":-1,"r":-2.5,"big":3,"inf":-9e999,"t":"x,\"y","b":"","n":""}"#,
                    "]",
                ])
            #expect(
                try lines("table") == [
                    "   i     r     big   inf  t        b     n", "----  ----  ------  ----  -------  ----  -",
                    "1234   0.1  1e+301   Inf  a\\u{0}b  00FF", "  -1  -2.5       3  -Inf  x,\"y",
                ])
        }
    }

    @Test func `columns of any name and number are written, and keys of json differ`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let name = String(repeating: "x", count: 50_000)
            let many = (1...1500).map { "\($0) AS \"column \($0)\"" }.joined(separator: ",")
            for format in ["table", "csv", "tsv", "json"] {
                let long = try Program.expect(
                    0, "sql", "SELECT 'v' AS \(name), ngram FROM ngram_totals LIMIT 1", "--format", format,
                    folder: folder)
                #expect(long.output.contains(name))
                let wide = try Program.expect(0, "sql", "SELECT \(many)", "--format", format, folder: folder)
                #expect(wide.output.contains("column 1500"))
            }
            let repeated = try Program.expect(
                0, "sql", "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a", "--format", "json", folder: folder)
            #expect(repeated.lines[1] == #"{"a":1,"a_3":2,"a_2":3,"a_4":4}"#)
            let none = try Program.expect(
                0, "sql", "SELECT ngram FROM ngram_totals WHERE ngram = ''", "--format", "json", folder: folder)
            #expect(none.output == "[]\n")
        }
    }

    @Test func `the statement is an argument, or is read from standard input`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write("-- how many?\nSELECT count(*) AS n\nFROM corpus;\n", to: folder + "/query.sql")
            for arguments in [[], ["-"]] {
                let program = try Program.start(
                    ["sql", "--db", store, "--format", "csv"] + arguments, input: folder + "/query.sql")
                let ending = try program.wait()
                #expect(ending.code == 0 && ending.output == "n\n3\n", "\(ending)")
            }
            try Files.write([0x53, 0xFF], to: folder + "/query.sql")
            let invalid = try Program.start(["sql", "--db", store], input: folder + "/query.sql").wait()
            #expect(invalid.code == 64 && invalid.errors.contains("standard input is not valid UTF-8"), "\(invalid)")
            try Files.write("SELECT 1 \0 AS n", to: folder + "/query.sql")
            let nul = try Program.start(["sql", "--db", store], input: folder + "/query.sql").wait()
            #expect(nul.code == 64 && nul.errors.contains("NUL"), "\(nul)")
        }
    }

    @Test(arguments: [
        "DELETE FROM archive", "INSERT INTO ngram_totals VALUES (1)", "UPDATE sqlite_master SET sql = ''",
        "WITH c AS (SELECT 1) DELETE FROM corpus", "CREATE TABLE t (x)", "CREATE TEMP TABLE t (x)",
        "DROP TABLE archive",
        "ATTACH 'new.db' AS other", "ATTACH ':memory:' AS other", "DETACH main", "VACUUM", "VACUUM INTO 'copy.db'",
        "BEGIN", "COMMIT", "SAVEPOINT s", "REINDEX", "ANALYZE", "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 3",
        "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA writable_schema = ON", "PRAGMA query_only = OFF", "PRAGMA optimize",
        "PRAGMA temp_store_directory = '/'", "SELECT load_extension('x')", "SELECT writefile('new', 'x')",
        "SELECT 1; DELETE FROM archive", "SELECT 1; SELECT 2", "SELECT 1; nonsense", "", " ; ", "/* nothing */",
    ])
    func `a statement that does not only read is refused, and so are several`(statement: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let before = try TestFolder.tree(folder)
            let ending = try Program.expect(64, "sql", "--db", store, "--", statement, folder: folder)
            #expect(ending.bytes.isEmpty)
            #expect(ending.errors.hasPrefix("ngrams: error: SQL"), "\(ending.errors)")
            #expect(try TestFolder.tree(folder) == before)
        }
    }

    @Test func `an error shows its place`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            func errors(_ statement: String) throws -> String {
                try Program.expect(64, "sql", "--db", store, statement).errors
            }
            #expect(try errors("SELECT abs(-9223372036854775808)") == "ngrams: error: SQL: integer overflow\n")
            // SQLite reports the place since version 3.38.
            let wrong = try errors("SELECT ngram,\n  \"日本\u{1B}\", matches\nFROM ngram_totals")
            #expect(wrong.contains("no such column: 日本\\u{1B}"))
            guard wrong.contains("line") else { return }
            #expect(
                wrong == """
                    ngrams: error: SQL, line 2, column 3: no such column: 日本\\u{1B}
                        "日本\\u{1B}", matches
                        ^

                    """)
            #expect(
                try errors("SELECT 1; SELECT 2") == """
                    ngrams: error: SQL, line 1, column 11: a second statement follows; only one may be run
                      SELECT 1; SELECT 2
                                ^

                    """)
        }
    }

    @Test(.enabled(if: SQLShell.isThere, SQLShell.missing))
    func `damage that a statement meets ends it with 65, and others are answered`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try SQLShell.run("UPDATE head SET data = x'00'", on: store)
            let common = ["--db", store, "--format", "csv"]
            for table in ["ngram_totals", "ngram_years"] {
                let ending = try Program.expect(65, ["sql", "SELECT count(*) FROM \(table)"] + common)
                #expect(ending.errors.hasPrefix("ngrams: error: \(store): the store is damaged: "), "\(ending)")
            }
            let others = try Program.expect(0, ["sql", "SELECT count(*) FROM corpus"] + common)
            #expect(others.lines == ["count(*)", "3"])
        }
    }

    @Test func `counts that add up to more than 64 bits end a statement with 65`() throws {
        try withFolder { folder in
            for name in ["a", "b"] {
                try Files.write("w\t2000\t\(Int64.max)\t1\n", to: "\(folder)/\(name)")
                try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", "\(folder)/\(name)")
            }
            let ending = try Program.expect(65, "sql", "SELECT * FROM ngram_totals", "--db", folder + "/db")
            #expect(ending.errors.contains("\"w\" does not fit in 64 bits"), "\(ending.errors)")
        }
    }

    @Test func `a note says which archives are not counted, if the statement reads counts`() throws {
        try withFolder { folder in
            try Files.write("w\t2000\t5\t4\n", to: folder + "/good")
            try Files.write("w\t2000\t5\n", to: folder + "/bad")
            let ingest = ["ingest", "--corpus", "c", "--db", folder + "/db"]
            try Program.expect(65, ingest + [folder + "/good", folder + "/bad"])
            func errors(_ statement: String) throws -> String {
                try Program.expect(0, "sql", statement, "--db", folder + "/db").errors
            }
            let note = "ngrams: note: 1 archive of c is not counted: 1 failed; see ngrams status\n"
            #expect(try errors("SELECT * FROM ngram_totals") == note)
            #expect(try errors("SELECT count(*) FROM ngram_years") == note)
            #expect(try errors("SELECT count(*) FROM corpus_totals") == note)
            #expect(try errors("SELECT count(*) FROM archives") == "")
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends a statement that would run forever, and no file is left`(signal: Int32, code: Int32) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let names = try Files.names(in: folder)
            let program = try Program.start(["sql", Self.endless, "--db", store, "--format", "csv"])
            #expect(try program.poll { try !program.outputSoFar().isEmpty }, "it is running")
            program.signal(signal)
            let ending = try program.wait()
            #expect(ending.code == code, "\(ending.errors)")
            #expect(ending.errors.isEmpty)
            #expect(try Files.names(in: folder) == names)
        }
    }
}
