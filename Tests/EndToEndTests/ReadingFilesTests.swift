import Foundation
import NgramTestSupport
import Testing

/// The files that reading commands leave next to a store, and reading in read-only folders.
@Suite(.waitsForPrograms) struct ReadingFilesTests {
    private static let commands =
        [
            "query total x --corpus eng-2012", "query years x --corpus eng-2012", "query top --corpus eng-2012",
            "export totals --corpus eng-2012", "export years --corpus eng-2012", "export top --corpus eng-2012",
            "status",
            "verify",
        ].map { $0.split(separator: " ").map(String.init) } + [
            ["sql", "SELECT * FROM ngram_totals ORDER BY corpus, ngram", "--format", "csv"],
            ["sql", "SELECT * FROM archives"],
        ]

    private static let mayMount: Bool = {
        guard SystemTool.bash != nil, SystemTool.find("unshare") != nil else { return false }
        let ending = try? withFolder { folder in
            try Program.bash("unshare -rm mount -t tmpfs -o size=64k none .", folder: folder)
        }
        return ending?.code == 0
    }()
    private static let mayNotMount: Comment = "no file system may be mounted here, not even in a private namespace"

    @Test func `a reading command leaves no file and changes none, whether it answers or fails`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let before = try TestFolder.tree(folder)
            for command in Self.commands {
                try Program.expect(0, command + ["--db", store])
                #expect(try TestFolder.tree(folder) == before, "\(command)")
            }
            try Program.expect(1, "query", "total", "nowhere", "--corpus", "eng-2012", "--db", store)
            try Program.expect(64, "query", "total", "the", "--corpus", "none", "--db", store)
            try Program.expect(64, "sql", "SELECT none FROM ngram_totals", "--db", store)
            try Program.expect(64, "sql", "DELETE FROM archive", "--db", store)
            try Program.expect(74, "export", "top", "--corpus", "eng-2012", "--db", store, "-o", folder + "/none/x")
            #expect(try TestFolder.tree(folder) == before)
        }
    }

    @Test func `files that concurrent readers leave are removed by a later reader`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").yearsCSV()
            let names = try Files.names(in: folder)
            for _ in 0..<3 {
                let readers = try (0..<4).map { _ in
                    try Program.start(["export", "years", "--corpus", "eng-2012", "--db", store])
                }
                for reader in readers { expectSame(try reader.wait().bytes, expected, "one of several") }
            }
            try Program.expect(0, "status", "--db", store)
            #expect(try Files.names(in: folder) == names)
        }
    }

    @Test func `the log of a killed ingest is read and not changed`() throws {
        try withFolder { folder in
            let (store, expected) = try Self.killed(in: folder)
            let log = try Files.read(store + "-wal")
            let database = try Files.read(store)
            for _ in 0..<2 {
                let top = try Program.expect(0, "query", "top", "--db", store, "--format", "csv")
                #expect(top.bytes == expected)
                try Program.expect(0, "verify", "--db", store)
                #expect(try Files.read(store + "-wal") == log && Files.read(store) == database)
            }
            try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/wide")
            try Program.expect(0, "verify", "--db", store)
            let left = try Files.names(in: folder).filter { $0.hasPrefix("db") }
            #expect(left == ["db"])
        }
    }

    /// A store with one complete archive, and a second one whose ingest was killed.
    private static func killed(in folder: String) throws -> (store: String, top: [UInt8]) {
        try Files.write(WideRows.large, to: folder + "/wide")
        try Files.write("w\t2000\t5\t4\n", to: folder + "/words")
        let store = folder + "/db"
        try Program.expect(0, "ingest", "--corpus", "c", "--db", store, folder + "/words")
        let top = try Program.expect(0, "query", "top", "--db", store, "--format", "csv").bytes
        let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
        #expect(try ingest.end(SIGKILL).signal == SIGKILL)
        #expect(Files.size(store + "-wal") > 0)
        return (store, top)
    }

    @Test(.enabled(if: mayMount, mayNotMount))
    func `every reading command answers in a read-only folder`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write(try Files.read(store), to: folder + "/disk/a b?c%d#e")
            let tree = try TestFolder.tree(folder + "/disk")
            var script = "mount --bind disk disk && mount -o remount,bind,ro disk || exit 9\n"
            for (index, command) in Self.commands.enumerated() {
                script +=
                    "$NGRAMS \(command.map { "'\($0)'" }.joined(separator: " ")) --db 'disk/a b?c%d#e' > \(index) || exit 8\n"
            }
            try Files.write(script, to: folder + "/script")
            let ending = try Program.bash("unshare -rm bash script", folder: folder)
            #expect(ending.code == 0, "\(ending.errors)")
            for (index, command) in Self.commands.enumerated() where command[0] != "verify" {
                let expected = try Program.run(command + ["--db", store])
                expectSame(try Files.read("\(folder)/\(index)"), expected.bytes, "\(command)")
            }
            #expect(try TestFolder.tree(folder + "/disk") == tree)
        }
    }

    @Test(.enabled(if: mayMount, mayNotMount))
    func `a reader in a read-only folder never mixes two states of a store that is written meanwhile`() throws {
        try withFolder { folder in
            try Files.write(WideRows.bytes(ngrams: 3000), to: folder + "/wide")
            try Files.write("w\t2000\t5\t4\n", to: folder + "/words")
            try FileManager.default.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(atPath: folder + "/view", withIntermediateDirectories: true)
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/disk/db", folder + "/wide")
            // The export blocks once the pipe is full, with most of the store still unread.
            let script = """
                mount --bind disk view && mount -o remount,bind,ro view || exit 9
                "$NGRAMS" export years --db view/db 2> errors | (
                    head -c 10 > start; "$NGRAMS" ingest --corpus c --db disk/db words; echo "ingest $?"; cat > rest)
                echo "export ${PIPESTATUS[0]}"
                "$NGRAMS" query total w --db view/db --format csv; echo "query $?"
                """
            try Files.write(script, to: folder + "/script")
            let ending = try Program.bash("unshare -rm bash script", folder: folder)
            #expect(
                ending.lines.suffix(5) == [
                    "ingest 0", "export 66", "ngram,match_count,volume_count,first_year,last_year", "w,5,4,2000,2000",
                    "query 0",
                ], "\(ending.output) \(ending.errors)")
            let errors = String(decoding: try Files.read(folder + "/errors"), as: UTF8.self)
            #expect(errors.contains("ngrams: error: view/db: the store cannot be read: it was written"), "\(errors)")
        }
    }

    @Test(.enabled(if: mayMount, mayNotMount))
    func `in a read-only folder, the log of a killed ingest is read or reported as unreadable`() throws {
        try withFolder { folder in
            let (_, expected) = try Self.killed(in: folder)
            try FileManager.default.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            let script = """
                cp db db-wal db-shm disk && cp -r disk bare && rm bare/db-shm || exit 9
                for folder in disk bare; do
                    mount --bind $folder $folder && mount -o remount,bind,ro $folder || exit 9
                    "$NGRAMS" query top --db $folder/db --format csv > $folder.csv; echo $?
                done
                """
            try Files.write(script, to: folder + "/script")
            let ending = try Program.bash("unshare -rm bash script", folder: folder)
            #expect(ending.lines == ["0", "66"], "\(ending.errors)")
            #expect(try Files.read(folder + "/disk.csv") == expected)
            #expect(ending.errors.contains("bare/db: the store cannot be read: its folder cannot be written"))
        }
    }
}
