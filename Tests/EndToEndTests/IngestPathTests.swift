import Foundation
import Testing

/// Which files `ngrams ingest` reads, into which corpus, and what it reports about the other files.
@Suite(.waitsForPrograms) struct IngestPathTests {
    private let row = Array("w\t2000\t1\t1\n".utf8)

    private func notes(_ ending: Ending) -> [String] {
        ending.errors.split(separator: "\n").filter { $0.hasPrefix("ngrams: note:") }.map(String.init)
    }

    private func errors(_ ending: Ending) -> [String] {
        ending.errors.split(separator: "\n").filter { $0.hasPrefix("ngrams: error:") }.map(String.init)
    }

    @Test func `--recursive reads subfolders, and a note counts the files that are passed over`() throws {
        try withFolder { folder in
            try ArchiveFiles.write(row, .v2012, 1, in: folder + "/data")
            try ArchiveFiles.write(Array("x\t2000\t1\t1\n".utf8), .v2012, 2, in: folder + "/data/more/deep")
            try ArchiveFiles.write(Array("w\t2000,1,1\n".utf8), .v2020, 3, in: folder + "/data")
            for name in ["notes", "README.md", "more/words.gz"] { try Files.write("x", to: "\(folder)/data/\(name)") }
            let flat = try Program.expect(0, "ingest", "--db", "flat", "data", folder: folder)
            #expect(
                notes(flat) == [
                    "ngrams: note: passed over 2 files that are not named like archives or totals files; "
                        + "2 folders, see --recursive"
                ])
            #expect(try Ledger.states(folder + "/flat").count == 1)
            let deep = try Program.expect(0, "ingest", "--db", "deep", "--recursive", "data", folder: folder)
            #expect(
                notes(deep) == ["ngrams: note: passed over 3 files that are not named like archives or totals files"])
            #expect(try Ledger.states(folder + "/deep").count == 3)
            let quiet = try Program.expect(0, "ingest", "--db", "flat", "--progress", "none", "data", folder: folder)
            #expect(quiet.errors.isEmpty)
        }
    }

    @Test func `a folder with archives only in its subfolders is an error that suggests --recursive`() throws {
        try withFolder { folder in
            try ArchiveFiles.write(row, .v2012, 1, in: folder + "/data/more")
            try Files.write("x", to: folder + "/data/notes")
            let ending = try Program.expect(66, "ingest", "--db", "db", "data", folder: folder)
            #expect(
                errors(ending) == [
                    "ngrams: error: data: no file in this folder is named like an archive or a totals file; it holds "
                        + "1 file and 1 folder besides. Use --recursive to include its subfolders, or name the files and "
                        + "their corpus with --corpus."
                ])
            #expect(!Files.exists(folder + "/db"))
        }
    }

    @Test func `file name endings are recognized in upper and lower case`() throws {
        try withFolder { folder in
            let zip = try Compression.zip.compress(Array("w\t2000\t1\t1\t1\n".utf8), member: "member")
            try Files.write(zip, to: folder + "/data/googlebooks-eng-all-1gram-20090715-0.CSV.ZIP")
            let gzip = try Compression.gzip.compress(row, member: "")
            try Files.write(gzip, to: folder + "/data/googlebooks-eng-all-1gram-20120701-a.GZ")
            try Program.expect(0, "ingest", "--db", "db", "data", folder: folder)
            // Copies with Google's names are the same archives.
            try Files.write(zip, to: folder + "/copies/googlebooks-eng-all-1gram-20090715-0.csv.zip")
            try Files.write(gzip, to: folder + "/copies/googlebooks-eng-all-1gram-20120701-a.gz")
            try Program.expect(0, "ingest", "--db", "db", "copies", folder: folder)
            #expect(
                try Ledger.states(folder + "/db") == [
                    "googlebooks-eng-all-1gram-20090715-0.csv": "complete",
                    "googlebooks-eng-all-1gram-20120701-a": "complete",
                ])
            try Files.write("not compressed", to: folder + "/googlebooks-eng-all-1gram-20120701-b.GZ")
            let wrong = try Program.expect(
                65, "ingest", "--db", "db", "googlebooks-eng-all-1gram-20120701-b.GZ", folder: folder)
            #expect(wrong.errors.contains("the name says gzip, but its first bytes are"))
        }
    }

    @Test func `a file named for another corpus is refused without --force-corpus, and the others are ingested`() throws
    {
        try withFolder { folder in
            try ArchiveFiles.write(Array("old\t2000\t1\t1\t1\n".utf8), .v2009, 1, in: folder + "/data")
            try ArchiveFiles.write(row, .v2012, 1, in: folder + "/data")
            try Files.write(row, to: folder + "/mine")
            let arguments = ["ingest", "--db", "db", "--corpus", "eng-2012", "data", "mine"]
            let refused = try Program.expect(64, arguments, folder: folder)
            let path = "data/\(ArchiveFiles.name(.v2009, 1)).gz"
            #expect(
                errors(refused) == [
                    "ngrams: error: \(path): the name says corpus eng-2009, not eng-2012. Leave out --corpus to read it "
                        + "into eng-2009, or use --force-corpus to read it into eng-2012."
                ])
            #expect(
                try Ledger.states(folder + "/db") == [ArchiveFiles.name(.v2012, 1): "complete", "mine": "complete"])
            try Program.expect(0, arguments + ["--force-corpus"], folder: folder)
            #expect(try Ledger.states(folder + "/db").count == 3)
            #expect(try Program.run("ingest", "--force-corpus", "data", folder: folder).code == 64)
        }
    }

    @Test func `an empty file fails, and the next run tries it again`() throws {
        try withFolder { folder in
            let path = folder + "/" + ArchiveFiles.name(.v2012, 1)
            try Files.write("", to: path)
            for _ in 1...2 {
                let ending = try Program.expect(65, "ingest", "--db", folder + "/db", path)
                #expect(
                    errors(ending) == [
                        "ngrams: error: \(path): the file holds no row. Download the file again, or leave it out."
                    ])
            }
            try Files.write(row, to: path)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
            try Program.expect(0, "verify", "--db", folder + "/db")
        }
    }

    @Test func `a renamed file that counts twice is reported`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(row, .v2012, 1, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
            let copy = try ArchiveFiles.write(row, .v2012, 2, .plain, in: folder)
            let ending = try Program.expect(0, "ingest", "--db", folder + "/db", copy)
            let (name, other) = (ArchiveFiles.name(.v2012, 2), ArchiveFiles.name(.v2012, 1))
            #expect(
                notes(ending) == [
                    "ngrams: note: \(copy): \(name) has the same content as \(other); both count in eng-2012. Remove one "
                        + "of them with ngrams remove --corpus eng-2012"
                ])
            // In another corpus it is not a copy.
            let mine = try Program.expect(
                0, "ingest", "--db", folder + "/db", "--corpus", "mine", "--force-corpus", copy)
            #expect(notes(mine) == [])
        }
    }

    @Test func `a changed file is refused with advice on what to do`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(row, .v2012, 1, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
            try ArchiveFiles.write(row + row, .v2012, 1, in: folder)
            let ending = try Program.expect(65, "ingest", "--db", folder + "/db", path)
            #expect(errors(ending).first?.hasSuffix("To replace the archive with this file, use --replace.") ?? false)
        }
    }

    @Test func `--dry-run lists what an ingest would do, and creates and changes no file`() throws {
        try withFolder { folder in
            let same = try ArchiveFiles.write(row, .v2012, 1, in: folder + "/data")
            let changed = try ArchiveFiles.write(row, .v2012, 2, in: folder + "/data")
            let old = try ArchiveFiles.write(Array("w\t2000\t1\t1\t1\n".utf8), .v2009, 3, in: folder + "/data")
            try Files.write("x", to: folder + "/mine")
            try Files.write("x", to: folder + "/data/notes")
            let dry = ["ingest", "--db", folder + "/db", "--dry-run", "--format", "csv"]
            func line(_ action: String, _ kind: RowKind, _ label: Int, _ path: String) -> String {
                "\(action),\(ArchiveFiles.name(kind, label)),\(ArchiveFiles.corpus(kind)),ngrams,\(Files.size(path)),\(path)"
            }
            let header = "action,archive,corpus,contents,bytes,path"
            let first = try Program.expect(0, dry + [folder + "/data"])
            #expect(
                first.lines == [header, line("new", .v2009, 3, old), line("new", .v2012, 1, same)]
                    + [line("new", .v2012, 2, changed)])
            #expect(notes(first).count == 1)
            #expect(!Files.exists(folder + "/db"))

            try Program.expect(0, "ingest", "--db", folder + "/db", same, changed)
            try ArchiveFiles.write(row + row, .v2012, 2, in: folder + "/data")
            let before = try Files.read(folder + "/db")
            let second = try Program.expect(
                64, dry + ["--corpus", "eng-2012", folder + "/data", folder + "/mine"])
            #expect(
                second.lines == [
                    header, line("unchanged", .v2012, 1, same), line("changed", .v2012, 2, changed),
                    "new,mine,eng-2012,ngrams,1,\(folder)/mine", line("refused", .v2009, 3, old),
                ])
            #expect(errors(second).count == 1)
            #expect(try Files.read(folder + "/db") == before)
            let missing = try Program.expect(66, dry + [folder + "/none"])
            #expect(missing.lines == [header, "refused,none,,ngrams,,\(folder)/none"])
        }
    }

    @Test func `--dry-run needs no lock`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(row, .v2012, 1, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
            let lock = open(folder + "/db-lock", O_RDWR | O_CREAT, 0o600)
            var region = flock()
            region.l_type = Int16(F_WRLCK)
            #expect(fcntl(lock, F_SETLK, &region) == 0)
            defer { close(lock) }
            try Program.expect(75, "ingest", "--db", folder + "/db", path)
            let ending = try Program.expect(
                0, "ingest", "--db", folder + "/db", "--dry-run", "--format", "json", path)
            #expect(
                try JSON.rows(ending.bytes).map { JSON.texts($0, ["action", "corpus"]) } == [["unchanged", "eng-2012"]])
        }
    }

    @Test func `a zip file of two archives is refused with its contents and what to do`() throws {
        try withFolder { folder in
            // Stored members without content (APPNOTE.TXT, 4.3): a header each, then the directory.
            func number(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 255) } }
            var (file, directory): ([UInt8], [UInt8]) = ([], [])
            for name in ["a.csv", "b.csv"] {
                let sizes = [UInt8](repeating: 0, count: 12) + number(name.utf8.count, 2)
                let header = number(file.count, 4)
                file +=
                    Array("PK\u{3}\u{4}".utf8) + number(20, 2) + number(0, 8) + sizes + number(0, 2) + Array(name.utf8)
                directory += Array("PK\u{1}\u{2}".utf8) + number(20, 2) + number(20, 2) + number(0, 8) + sizes
                directory += number(0, 12) + header + Array(name.utf8)
            }
            let end = number(2, 2) + number(2, 2) + number(directory.count, 4) + number(file.count, 4) + number(0, 2)
            let path = folder + "/googlebooks-eng-all-1gram-20090715-0.csv.zip"
            try Files.write(file + directory + Array("PK\u{5}\u{6}".utf8) + number(0, 4) + end, to: path)
            let ending = try Program.expect(65, "ingest", "--db", folder + "/db", path)
            #expect(
                errors(ending) == [
                    "ngrams: error: \(path): the zip file holds 2 files (a.csv, b.csv); expected exactly one archive. "
                        + "Extract the archives from the zip file, and ingest the extracted files."
                ])
        }
    }

    @Test func `damage in the middle of a large gzip file is reported with its offset`() throws {
        try withFolder { folder in
            let path = folder + "/" + ArchiveFiles.name(.v2012, 1) + ".gz"
            var bytes = try Compression.gzip.compress(WideRows.bytes(ngrams: 2000), member: "")
            let place = bytes.count / 2
            for index in place..<place + 64 { bytes[index] ^= 0xA5 }
            try Files.write(bytes, to: path)
            let ending = try Program.expect(65, "ingest", "--db", folder + "/db", path)
            let match = try #require(ending.errors.firstMatch(of: /near byte ([0-9]+)/))
            #expect(try #require(Int(match.1)) >= place)
        }
    }
}
