import Foundation
import NgramTestSupport
import Testing

/// `ngrams export sqlite`, read by the `sqlite3` shell.
@Suite(.waitsForPrograms, .enabled(if: SQLShell.isThere, SQLShell.missing)) struct ExportSQLiteTests {
    private static let export = ["export", "sqlite", "--corpus", "eng-2012", "--db"]

    /// The rows of `ngram_year` as the shell prints them, `hex|year|match|volume`.
    private static func years(
        _ counts: NaiveCounts, _ range: ClosedRange<Int> = 1...9999, prefix: String = ""
    ) -> [String] {
        counts.words.filter { $0.starts(with: prefix.utf8) }.flatMap { word in
            counts.series(word, range).map {
                "\(SQLShell.hex(word))|\($0.year)|\($0.pair.match)|\($0.pair.volume)"
            }
        }
    }

    private static let yearsQuery = """
        SELECT hex(CAST(ngram AS BLOB)), year, match_count, volume_count FROM ngram_year ORDER BY ngram, year
        """

    @Test(arguments: [
        [], ["--prefix", "a"], ["--from", "1950", "--to", "1952"], ["--prefix", "aardvark", "--to", "1900"],
        ["--prefix", "nowhere"], ["--from", "9000"],
    ])
    func `the tables hold the n-grams, the years and the prefix that were asked for`(options: [String]) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Program.expect(0, Self.export + [store, "-o", folder + "/out.db"] + options)
            func option(_ name: String) -> String? {
                options.firstIndex(of: name).map { options[$0 + 1] }
            }
            let range = (option("--from").flatMap { Int($0) } ?? 1)...(option("--to").flatMap { Int($0) } ?? 9999)
            let prefix = option("--prefix") ?? ""
            let counts = SmallStore.of("eng-2012")
            let totals = counts.totals(range, prefix: prefix).map(\.sqlRow)
            #expect(try SQLShell.run(SQLShell.totalsQuery("ngram"), on: folder + "/out.db") == totals)
            #expect(
                try SQLShell.run(Self.yearsQuery, on: folder + "/out.db") == Self.years(counts, range, prefix: prefix))
            #expect(try SQLShell.run("PRAGMA integrity_check", on: folder + "/out.db") == ["ok"])
        }
    }

    @Test func `the same SQL gives the same answers in the export and in the store`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Program.expect(0, Self.export + [store, "-o", folder + "/out.db"])
            for query in [
                "SELECT * FROM ngram_totals WHERE corpus = 'eng-2012' ORDER BY ngram",
                "SELECT * FROM ngram_years WHERE corpus = 'eng-2012' ORDER BY ngram, year",
                "SELECT * FROM corpus_totals WHERE corpus = 'eng-2012' ORDER BY n, year",
                """
                SELECT t.year / 10 * 10 AS decade, sum(y.match_count), sum(t.match_count) FROM corpus_totals AS t
                LEFT JOIN ngram_years AS y ON y.corpus = t.corpus AND y.ngram = 'aardvark' AND y.year = t.year
                WHERE t.corpus = 'eng-2012' GROUP BY decade ORDER BY decade
                """,
            ] {
                let ending = try Program.expect(0, "sql", query, "--db", store, "--format", "tsv")
                // The n-grams of the samples have no tabs, but backslashes.
                let rows = ending.lines.dropFirst().map {
                    $0.replacingOccurrences(of: "\t", with: "|").replacingOccurrences(of: #"\\"#, with: #"\"#)
                }
                #expect(rows.count > 40)
                #expect(try SQLShell.run(query, on: folder + "/out.db") == rows, "\(query)")
            }
        }
    }

    @Test func `n-grams of any bytes are exported, and those of several archives are added up`() throws {
        try withFolder { folder in
            var random = RandomRows(seed: 5)
            var counts = NaiveCounts()
            for place in 0..<3 {
                let rows = random.archive(.v2012, groups: 500)
                try counts.add(rows, .v2012)
                try Files.write(rows, to: "\(folder)/archive\(place)")
            }
            try Program.expect(
                0, ["ingest", "--corpus", "c", "--db", folder + "/db"] + (0..<3).map { "\(folder)/archive\($0)" })
            try Program.expect(0, "export", "sqlite", "--db", folder + "/db", "--output", folder + "/out.db")
            #expect(
                try SQLShell.run(SQLShell.totalsQuery("ngram"), on: folder + "/out.db")
                    == counts.totals().map(\.sqlRow))
            #expect(try SQLShell.run(Self.yearsQuery, on: folder + "/out.db") == Self.years(counts))
            #expect(try SQLShell.run("SELECT DISTINCT corpus FROM ngram_years", on: folder + "/out.db") == ["c"])
        }
    }

    @Test func `only a file that is not compressed can be written, and never the store`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            mkfifo(folder + "/pipe", 0o600)
            let names = try Files.names(in: folder)
            for (code, output) in [
                (64, ""), (64, "-"), (64, "out.db.gz"), (64, "out.zst"), (64, "ngrams.sqlite"),
                (64, "ngrams.sqlite-wal"), (74, "none/out.db"), (74, "data"),
            ] as [(Int32, String)] {
                let ending = try Program.expect(code, Self.export + [store, "-o", output], folder: folder)
                #expect(!ending.errors.isEmpty)
            }
            let device = try Program.expect(74, Self.export + [store, "-o", "/dev/null"])
            #expect(device.errors.contains("/dev/null: cannot write: an SQLite database must be a file"))
            #expect(try Files.names(in: folder) == names)
            let several = try Program.expect(64, "export", "sqlite", "--db", store, "-o", folder + "/out.db")
            #expect(several.errors.contains("eng-2009, eng-2012, eng-2019"))
            #expect(try Files.names(in: folder) == names)
        }
    }

    @Test func `a database whose journal is left is not replaced`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for ending in ["-wal", "-journal"] {
                try Files.write("old", to: folder + "/out.db")
                try Files.write("log", to: folder + "/out.db" + ending)
                let refused = try Program.expect(74, Self.export + [store, "-o", folder + "/out.db"])
                #expect(refused.errors.contains("out.db\(ending)"), "\(refused.errors)")
                #expect(try Files.read(folder + "/out.db") == Array("old".utf8))
                unlink(folder + "/out.db" + ending)
            }
            try Program.expect(0, Self.export + [store, "-o", folder + "/out.db"])
            #expect(try SQLShell.run("SELECT count(*) > 100 FROM ngram", on: folder + "/out.db") == ["1"])
        }
    }

    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `a full disk ends it with 74, and no file is left`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let names = try Files.names(in: folder)
            // A limit on file sizes acts like a full disk, but does not affect other tests.
            for blocks in [100, 1000] {
                let ending = try Program.bash(
                    "ulimit -f \(blocks); \"$NGRAMS\" export sqlite --corpus eng-2012 -o out.db", folder: folder)
                #expect(ending.code == 74, "\(ending.errors)")
                #expect(ending.errors.hasPrefix("ngrams: error: out.db: cannot write: "), "\(ending.errors)")
                #expect(try Files.names(in: folder) == names)
            }
        }
    }

    @Test func `a replaced file keeps its mode, and a new one gets the usual mode`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let usual = umask(0)
            umask(usual)
            try Program.expect(0, Self.export + [store, "-o", folder + "/out.db"])
            #expect(Files.mode(folder + "/out.db") == 0o666 & ~UInt32(usual))
            for mode in [0o600, 0o444] as [mode_t] {
                chmod(folder + "/out.db", mode)
                try Program.expect(0, Self.export + [store, "-o", folder + "/out.db"])
                #expect(Files.mode(folder + "/out.db") == UInt32(mode))
            }
            #expect(try Files.names(in: folder) == ["data", "ngrams.sqlite", "out.db"])
        }
    }

    @Test func `an export that is ended by a signal leaves the old file, and none of its own that lasts`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide")
            let output = folder + "/reports/out.db"
            try Files.write("before", to: output)
            let export = ["export", "sqlite", "--db", folder + "/db", "-o", output]
            for (signal, code) in [(SIGINT, 130), (SIGTERM, 143), (SIGKILL, nil)] as [(Int32, Int32?)] {
                let program = try Program.start(export)
                let isWriting = try program.freeze {
                    try Files.names(in: folder + "/reports").contains {
                        $0 != "out.db" && Files.size("\(folder)/reports/\($0)") > 0
                    }
                }
                guard isWriting else { continue }
                program.signal(signal)
                program.signal(SIGCONT)
                #expect(try program.wait().code == code)
                #expect(try Files.read(output) == Array("before".utf8))
                if signal != SIGKILL { #expect(try Files.names(in: folder + "/reports") == ["out.db"]) }
            }
            // It removes what the killed one left.
            try Program.expect(0, export)
            #expect(try Files.names(in: folder + "/reports") == ["out.db"])
        }
    }
}
