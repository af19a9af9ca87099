import NgramIngest
import Synchronization

/// Progress as plain lines, for a log or a terminal that cannot move its cursor.
///
/// Lines are written by the call that brings the event, so that a log is never behind.
final class LineProgress: IngestReporter {
    /// Which lines are written.
    enum Detail: Sendable {
        /// A line for each archive that is done with, notes, failures and a summary.
        case all

        /// Failures only.
        case failures
    }

    private struct Storage {
        var state = ProgressState()
        var isFinished = false
    }

    private let detail: Detail
    private let lines: ReportLine
    private let elapsed: ElapsedClock
    private let write: DiagnosticWriter
    private let storage = Mutex(Storage())

    init(
        detail: Detail, lines: ReportLine, elapsed: @escaping ElapsedClock, write: @escaping DiagnosticWriter
    ) {
        self.detail = detail
        self.lines = lines
        self.elapsed = elapsed
        self.write = write
    }

    func handle(_ event: IngestEvent) {
        // Written inside the lock, which keeps lines whole and in the order of the counts they tell.
        storage.withLock { storage in
            let closed = storage.state.apply(event, at: elapsed())
            if let line = line(for: event, closed: closed) { write(Array("\(line)\n".utf8)) }
        }
    }

    func finish() {
        storage.withLock { storage in
            guard !storage.isFinished else { return }
            storage.isFinished = true
            guard detail == .all, let line = lines.summary(storage.state, elapsed: elapsed()) else { return }
            write(Array("\(line)\n".utf8))
        }
    }

    private func line(for event: IngestEvent, closed: ClosedArchive?) -> String? {
        if let closed {
            if detail == .failures, closed.outcome.isFailure == false { return nil }
            return lines.archive(closed)
        }
        if detail == .all, case .note(let message) = event { return lines.note(message) }
        return nil
    }
}

extension ArchiveOutcome {
    /// Whether it is one that the user has to hear of whatever he asked for.
    fileprivate var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}
