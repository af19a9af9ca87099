import NgramIngest
import Testing

@testable import NgramCommands

@Suite struct ProgressStateTests {
    private func state(_ events: [(Int, IngestEvent)]) -> ProgressState {
        var state = ProgressState()
        for (second, event) in events { state.apply(event, at: .seconds(second)) }
        return state
    }

    private func started(_ archive: Int, bytes: Int64, corpus: String = "eng") -> IngestEvent {
        .started(archive: archive, name: "\(archive).gz", corpus: corpus, fileBytes: bytes)
    }

    private func finished(_ archive: Int, _ outcome: ArchiveOutcome) -> IngestEvent {
        .finished(archive: archive, name: "\(archive).gz", corpus: "eng", outcome: outcome)
    }

    @Test func `counts running and finished archives`() {
        let state = state([
            (0, .planned(archives: 3, fileBytes: 600)), (0, started(0, bytes: 100)), (0, started(1, bytes: 200)),
            (1, .advanced(archive: 0, fileBytes: 50, rows: 5)), (2, .advanced(archive: 1, fileBytes: 20, rows: 3)),
            (4, finished(0, .added(rows: 11, badRows: 1, replaced: false))),
        ])
        #expect(state.running.map(\.name) == ["1.gz"])
        #expect((state.archivesDone, state.archives) == (1, 3))
        #expect((state.bytesDone, state.fileBytes) == (120, 600))
        #expect(state.rows == 14)
        #expect((state.tally.added, state.tally.badRows, state.tally.fileBytes) == (1, 1, 100))
    }

    @Test func `rate and time left are computed from the bytes that were read`() {
        let state = state([
            (0, .planned(archives: 1, fileBytes: 1000)), (10, started(0, bytes: 1000)),
            (20, .advanced(archive: 0, fileBytes: 100, rows: 50)),
        ])
        #expect(state.rate(at: .seconds(20)) == .init(bytes: 10, rows: 5))
        #expect(state.timeLeft(at: .seconds(20)) == .seconds(90))
        #expect(state.running.first?.timeLeft(at: .seconds(20)) == .seconds(90))
    }

    @Test func `an unchanged archive counts as finished and does not raise the rate`() {
        let skipped = (0..<9).map { (0, finished($0, .unchanged)) }
        let state = state(
            [(0, .planned(archives: 10, fileBytes: 10_000))] + skipped + [
                (0, started(9, bytes: 1000)), (10, .advanced(archive: 9, fileBytes: 500, rows: 50)),
            ])
        #expect(state.bytesDone == 9500)
        #expect(state.rate(at: .seconds(10)) == .init(bytes: 50, rows: 5))
        #expect(state.timeLeft(at: .seconds(10)) == .seconds(10))
    }

    @Test func `the size of an unchanged archive is estimated while others wait`() {
        let state = state([(0, .planned(archives: 4, fileBytes: 400)), (0, finished(0, .unchanged))])
        #expect(state.bytesDone == 100)
    }

    @Test func `archives of unknown size are taken to be as large as those that have started`() {
        let state = state([
            (0, .planned(archives: 6, fileBytes: 0)), (0, finished(5, .unchanged)), (0, started(0, bytes: 100)),
            (0, started(1, bytes: 200)), (10, .advanced(archive: 0, fileBytes: 50, rows: 5)),
            (10, finished(1, .added(rows: 11, badRows: 0, replaced: false))),
        ])
        // Three wait, with 150 bytes each.
        #expect((state.bytesDone, state.fileBytes) == (250, 750))
        #expect(state.timeLeft(at: .seconds(10)) == .seconds(20))
    }

    @Test func `the unread part of a failed archive is finished but does not count as read`() {
        let state = state([
            (0, .planned(archives: 2, fileBytes: 2000)), (0, started(0, bytes: 1000)),
            (5, .advanced(archive: 0, fileBytes: 100, rows: 10)), (10, finished(0, .failed(message: "x"))),
        ])
        #expect(state.bytesDone == 1000)
        #expect(state.rows == 0)
        #expect(state.rate(at: .seconds(10)) == .init(bytes: 10, rows: 1))
    }

    @Test func `an archive too small to advance still counts in the rate`() {
        let state = state([
            (0, started(0, bytes: 100)), (2, finished(0, .added(rows: 8, badRows: 0, replaced: false))),
        ])
        #expect(state.rate(at: .seconds(2)) == .init(bytes: 50, rows: 4))
    }

    @Test func `late, repeated and unknown events change nothing`() {
        let events: [(Int, IngestEvent)] = [
            (0, .planned(archives: 1, fileBytes: 100)), (0, started(0, bytes: 100)),
            (1, .advanced(archive: 0, fileBytes: 60, rows: 6)),
        ]
        let late: [(Int, IngestEvent)] = [
            (1, .advanced(archive: 0, fileBytes: 40, rows: 4)), (1, .advanced(archive: 7, fileBytes: 9, rows: 9)),
            (1, started(0, bytes: 100)), (1, .note("x")),
        ]
        #expect(state(events + late) == state(events))
        let end = (2, finished(0, .added(rows: 9, badRows: 0, replaced: true)))
        #expect(state(events + [end, end, (2, started(0, bytes: 100))]) == state(events + [end]))
    }

    @Test(arguments: [Int64.min, -1, 0, .max]) func `no number causes a crash`(odd: Int64) {
        let state = state([
            (0, .planned(archives: Int(clamping: odd), fileBytes: odd)), (0, started(0, bytes: odd)),
            (3, .advanced(archive: 0, fileBytes: odd, rows: odd)), (3, finished(1, .unchanged)),
        ])
        #expect(state.bytesDone <= state.fileBytes)
        _ = ProgressFrame(state: state, time: .seconds(3), glyphs: .unicode).lines(width: 100, height: 10)
    }

    @Test func `detects several corpora, among which a name may be ambiguous`() {
        #expect(!state([(0, started(0, bytes: 1)), (0, started(1, bytes: 1))]).hasSeveralCorpora)
        #expect(state([(0, started(0, bytes: 1)), (0, started(1, bytes: 1, corpus: "ger"))]).hasSeveralCorpora)
    }

    @Test func `a finished archive has a size and a duration if it had started`() {
        var state = ProgressState()
        state.apply(started(0, bytes: 100), at: .seconds(3))
        let closed = state.apply(finished(0, .interrupted), at: .seconds(5))
        #expect(
            closed
                == FinishedArchive(
                    name: "0.gz", corpus: "eng", outcome: .interrupted, fileBytes: 100, elapsed: .seconds(2)))
        let skipped = state.apply(finished(1, .unchanged), at: .seconds(5))
        #expect(skipped?.fileBytes == nil && skipped?.elapsed == nil && skipped?.outcome == .unchanged)
    }
}
