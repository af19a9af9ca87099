import Foundation
import Testing

/// Running an ingest again.
@Suite(.waitsForPrograms) struct IncrementalTests {
    private static let old = Array("a\t1999\t1\t1\nw\t2000\t5\t4\n".utf8)
    /// Has the length of `old`.
    private static let new = Array("b\t1999\t1\t1\nw\t2000\t6\t4\n".utf8)

    @Test func `an unchanged archive is skipped without reading it, and a new one is added`() throws {
        try withFolder { folder in
            let first = try ArchiveFiles.write(Self.old, .v2012, 1, .plain, in: folder + "/data")
            Files.touch(first, secondsSince1970: 1_000_000_000)
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, folder + "/data")
            // Other content with the same size and time, which only reading the file could notice.
            try Files.write(Self.new, to: first)
            Files.touch(first, secondsSince1970: 1_000_000_000)
            try ArchiveFiles.write(Array("c\t1\t2\t3\n".utf8), .v2012, 2, in: folder + "/data")
            let again = try Program.expect(0, "ingest", "--db", store, folder + "/data")
            #expect(again.errors.contains("unchanged \(ArchiveFiles.name(.v2012, 1)) "))
            #expect(again.errors.contains("added \(ArchiveFiles.name(.v2012, 2)) "))
            try NaiveCounts(Self.old + Array("c\t1\t2\t3\n".utf8), .v2012).expectHeld(by: store, corpus: "eng-2012")
        }
    }

    @Test func `a touched archive is read once and skipped, and is not read again after that`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(Self.old, .v2012, 1, .plain, in: folder)
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, path)
            Files.touch(path, secondsSince1970: 1_100_000_000)
            #expect(try Program.expect(0, "ingest", "--db", store, path).errors.contains("unchanged"))
            try Files.write(Self.new, to: path)
            Files.touch(path, secondsSince1970: 1_100_000_000)
            #expect(try Program.expect(0, "ingest", "--db", store, path).errors.contains("unchanged"))
            try NaiveCounts(Self.old, .v2012).expectHeld(by: store, corpus: "eng-2012")
        }
    }

    @Test(arguments: [Compression.plain, .gzip, .zip])
    func `a changed archive is refused with an error that names --replace, and the others are ingested`(
        compression: Compression
    ) throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(Self.old, .v2012, 1, compression, in: folder + "/data")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, path)
            try ArchiveFiles.write(Self.new, .v2012, 1, compression, in: folder + "/data")
            Files.touch(path, secondsSince1970: 1_100_000_000)
            try ArchiveFiles.write(Array("c\t1\t2\t3\n".utf8), .v2012, 2, compression, in: folder + "/data")
            let refused = try Program.expect(65, "ingest", "--db", store, folder + "/data")
            #expect(refused.errors.contains("ngrams: error: \(path): "))
            #expect(refused.errors.contains("--replace"))
            try NaiveCounts(Self.old + Array("c\t1\t2\t3\n".utf8), .v2012).expectHeld(by: store, corpus: "eng-2012")
        }
    }

    @Test func `a replaced archive counts as if the old content had never been there`() throws {
        try withFolder { folder in
            var random = RandomRows(seed: 21)
            let other = random.archive(.v2012, groups: 50)
            let first = random.archive(.v2012, groups: 80)
            let second = random.archive(.v2012, groups: 80)
            try ArchiveFiles.write(first, .v2012, 1, in: folder + "/data")
            try ArchiveFiles.write(other, .v2012, 2, in: folder + "/data")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, folder + "/data")
            try ArchiveFiles.write(second, .v2012, 1, in: folder + "/data")
            let replaced = try Program.expect(0, "ingest", "--db", store, "--replace", folder + "/data")
            #expect(replaced.errors.contains("replaced \(ArchiveFiles.name(.v2012, 1)) "))
            var counts = try NaiveCounts(second, .v2012)
            try counts.add(other, .v2012)
            try counts.expectHeld(by: store, corpus: "eng-2012")
            let status = try JSON.object(Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            #expect(
                status["corpora"]?.map { JSON.texts($0, ["archives", "ngrams", "rows"]) } == [
                    ["2", "\(counts.years.count)", "\(counts.rows)"]
                ])
            guard SQLShell.isThere else { return }
            try Program.expect(0, "ingest", "--db", folder + "/fresh", folder + "/data")
            let sizes = """
                SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM block), (SELECT count(*) FROM series),
                    (SELECT count(*) FROM archive)
                """
            #expect(try SQLShell.run(sizes, on: store) == SQLShell.run(sizes, on: folder + "/fresh"))
        }
    }

    @Test func `a replacement that fails leaves the old content in place`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(Self.old, .v2012, 1, .plain, in: folder)
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, path)
            try Files.write(Self.new + Array("bad\n".utf8), to: path)
            try Program.expect(65, "ingest", "--db", store, "--replace", path)
            try NaiveCounts(Self.old, .v2012).expectHeld(by: store, corpus: "eng-2012")
            try Files.write(Self.new, to: path)
            try Program.expect(0, "ingest", "--db", store, "--replace", path)
            try NaiveCounts(Self.new, .v2012).expectHeld(by: store, corpus: "eng-2012")
            #expect(try Array(Ledger.states(store).values) == ["complete"])
        }
    }

    @Test func `a failed archive contributes nothing, and can be ingested once it is fixed`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(Self.old + Array("bad\n".utf8), .v2012, 1, .plain, in: folder)
            let store = folder + "/db"
            for _ in 0..<2 {
                try Program.expect(65, "ingest", "--db", store, path)
                try Program.expect(1, "query", "total", "a", "w", "--db", store)
                try Program.expect(0, "verify", "--db", store)
            }
            try Files.write(Self.old, to: path)
            try Program.expect(0, "ingest", "--db", store, path)
            try NaiveCounts(Self.old, .v2012).expectHeld(by: store, corpus: "eng-2012")
            #expect(try Array(Ledger.states(store).values) == ["complete"])
        }
    }

    @Test(arguments: RowKind.allCases) func `copies of an archive with any compression count once`(kind: RowKind) throws
    {
        try withFolder { folder in
            var random = RandomRows(seed: 31)
            let rows = random.archive(kind, groups: 30)
            for compression in [Compression.plain, .gzip, .zip] {
                try ArchiveFiles.write(rows, kind, 1, compression, in: folder)
            }
            let data = kind == .v2020 ? folder + "/20200217/eng" : folder
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, "--jobs", "3", data, data)
            let again = try ArchiveFiles.write(rows, kind, 1, .gzipMembers, in: folder)
            try Program.expect(0, "ingest", "--db", store, again)
            try NaiveCounts(rows, kind).expectHeld(by: store, corpus: ArchiveFiles.corpus(kind))
            #expect(try Ledger.states(store).count == 1)
        }
    }
}
