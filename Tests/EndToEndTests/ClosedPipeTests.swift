import Foundation
import Testing

/// Readers that close the pipe before they have read everything, and descriptors that are closed from the start.
@Suite(.waitsForPrograms, .enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
struct ClosedPipeTests {
    @Test(arguments: [
        "export years --corpus eng-2012", "export totals --corpus eng-2012", "query top -n 10000 --corpus eng-2012",
        "query top -n 10000 --corpus eng-2012 --format json", "query years the and --corpus eng-2012 --format tsv",
        "status", "verify", "--help", "--version", "ingest --help", "sql --format csv SELECT*FROM/**/ngram_years",
    ])
    func `a closed pipe counts as success and prints no message`(command: String) throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let script = """
                set -f
                "$NGRAMS" \(command) | head -n 1 > /dev/null; echo "${PIPESTATUS[0]}"
                "$NGRAMS" \(command) | true; echo "${PIPESTATUS[0]}"
                (trap '' PIPE; "$NGRAMS" \(command) | true; echo "${PIPESTATUS[0]}")
                """
            let ending = try Program.bash(script, folder: folder)
            #expect(ending.lines == ["0", "0", "0"])
            #expect(ending.errors == "")
        }
    }

    @Test func `an ingest continues when no process reads its messages`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let script = """
                { "$NGRAMS" ingest --db piped data; echo $? > code; } 2>&1 | true
                "$NGRAMS" ingest --db closed data <&- >&- 2>&-; echo $?
                "$NGRAMS" ingest --db none data 2>&-; echo $?
                "$NGRAMS" ingest --db full data 2>/dev/full; echo $?
                cat code
                """
            #expect(try Program.bash(script, folder: folder).lines == ["0", "0", "0", "0"])
            let expected = try Program.run(
                ["export", "years", "--db", "ngrams.sqlite", "--corpus", "eng-2012"], folder: folder)
            for store in ["piped", "closed", "none", "full"] {
                let years = try Program.run(
                    ["export", "years", "--db", store, "--corpus", "eng-2012"], folder: folder)
                expectSame(years.bytes, expected.bytes, store)
                try Program.expect(0, "verify", "--db", store, folder: folder)
            }
        }
    }

    @Test(arguments: [
        "query top --corpus eng-2012", "query total the --corpus eng-2012", "query years the --corpus eng-2012",
        "export totals --corpus eng-2012", "export years --corpus eng-2012", "export top --corpus eng-2012 -o -",
        "status", "verify", "--help", "export --help", "--version",
    ])
    func `a closed standard output is reported as closed`(command: String) throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let ending = try Program.bash("\"$NGRAMS\" \(command) >&-", folder: folder)
            #expect(ending.code == 74)
            #expect(ending.errors == "ngrams: error: standard output is closed\n")
        }
    }

    @Test func `an export to a file does not need standard output`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let export = "\"$NGRAMS\" export top --corpus eng-2012"
            let ending = try Program.bash(
                "\(export) -o report.csv >&- <&-; echo $?; \(export) | cmp - report.csv", folder: folder)
            #expect(ending.lines == ["0"])
            #expect(ending.errors.isEmpty)
        }
    }

    @Test(arguments: ["query top --corpus eng-2012", "export years --corpus eng-2012", "status", "verify", "--help"])
    func `output that cannot be written ends with 74, never with success`(command: String) throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            guard Files.exists("/dev/full") else { return }
            let ending = try Program.bash("\"$NGRAMS\" \(command) > /dev/full", folder: folder)
            #expect(ending.code == 74)
            #expect(ending.errors.contains("standard output: cannot write"))
        }
    }
}
