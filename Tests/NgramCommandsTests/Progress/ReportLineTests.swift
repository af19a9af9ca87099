import NgramIngest
import Testing

@testable import NgramCommands

@Suite struct ReportLineTests {
    private func line(_ outcome: ArchiveOutcome, bytes: Int64? = 260_000_000, name: String = "a.gz") -> String {
        ReportLine().archive(
            ClosedArchive(
                name: name, corpus: "eng", outcome: outcome, packedBytes: bytes,
                elapsed: bytes == nil ? nil : .milliseconds(12_340)))
    }

    @Test func `every way to end has its line`() {
        let added = ArchiveOutcome.added(rows: 12_345_678, badRows: 0, replaced: false)
        #expect(line(added) == "added a.gz (eng): 12,345,678 rows, 260 MB, 12.3 s")
        #expect(
            line(.added(rows: 1, badRows: 2, replaced: true))
                == "replaced a.gz (eng): 1 row, 2 bad rows left out, 260 MB, 12.3 s")
        #expect(line(.unchanged, bytes: nil) == "unchanged a.gz (eng)")
        #expect(line(.failed(message: "a.gz: row 3: not a year")) == "ngrams: error: a.gz: row 3: not a year")
        #expect(line(.interrupted) == "interrupted a.gz (eng): the next run carries on from there")
    }

    @Test func `names and messages cannot drive the terminal nor add a line`() {
        #expect(line(.unchanged, name: "a\u{1B}[2J\n.gz") == "unchanged a\\u{1B}[2J\\u{A}.gz (eng)")
        #expect(ReportLine().note("\u{9B}x") == "ngrams: note: \\u{9B}x")
        #expect(ReportLine(asciiOnly: true).failure("é") == "ngrams: error: \\u{E9}")
    }

    @Test func `the summary says how all of them ended`() {
        var state = ProgressState()
        state.apply(.planned(archives: 6, packedBytes: 0), at: .zero)
        let outcomes: [ArchiveOutcome] = [
            .added(rows: 1000, badRows: 1, replaced: false), .added(rows: 500, badRows: 0, replaced: true),
            .unchanged, .failed(message: ""), .interrupted,
        ]
        for (index, outcome) in outcomes.enumerated() {
            state.apply(.started(archive: index, name: "", corpus: "", packedBytes: 1_000_000), at: .zero)
            state.apply(.finished(archive: index, name: "", corpus: "", outcome: outcome), at: .zero)
        }
        #expect(
            ReportLine().summary(state, elapsed: .seconds(42)) == """
                6 archives: 1 added, 1 replaced, 1 unchanged, 1 failed, 1 interrupted, 1 not reached; \
                1,500 rows, 1 bad row left out, 2.0 MB in 42.0 s
                """)
    }

    @Test func `a run that added nothing says no rows, and one without archives says nothing`() {
        var state = ProgressState()
        #expect(ReportLine().summary(state, elapsed: .zero) == nil)
        state.apply(.finished(archive: 0, name: "a", corpus: "b", outcome: .unchanged), at: .zero)
        #expect(ReportLine().summary(state, elapsed: .zero) == "1 archive: 1 unchanged in 0.0 s")
    }
}
