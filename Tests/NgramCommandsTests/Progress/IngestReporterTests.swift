import Dispatch
import NgramIngest
import NgramSystem
import NgramTestSupport
import Synchronization
import Testing

@testable import NgramCommands

/// A clock that a test sets.
private final class ManualClock: Sendable {
    private let time = Mutex(Duration.zero)
    var now: Duration { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

@Suite struct IngestReporterTests {
    private let captured = CapturedBytes()
    private let clock = ManualClock()

    private func report(to reporter: any IngestReporter) {
        reporter.handle(.planned(archives: 3, fileBytes: 300))
        reporter.handle(.note("carried on"))
        reporter.handle(.started(archive: 0, name: "a.gz", corpus: "eng", fileBytes: 100))
        reporter.handle(.finished(archive: 1, name: "b.gz", corpus: "eng", outcome: .unchanged))
        clock.advance(by: .seconds(2))
        reporter.handle(.advanced(archive: 0, fileBytes: 50, rows: 5))
        reporter.handle(
            .finished(archive: 0, name: "a.gz", corpus: "eng", outcome: .added(rows: 9, badRows: 1, replaced: false)))
        reporter.handle(.finished(archive: 2, name: "c.gz", corpus: "eng", outcome: .failed(message: "c.gz: bad")))
    }

    private func lines(_ detail: LineProgress.Detail) -> LineProgress {
        LineProgress(detail: detail, format: ReportFormat(), elapsed: { [clock] in clock.now }, write: captured.take)
    }

    private func bars(size: @escaping @Sendable () -> TerminalSize?) -> TerminalProgress {
        TerminalProgress(glyphs: .ascii, elapsed: { [clock] in clock.now }, size: size, write: captured.take)
    }

    @Test func `plain writes a line for each archive, notes and one summary`() {
        let reporter = lines(.all)
        report(to: reporter)
        reporter.finish()
        reporter.finish()
        #expect(
            captured.text == """
                ngrams: note: carried on
                unchanged b.gz (eng)
                added a.gz (eng): 9 rows, 1 bad row skipped, 100 B, 2.0 s
                ngrams: error: c.gz: bad
                3 archives: 1 added, 1 unchanged, 1 failed; 9 rows, 1 bad row skipped, 100 B in 2.0 s

                """)
    }

    @Test func `none reports only failures`() {
        let reporter = lines(.failures)
        report(to: reporter)
        reporter.finish()
        #expect(captured.text == "ngrams: error: c.gz: bad\n")
    }

    @Test func `bars disappear at the end and leave the lines that plain writes`() {
        let reporter = bars { TerminalSize(columns: 100, rows: 24) }
        reporter.handle(.planned(archives: 3, fileBytes: 300))
        reporter.handle(.started(archive: 0, name: "a.gz", corpus: "eng", fileBytes: 100))
        reporter.draw()
        #expect(captured.text.contains("a.gz") && captured.text.contains("0 of 3"))
        report(to: reporter)
        reporter.draw()
        reporter.finish()
        reporter.finish()
        var screen = ScreenModel(columns: 100)
        screen.write(captured.bytes)
        #expect(
            screen.lines == [
                "ngrams: note: carried on", "unchanged b.gz (eng)",
                "added a.gz (eng): 9 rows, 1 bad row skipped, 100 B, 2.0 s", "ngrams: error: c.gz: bad",
                "3 archives: 1 added, 1 unchanged, 1 failed; 9 rows, 1 bad row skipped, 100 B in 2.0 s", "",
            ])
    }

    @Test func `handling events writes nothing, and drawing writes once`() {
        let reporter = bars { TerminalSize(columns: 100, rows: 24) }
        report(to: reporter)
        #expect(captured.parts.isEmpty)
        reporter.draw()
        #expect(captured.parts.count == 1)
    }

    @Test func `a note that comes after the end is not lost`() {
        let reporter = bars { TerminalSize(columns: 100, rows: 24) }
        reporter.finish()
        reporter.handle(.note("late"))
        #expect(captured.text.contains("ngrams: note: late\n"))
    }

    @Test func `a background process writes lines but no bars`() {
        let reporter = bars { nil }
        report(to: reporter)
        reporter.draw()
        #expect(captured.text.contains("added a.gz"))
        #expect(!captured.text.contains("\u{1B}"))
    }

    @Test(arguments: [1, 2, 3]) func `a tiny terminal causes no crash and gets the summary`(size: Int) {
        let reporter = bars { TerminalSize(columns: size, rows: size) }
        report(to: reporter)
        reporter.draw()
        reporter.finish()
        #expect(captured.text.contains("3 archives"))
    }

    @Test func `events from many threads are all counted`() {
        let reporters: [any IngestReporter] = [lines(.all), bars { TerminalSize(columns: 80, rows: 9) }]
        for reporter in reporters {
            DispatchQueue.concurrentPerform(iterations: 64) { index in
                reporter.handle(.started(archive: index, name: "x", corpus: "y", fileBytes: 1000))
                for step in 1...50 {
                    reporter.handle(.advanced(archive: index, fileBytes: Int64(step), rows: Int64(step)))
                    if step.isMultiple(of: 10) { (reporter as? TerminalProgress)?.draw() }
                }
                let outcome = ArchiveOutcome.added(rows: 100, badRows: 0, replaced: false)
                reporter.handle(.finished(archive: index, name: "x", corpus: "y", outcome: outcome))
            }
            reporter.finish()
        }
        let summary = "64 archives: 64 added; 6,400 rows, 64.0 kB in 0.0 s\n"
        #expect(captured.text.ranges(of: summary).count == 2)
    }
}
