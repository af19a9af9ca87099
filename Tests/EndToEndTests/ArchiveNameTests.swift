import Foundation
import Testing

/// Which corpus a file belongs to, and which files of a folder an ingest reads.
@Suite(.waitsForPrograms) struct ArchiveNameTests {
    private static let rows = [
        RowKind.v2009: "w\t2000\t1\t1\t1\n", .v2012: "w\t2000\t1\t1\n", .v2020: "w\t2000,1,1\n",
    ]

    @Test func `the corpus comes from the file name, and for 2020 from the folders above the file`() throws {
        try withFolder { folder in
            let names: [(String, RowKind, String)] = [
                ("googlebooks-eng-all-1gram-20090715-0.csv", .v2009, "eng-2009"),
                ("googlebooks-eng-us-all-3gram-20090715-17.csv", .v2009, "eng-us-2009"),
                ("googlebooks-eng-1M-5gram-20090715-799.csv", .v2009, "eng-1M-2009"),
                ("googlebooks-chi-sim-all-1gram-20090715-1.csv", .v2009, "chi-sim-2009"),
                ("googlebooks-eng-all-1gram-20120701-a", .v2012, "eng-2012"),
                ("googlebooks-eng-gb-all-2gram-20120701-z_", .v2012, "eng-gb-2012"),
                ("googlebooks-chi-sim-all-1gram-20120701-other", .v2012, "chi-sim-2012"),
                ("20200217/eng/1-00000-of-00024", .v2020, "eng-2019"),
                ("20200217/eng-fiction/5-19422-of-19423", .v2020, "eng-fiction-2019"),
                ("20200217/chi_sim/2-00001-of-00003", .v2020, "chi-sim-2019"),
            ]
            for (name, kind, _) in names { try Files.write(Self.rows[kind] ?? "", to: "\(folder)/\(name)") }
            let ingest = try Program.run(["ingest", "--db", "db"] + names.map(\.0), folder: folder)
            #expect(ingest.code == 0)
            let status = try JSON.object(
                Program.expect(0, "status", "--db", "db", "--format", "json", folder: folder).bytes)
            let found = (status["archives"] ?? []).map { JSON.texts($0, ["corpus", "name"]) }
            let expected = names.map { [$0.2, $0.0.split(separator: "/").last.map(String.init) ?? ""] }
            #expect(Set(found) == Set(expected))
        }
    }

    @Test(arguments: [
        ("20200217/eng", "."), ("20200217/eng", "./"), ("20200217/eng", "1-00000-of-00001"),
        ("20200217/eng", "./1-00000-of-00001"), ("20200217/eng/sub", ".."), ("20200217/eng/sub", "../1-00000-of-00001"),
        ("20200217", "eng"), ("20200217", "eng/./"), (".", "20200217//eng/"), ("20200217/eng/sub", "../../eng"),
    ])
    func `the folders above a 2020 file determine its corpus, however the path is written`(place: String, path: String)
        throws
    {
        try withFolder { folder in
            try Files.write("w\t2000,1,1\n", to: folder + "/20200217/eng/1-00000-of-00001")
            try Files.write("", to: folder + "/20200217/eng/sub/file")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, path, folder: "\(folder)/\(place)")
            try Program.expect(0, "query", "total", "w", "--db", store, "--corpus", "eng-2019")
        }
    }

    @Test func `--force-corpus overrides the corpus in file names`() throws {
        try withFolder { folder in
            try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", "--corpus", "mine", "--force-corpus", folder)
            let status = try JSON.object(
                Program.expect(0, "status", "--db", folder + "/db", "--format", "json").bytes)
            #expect(status["corpora"]?.map { JSON.texts($0, ["name"])[0] } == ["mine"])
        }
    }

    @Test func `a file whose name gives no corpus is reported as an error, and the others are ingested`() throws {
        try withFolder { folder in
            try Files.write("w\t2000\t1\t1\n", to: folder + "/words.txt")
            try Files.write("w\t2000,1,1\n", to: folder + "/1-00000-of-00001")
            let good = try ArchiveFiles.write(Array("w\t2000\t1\t1\n".utf8), .v2012, 1, in: folder)
            let ending = try Program.expect(
                64, "ingest", "--db", folder + "/db", folder + "/words.txt", folder + "/1-00000-of-00001", good)
            let lines = ending.errors.split(separator: "\n").filter { $0.hasPrefix("ngrams: error:") }
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.contains("--corpus") })
            #expect(lines.contains { $0.contains("\(folder)/words.txt: the name does not say which corpus") })
            #expect(lines.contains { $0.contains("20200217/eng/1-00000-of-00001") })
            #expect(try Ledger.states(folder + "/db").values.sorted() == ["complete"])
        }
    }

    @Test func `of a folder, the files that are named like archives are read, but not its subfolders`() throws {
        try withFolder { folder in
            let row = Array("w\t2000\t1\t1\n".utf8)
            try ArchiveFiles.write(row, .v2012, 1, .plain, in: folder + "/data")
            try ArchiveFiles.write(row, .v2012, 2, .gzip, in: folder + "/data")
            try ArchiveFiles.write(row, .v2012, 3, .gzip, in: folder + "/data/below")
            for name in [
                "notes.txt", "words", "googlebooks-eng-all-1gram-20120701-x9.gz.partial", "x.gz", "README.md",
                ".googlebooks-eng-all-1gram-20120701-x8.gz", "googlebooks-eng-all-1gram-20120701-x7.gz.md5",
                "googlebooks-eng-all-6gram-20120701-a", "googlebooks-eng-all-1gram-20130701-a.gz",
            ] { try Files.write("not rows", to: folder + "/data/\(name)") }
            try Files.write(row, to: folder + "/data/googlebooks-eng-all-1gram-20120701-folder.gz/x")
            try Program.expect(0, "ingest", "--db", folder + "/db", folder + "/data")
            #expect(
                try Ledger.states(folder + "/db") == [
                    ArchiveFiles.name(.v2012, 1): "complete", ArchiveFiles.name(.v2012, 2): "complete",
                ])
        }
    }

    @Test func `a folder without any file that is named like an archive is an error`() throws {
        try withFolder { folder in
            try Files.write("text", to: folder + "/data/notes.txt")
            let ending = try Program.expect(66, "ingest", "--db", folder + "/db", folder + "/data")
            #expect(ending.errors.contains("\(folder)/data"))
            #expect(!Files.exists(folder + "/db"))
        }
    }

    @Test func `a store of several corpora needs --corpus, and the error lists them`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for command in [
                ["query", "total", "the"], ["query", "years", "the"], ["query", "top"], ["export", "totals"],
                ["export", "years"], ["export", "top"],
            ] {
                let ending = try Program.run(command + ["--db", store])
                #expect(ending.code == 64, "\(command)")
                #expect(ending.bytes.isEmpty)
                for corpus in SmallStore.corpora + ["--corpus"] { #expect(ending.errors.contains(corpus)) }
                let unknown = try Program.run(command + ["--db", store, "--corpus", "fre-2012"])
                #expect(unknown.code == 64)
                #expect(unknown.errors.contains("eng-2012"))
            }
        }
    }
}
