import Foundation
import NgramTestSupport
import Testing

/// The files that exports write.
@Suite(.waitsForPrograms) struct ExportOutputTests {
    private static let commands = [["export", "totals"], ["export", "years"], ["export", "top", "-n", "500"]]

    @Test(arguments: commands) func `a file gets the same bytes as standard output, compressed if its name ends in .gz`(
        command: [String]
    ) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let common = command + ["--db", store, "--corpus", "eng-2012"]
            let expected = try Program.run(common).bytes
            #expect(expected.count > 1000)
            for option in ["--output", "-o"] {
                let plain = try Program.run(common + [option, "report.csv"], folder: folder)
                #expect(plain.code == 0)
                #expect(plain.bytes.isEmpty)
                #expect(plain.errors.isEmpty)
                #expect(try Files.read(folder + "/report.csv") == expected)
                #expect(try Program.run(common + [option, folder + "/report.csv.gz"]).code == 0)
                #expect(try ZlibInflate.gunzip(Files.read(folder + "/report.csv.gz")) == expected)
            }
            #expect(try Program.run(common + ["-o", "loud.csv.GZ"], folder: folder).code == 0)
            #expect(try ZlibInflate.gunzip(Files.read(folder + "/loud.csv.GZ")) == expected, "in any case")
            let standard = try Program.run(common + ["-o", "-"], folder: folder)
            #expect(standard.code == 0)
            #expect(standard.bytes == expected, "- is standard output")
            let names = try Files.names(in: folder).filter { !$0.hasPrefix("ngrams.sqlite") && $0 != "data" }
            #expect(names == ["loud.csv.GZ", "report.csv", "report.csv.gz"], "no other file is left")
        }
    }

    @Test func `exports between n-grams are the parts of the whole export`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for table in ["totals", "years"] {
                let common = ["export", table, "--db", store, "--corpus", "eng-2012"]
                let whole = try Program.expect(0, common).output.split(separator: "\n")
                let texts = Set(whole.dropFirst().map { $0.prefix { $0 != "," } })
                let words = texts.filter { !$0.contains("\"") }.sorted()
                let bounds = [words[words.count / 3], words[words.count / 2]].map(String.init)
                let parts = [
                    ["--before", bounds[0]], ["--first", bounds[0], "--before", bounds[1]], ["--first", bounds[1]],
                ]
                let rows = try parts.flatMap {
                    try Program.expect(0, common + $0).output.split(separator: "\n").dropFirst()
                }
                #expect(rows == Array(whole.dropFirst()))
                let none = try Program.expect(0, common + ["--first", bounds[1], "--before", bounds[0]]).output
                #expect(none.split(separator: "\n").count == 1)
                let both = try Program.expect(0, common + ["--first", bounds[0], "--prefix", "a"]).output
                for row in both.split(separator: "\n").dropFirst() where !row.contains("\"") {
                    let word = row.prefix { $0 != "," }
                    #expect(word.hasPrefix("a") && !word.utf8.lexicographicallyPrecedes(bounds[0].utf8))
                }
            }
        }
    }

    @Test func `a replaced file keeps its mode, and a new one gets the usual mode`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let file = folder + "/report.csv"
            let common = ["export", "top", "--db", store, "--corpus", "eng-2012", "--output"]
            #expect(try Program.run(common + [file]).code == 0)
            let usual = umask(0)
            umask(usual)
            #expect(Files.mode(file) == 0o666 & ~UInt32(usual))
            for mode in [0o600, 0o640, 0o444] as [UInt32] {
                try Files.write("before", to: file)
                chmod(file, mode_t(mode))
                #expect(try Program.run(common + [file]).code == 0)
                #expect(Files.mode(file) == mode)
                #expect(try Files.read(file) == SmallStore.of("eng-2012").topCSV(NaiveTop()))
            }
        }
    }

    @Test func `the user's own symbolic link stays, and its target is written, as a shell does`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write("before", to: folder + "/reports/target")
            chmod(folder + "/reports/target", 0o640)
            symlink("reports/target", folder + "/link")
            symlink("link", folder + "/link-to-link")
            symlink(folder + "/reports/new", folder + "/dangling")
            for (link, target) in [("link", "target"), ("link-to-link", "target"), ("dangling", "new")] {
                let export = ["export", "top", "--db", store, "--corpus", "eng-2012", "-o", link]
                // There too, a file is written completely or not at all.
                try Program.expect(64, export + ["--from", "2", "--to", "1"], folder: folder)
                try Program.expect(0, export, folder: folder)
                var status = stat()
                #expect(lstat("\(folder)/\(link)", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK, "\(link)")
                #expect(try Files.read("\(folder)/reports/\(target)") == SmallStore.of("eng-2012").topCSV(NaiveTop()))
                if target == "target" {
                    #expect(Files.mode(folder + "/reports/target") == 0o640)
                    try Files.write("before", to: folder + "/reports/target")
                }
            }
            #expect(try Files.names(in: folder + "/reports") == ["new", "target"])
        }
    }

    @Test(arguments: ["bz2", "zst", "xz", "lz4", "zip", "br", "7z", "Z", "lzma", "ZIP", "tgz"])
    func `a compressed format other than gzip is a usage error that names gzip`(ending: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let before = try Files.names(in: folder)
            let refused = try Program.expect(
                64, "export", "totals", "--db", store, "--corpus", "eng-2012", "-o", "x.csv.\(ending)", folder: folder)
            #expect(refused.errors.contains("A file whose name ends in .gz is compressed with gzip"))
            #expect(try Files.names(in: folder) == before)
        }
    }

    @Test func `the store and its side files are refused as output, under any name`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let content = try Files.read(store)
            let names = ["ngrams.sqlite"] + ["wal", "shm", "journal", "lock"].map { "ngrams.sqlite-\($0)" }
            symlink("ngrams.sqlite", folder + "/soft")
            link(store, folder + "/hard")
            symlink(folder, folder + "/here")
            symlink("ngrams.sqlite-journal", folder + "/soft-journal")
            let others = ["soft", "hard", "here/ngrams.sqlite", "./here/here/ngrams.sqlite-wal", "soft-journal"]
            for output in names + others {
                for database in [store, folder + "/soft", folder + "/here/ngrams.sqlite"] {
                    for report in ["totals", "years", "top"] {
                        let ending = try Program.expect(
                            64, "export", report, "--db", database, "--corpus", "eng-2012", "-o", output, folder: folder
                        )
                        #expect(ending.errors.contains("--output \(output) is the store itself"))
                    }
                }
            }
            #expect(try Files.read(store) == content)
            try Program.expect(0, "verify", "--db", store)
            try Program.expect(
                0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", "ngrams.sqlite.csv", folder: folder)
        }
    }

    /// As a `Character`, the slash and the mark after it are one, which does not equal a slash.
    @Test func `a name that begins with a combining mark is created in the folder of its path`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try FileManager.default.createDirectory(atPath: folder + "/dir", withIntermediateDirectories: true)
            let before = try Files.names(in: folder)
            for _ in 0..<2 {
                try Program.expect(
                    0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", "dir/\u{301}x", folder: folder)
                #expect(try Files.names(in: folder + "/dir").map { Array($0.utf8) } == [Array("\u{301}x".utf8)])
                #expect(try Files.read(folder + "/dir/\u{301}x") == SmallStore.of("eng-2012").topCSV(NaiveTop()))
            }
            #expect(try Set(Files.names(in: folder)).isSubset(of: before + ["ngrams.sqlite-shm", "ngrams.sqlite-wal"]))
        }
    }

    @Test func `output that cannot be written ends with 74 and leaves no file`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write("x", to: folder + "/file")
            try Files.write("x", to: folder + "/folder/file")
            var before = try Files.names(in: folder)
            for output in ["none/report.csv", "file/report.csv", "folder", "folder/", "."] {
                for ending in ["", ".gz"] where ending == "" || output.hasSuffix("csv") {
                    let result = try Program.expect(
                        74, "export", "years", "--db", store, "--corpus", "eng-2012", "-o", output + ending,
                        folder: folder)
                    #expect(result.errors.contains("ngrams: error: \(output)"))
                }
            }
            before += ["ngrams.sqlite-shm", "ngrams.sqlite-wal"].filter { !before.contains($0) }
            #expect(try Set(Files.names(in: folder)).isSubset(of: before))
            #expect(try Files.names(in: folder + "/folder") == ["file"])
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
    func `an export to a read-only folder ends with 74, and the file in it stays`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let report = folder + "/locked/report.csv"
            try Files.write("before", to: report)
            chmod(folder + "/locked", 0o555)
            defer { chmod(folder + "/locked", 0o755) }
            try Program.expect(74, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", report)
            #expect(try Files.read(report) == Array("before".utf8))
            #expect(try Files.names(in: folder + "/locked") == ["report.csv"])
        }
    }

    @Test func `a failed export leaves the existing file unchanged`() throws {
        try withFolder { folder in
            try Files.write("before", to: folder + "/report.csv")
            let store = try SmallStore.make(in: folder)
            // Without --corpus, and from a store that does not exist.
            try Program.expect(64, "export", "years", "--db", store, "-o", "report.csv", folder: folder)
            try Program.expect(66, "export", "years", "--db", "none", "-o", "report.csv", folder: folder)
            #expect(try Files.read(folder + "/report.csv") == Array("before".utf8))
        }
    }
}
