import Foundation
import NgramTestSupport
import Testing

/// Where an export's bytes go.
@Suite(.waitsForPrograms) struct ExportOutputTests {
    private static let commands = [["export", "totals"], ["export", "years"], ["export", "top", "-n", "500"]]

    @Test(arguments: commands) func `a file is what standard output would be, packed when named so`(
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
            let names = try Files.names(in: folder).filter { !$0.hasPrefix("ngrams.sqlite") && $0 != "data" }
            #expect(names == ["report.csv", "report.csv.gz"], "nothing else is left")
        }
    }

    @Test func `a file that is replaced keeps its mode, a new one gets the usual`() throws {
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

    @Test func `a symbolic link is replaced, not followed`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write("precious", to: folder + "/target")
            symlink("target", folder + "/link")
            symlink("nowhere", folder + "/dangling")
            for link in ["link", "dangling"] {
                try Program.expect(
                    0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", link, folder: folder)
                #expect(try Files.read("\(folder)/\(link)") == SmallStore.of("eng-2012").topCSV(NaiveTop()))
            }
            #expect(try Files.read(folder + "/target") == Array("precious".utf8))
            #expect(!Files.exists(folder + "/nowhere"))
        }
    }

    @Test func `what cannot be written is 74 and leaves nothing behind`() throws {
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
    func `a folder that may not be written is 74 and the file in it stays`() throws {
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

    @Test func `a failed export leaves the file that was there`() throws {
        try withFolder { folder in
            try Files.write("before", to: folder + "/report.csv")
            let store = try SmallStore.make(in: folder)
            // Without --corpus, and of a store that is none.
            try Program.expect(64, "export", "years", "--db", store, "-o", "report.csv", folder: folder)
            try Program.expect(66, "export", "years", "--db", "none", "-o", "report.csv", folder: folder)
            #expect(try Files.read(folder + "/report.csv") == Array("before".utf8))
        }
    }
}
