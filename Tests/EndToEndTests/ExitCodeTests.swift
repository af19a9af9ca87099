import Foundation
import Testing

/// Every documented exit code, with the message and side effects of each.
@Suite(.waitsForPrograms) struct ExitCodeTests {
    @Test(arguments: [
        ["--no-such-option"], ["no-such-command"], ["query", "no-such-query"], ["ingest"], ["query", "total"],
        ["query", "years"], ["query", "total", ""], ["ingest", "--jobs", "0", "x"], ["ingest", "--jobs", "-1", "x"],
        ["ingest", "--jobs", "many", "x"], ["ingest", "--bad-rows", "maybe", "x"], ["ingest", "--progress", "no", "x"],
        ["ingest", "--corpus", "", "x"], ["ingest", "--corpus", "a/b", "x"], ["ingest", "--corpus", "a b", "x"],
        ["query", "top", "-n", "-1"], ["query", "top", "-n", "x"], ["query", "top", "--by", "page"],
        ["query", "top", "--tags", "some"], ["query", "top", "--year", "1990", "--from", "1980"],
        ["query", "top", "--year", "0"], ["query", "total", "w", "--from", "0"], ["query", "top", "word"],
        ["query", "total", "w", "--to", "10000"], ["query", "total", "w", "--from", "2000", "--to", "1999"],
        ["query", "total", "w", "--from", "x"], ["query", "total", "w", "--format", "xml"],
        ["query", "total", "w", "--db", ""], ["export", "totals", "--output", ""], ["export", "totals", "word"],
        ["status", "extra"], ["remove"], ["remove", "--corpus"], ["verify", "extra"],
        ["export", "years", "--format", "json"], ["export", "sqlite"], ["export", "sqlite", "-o", "x", "word"],
        ["sql", "SELECT 1", "extra"], ["sql", "SELECT 1", "--format", "jsonl"], ["sql", "--corpus", "c", "SELECT 1"],
    ])
    func `64: a wrong command line is reported on standard error`(arguments: [String]) throws {
        try withFolder { folder in
            let ending = try Program.run(arguments, folder: folder)
            #expect(ending.code == 64)
            #expect(ending.bytes.isEmpty)
            #expect(!ending.errors.isEmpty)
            #expect(try Files.names(in: folder) == [], "no file was created")
        }
    }

    @Test(arguments: [
        ["query", "total", "w"], ["query", "years", "w"], ["query", "top"], ["export", "totals"],
        ["export", "years"], ["export", "top"], ["status"], ["verify"], ["remove", "--corpus", "c", "--yes"],
        ["sql", "SELECT 1"], ["export", "sqlite", "-o", "never-written"],
    ])
    func `66: there is no store at the path, and none is created`(command: [String]) throws {
        try withFolder { folder in
            try Files.write("", to: folder + "/empty")
            for name in ["none", "empty", "no-folder/none"] {
                let ending = try Program.run(command + ["--db", "\(folder)/\(name)"])
                #expect(ending.code == 66)
                #expect(ending.bytes.isEmpty)
                #expect(ending.errors.contains("\(folder)/\(name): there is no store here"))
            }
            #expect(try Files.names(in: folder) == ["empty"])
        }
    }

    @Test func `66: a path cannot be read, and the others are ingested`() throws {
        try withFolder { folder in
            let good = try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            mkfifo(folder + "/pipe", 0o600)
            let store = folder + "/db"
            let ending = try Program.expect(
                66, "ingest", "--db", store, "--corpus", "c", "--force-corpus", folder + "/none", folder + "/pipe", "",
                good)
            #expect(ending.errors.contains("\(folder)/none: cannot be read"))
            #expect(ending.errors.contains("\(folder)/pipe: cannot be read"))
            try Program.expect(0, "query", "total", "w", "--db", store)
        }
    }

    @Test
    func
        `66 for queries, 74 for ingests: the file is not a store, or one of a newer version`()
        throws
    {
        try withFolder { folder in
            let good = try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            try Files.write(String(repeating: "just a text\n", count: 400), to: folder + "/text")
            try Files.write("x", to: folder + "/short")
            try Files.write("xy\n", to: folder + "/brief")
            try Files.write("x", to: folder + "/folder/file")
            var stores = ["text", "short", "brief", "folder"]
            if SQLShell.isThere {
                try SQLShell.run("CREATE TABLE t (x); INSERT INTO t VALUES (1)", on: folder + "/other")
                try SQLShell.run("PRAGMA application_id = 7", on: folder + "/marked")
                try Program.expect(0, "ingest", "--db", folder + "/newer", good)
                try SQLShell.run("PRAGMA user_version = 1000", on: folder + "/newer")
                stores += ["other", "marked", "newer"]
            }
            for store in stores.map({ "\(folder)/\($0)" }) {
                let before = store.hasSuffix("folder") ? [] : try Files.read(store)
                for command in [
                    ["ingest", good], ["query", "total", "w"], ["status"], ["verify"], ["export", "top"],
                    ["sql", "SELECT 1"],
                ] {
                    let ending = try Program.run(command + ["--db", store])
                    #expect(
                        ending.code == (command[0] == "ingest" ? 74 : 66), "\(command) \(store) \(ending.errors)")
                    #expect(ending.errors.hasPrefix("ngrams: error: \(store): "))
                    #expect(ending.bytes.isEmpty)
                }
                if !store.hasSuffix("folder") { #expect(try Files.read(store) == before, "\(store) is as it was") }
                for ending in ["-wal", "-shm", "-lock", "-journal"] { #expect(!Files.exists(store + ending)) }
            }
        }
    }

    @Test func `74: the store cannot be created`() throws {
        try withFolder { folder in
            let good = try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            for store in [folder + "/no-folder/db", good + "/db"] {
                let ending = try Program.expect(74, "ingest", "--db", store, good)
                #expect(ending.errors.contains("\(store): the store cannot be written"))
            }
        }
    }

    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `74: the disk is full, committed rows stay, and the next run continues`() throws {
        try withFolder { folder in
            let rows = WideRows.bytes(ngrams: 15_000)
            try Files.write(rows, to: folder + "/wide")
            try Files.write("early\t2000\t3\t2\n", to: folder + "/early")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/early")
            // A limit on file sizes acts like a full disk, but does not affect other tests.
            let full = try Program.bash(
                "trap '' XFSZ; ulimit -f 20000; \"$NGRAMS\" ingest --corpus c --db db wide", folder: folder)
            #expect(full.code == 74)
            #expect(full.errors.contains("the store cannot be written"))
            // The archive was being read, so it does not count as "not reached".
            #expect(full.errors.contains("interrupted wide (c)"), "\(full.errors)")
            #expect(full.errors.contains("1 interrupted") && !full.errors.contains("not reached"), "\(full.errors)")
            let early = try Program.expect(0, "query", "top", "--db", folder + "/db", "--format", "csv")
            #expect(early.lines.dropFirst() == ["1,early,3,2"])
            try Program.expect(0, "verify", "--db", folder + "/db")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide")
            try Program.expect(0, "verify", "--db", folder + "/db")
            let totals = try Program.expect(0, "export", "totals", "--db", folder + "/db")
            #expect(totals.lineCount == 1 + 15_001)
        }
    }

    @Test func `several failures end with the largest of their codes below 128`() throws {
        try withFolder { folder in
            let good = try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            let bad = try ArchiveFiles.write(Array("w\t2000\t1\n".utf8), .v2012, 2, in: folder)
            try Files.write("w\t2000\t1\t1\n", to: folder + "/nameless")
            let nameless = folder + "/nameless"
            let none = folder + "/none"
            for (code, paths) in [
                (64, [nameless, good]), (65, [bad, good]), (65, [bad, nameless, good]), (66, [none, bad, good]),
                (66, [nameless, none]), (66, [bad, nameless, none, good]), (64, [nameless]),
            ] as [(Int32, [String])] {
                let store = "\(folder)/db\(UUID().uuidString)"
                #expect(try Program.run(["ingest", "--db", store] + paths).code == code, "\(paths)")
                if paths.contains(good) { try Program.expect(0, "query", "total", "w", "--db", store) }
            }
        }
    }
}
