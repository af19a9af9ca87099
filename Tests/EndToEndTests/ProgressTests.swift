import Foundation
import Testing

/// What an ingest reports while it runs.
@Suite(.waitsForPrograms) struct ProgressTests {
    private static func files(_ folder: String) throws {
        for label in 1...3 {
            try ArchiveFiles.write(Array("w\t2000\t\(label)\t1\n".utf8), .v2012, label, in: folder + "/data")
        }
    }

    @Test(arguments: [[], ["--progress", "auto"], ["--progress", "plain"], ["--progress", "none"]])
    func `progress is never written to standard output`(options: [String]) throws {
        try withFolder { folder in
            try Self.files(folder)
            try Files.write("bad\n", to: folder + "/data/\(ArchiveFiles.name(.v2012, 9))")
            let store = folder + "/db"
            for _ in 0..<2 {
                let ending = try Program.run(["ingest", "--db", store] + options + [folder + "/data"])
                #expect(ending.code == 65)
                #expect(ending.bytes.isEmpty)
                #expect(ending.errors.contains("ngrams: error: "))
                #expect(ending.errors.utf8.allSatisfy { $0 == 10 || $0 >= 0x20 }, "plain lines")
            }
        }
    }

    @Test(arguments: [[], ["--progress", "auto"], ["--progress", "plain"]])
    func `without a terminal, standard error gets one line per archive`(options: [String]) throws {
        try withFolder { folder in
            try Self.files(folder)
            let arguments = ["ingest", "--db", folder + "/db"] + options + [folder + "/data"]
            for word in ["added", "unchanged"] {
                let lines = try Program.run(arguments).errors.split(separator: "\n")
                for label in 1...3 {
                    let start = "\(word) \(ArchiveFiles.name(.v2012, label)) (eng-2012)"
                    #expect(lines.filter { $0.hasPrefix(start) }.count == 1)
                }
                #expect(lines.count == 4, "and a summary")
                #expect(lines.last?.contains("3 archives: 3 \(word)") == true)
            }
        }
    }

    @Test func `--progress none prints nothing on success`() throws {
        try withFolder { folder in
            try Self.files(folder)
            for _ in 0..<2 {
                let ending = try Program.expect(
                    0, "ingest", "--db", folder + "/db", "--progress", "none", folder + "/data")
                #expect(ending.errors.isEmpty)
            }
        }
    }

    @Test(.enabled(if: SystemTool.find("script") != nil && SystemTool.bash != nil, "there is no script on the PATH"))
    func `a terminal gets bars, its cursor back, and the same lines`() throws {
        try withFolder { folder in
            try Self.files(folder)
            // Large enough for a progress bar to be drawn.
            try Files.write(WideRows.large, to: folder + "/data/\(ArchiveFiles.name(.v2012, 4))")
            let script = """
                script -q -e -c 'stty cols 100 rows 30; "$NGRAMS" ingest --db db data' typescript < /dev/null
                """
            let ending = try Program.bash(script, environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8"], folder: folder)
            #expect(ending.code == 0)
            let text = ending.output
            #expect(text.contains("\u{1B}["))
            for label in 1...3 { #expect(text.contains("added \(ArchiveFiles.name(.v2012, label)) (eng-2012)")) }
            let hidden = text.components(separatedBy: "\u{1B}[?25l").count
            #expect(hidden == text.components(separatedBy: "\u{1B}[?25h").count, "the cursor is shown again")
            let dumb = try Program.bash(
                script.replacingOccurrences(of: "db data", with: "db2 data"), environment: ["TERM": "dumb"],
                folder: folder)
            #expect(!dumb.output.contains("\u{1B}"))
        }
    }
}
