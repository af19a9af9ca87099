import NgramIngest
import NgramReports
import Testing

@testable import NgramCommands

@Suite struct ReportLineTests {
    private let googleName = "googlebooks-eng-all-1gram-20120701-a.gz"

    private func line(
        _ outcome: ArchiveOutcome, bytes: Int64? = 260_000_000, name: String = "a.gz", corpus: String = "eng",
        columns: Int? = nil
    ) -> String {
        let archive = FinishedArchive(
            name: name, corpus: corpus, outcome: outcome, fileBytes: bytes,
            elapsed: bytes == nil ? nil : .milliseconds(12_340))
        return ReportFormat().text(of: .archive(archive), columns: columns)
    }

    /// A state in which archives have ended in every way.
    private var everyEnding: ProgressState {
        var state = ProgressState()
        state.apply(.planned(archives: 6, fileBytes: 0), at: .zero)
        let outcomes: [ArchiveOutcome] = [
            .added(rows: 1000, badRows: 1, replaced: false), .added(rows: 500, badRows: 0, replaced: true),
            .unchanged, .failed(message: ""), .interrupted,
        ]
        for (index, outcome) in outcomes.enumerated() {
            state.apply(.started(archive: index, name: "", corpus: "", fileBytes: 1_000_000), at: .zero)
            state.apply(.finished(archive: index, name: "", corpus: "", outcome: outcome), at: .zero)
        }
        return state
    }

    @Test func `every outcome has its line`() {
        let added = ArchiveOutcome.added(rows: 12_345_678, badRows: 0, replaced: false)
        #expect(line(added) == "added a.gz (eng): 12,345,678 rows, 260 MB, 12.3 s")
        #expect(
            line(.added(rows: 1, badRows: 2, replaced: true))
                == "replaced a.gz (eng): 1 row, 2 bad rows skipped, 260 MB, 12.3 s")
        #expect(line(.unchanged, bytes: nil) == "unchanged a.gz (eng)")
        #expect(line(.failed(message: "a.gz: row 3: not a year")) == "ngrams: error: a.gz: row 3: not a year")
        #expect(line(.interrupted) == "interrupted a.gz (eng): the next run continues from there")
    }

    @Test func `a log has the whole line, regardless of its length`() {
        let added = ArchiveOutcome.added(rows: 12_345_678, badRows: 0, replaced: false)
        #expect(
            line(added, name: googleName, corpus: "eng-2012")
                == "added \(googleName) (eng-2012): 12,345,678 rows, 260 MB, 12.3 s")
    }

    @Test(arguments: [
        (100, "added googlebooks-eng-all-1gram-20120701-a.gz (eng-2012): 12,345,678 rows, 260 MB, 12.3 s"),
        (80, "added googlebooks-eng-all-1gram-20120701-a.gz: 12,345,678 rows, 260 MB, 12.3 s"),
        (75, "added googlebooks-eng-all-1gram-20120701-a.gz: 12,345,678 rows, 260 MB"),
        (65, "added googlebooks-eng-all-1gram-20120701-a.gz: 12,345,678 rows"),
        (50, "added googlebooks-…20120701-a.gz: 12,345,678 rows"),
    ]) func `a terminal gets as much of a line as fits`(columns: Int, expected: String) {
        let added = ArchiveOutcome.added(rows: 12_345_678, badRows: 0, replaced: false)
        #expect(line(added, name: googleName, corpus: "eng-2012", columns: columns) == expected)
    }

    @Test func `a corpus that the name does not imply is left out only after size and time`() {
        let added = ArchiveOutcome.added(rows: 12_345_678, badRows: 0, replaced: false)
        let name = "1-00014-of-00024.gz"
        #expect(line(added, name: name, corpus: "eng-2019", columns: 60) == "added \(name) (eng-2019): 12,345,678 rows")
        #expect(line(added, name: name, corpus: "eng-2019", columns: 50) == "added \(name): 12,345,678 rows")
    }

    @Test(arguments: 50...120) func `no line is wider than the terminal`(columns: Int) {
        let outcomes: [ArchiveOutcome] = [
            .added(rows: 12_345_678, badRows: 0, replaced: true), .unchanged, .interrupted,
            .added(rows: 8, badRows: 3, replaced: false),
        ]
        for outcome in outcomes {
            for name in [googleName, "1-00014-of-00024.gz", String(repeating: "日本", count: 50)] {
                let text = line(outcome, name: name, corpus: "eng-2012", columns: columns)
                #expect(TerminalText.width(text) < columns, "\(text)")
            }
        }
        let summary = ReportFormat().text(of: .summary(everyEnding, elapsed: .seconds(42)), columns: columns)
        #expect(summary.split(separator: "\n").allSatisfy { TerminalText.width(String($0)) < columns })
        #expect(
            summary.split { " \n".contains($0) }.joined(separator: " ")
                == ReportFormat().text(of: .summary(everyEnding, elapsed: .seconds(42))))
    }

    @Test func `names and messages cannot control the terminal or add a line`() {
        #expect(line(.unchanged, name: "a\u{1B}[2J\n.gz") == "unchanged a\\u{1B}[2J\\u{A}.gz (eng)")
        #expect(ReportFormat().text(of: .note("\u{9B}x")) == "ngrams: note: \\u{9B}x")
        #expect(ReportFormat(asciiOnly: true).text(of: .note("é")) == "ngrams: note: \\u{E9}")
    }

    @Test func `the summary counts outcomes and bad rows`() {
        #expect(
            ReportFormat().text(of: .summary(everyEnding, elapsed: .seconds(42))) == """
                6 archives: 1 added, 1 replaced, 1 unchanged, 1 failed, 1 interrupted, 1 not reached; \
                1,500 rows, 1 bad row skipped, 2.0 MB in 42.0 s
                """)
    }

    @Test func `the summary of a run that added nothing has no rows`() {
        var state = ProgressState()
        state.apply(.finished(archive: 0, name: "a", corpus: "b", outcome: .unchanged), at: .zero)
        let summary = { ReportFormat().text(of: .summary(state, elapsed: $0)) }
        #expect(summary(.milliseconds(49)) == "1 archive: 1 unchanged in 0.0 s")
        #expect(summary(.seconds(61)) == "1 archive: 1 unchanged in 1:01")
    }
}
