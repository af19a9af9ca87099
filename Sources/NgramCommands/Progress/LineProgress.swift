import NgramIngest
import Synchronization

/// Progress as plain lines, for a log or a terminal that cannot move its cursor.
///
/// Each call of `handle` writes the line of its event before it returns, so that a log is always up to date.
final class LineProgress: IngestReporter {
    /// Which lines are written.
    enum Detail: Sendable {
        /// A line for each finished archive, notes, failures and a summary.
        case all

        /// Failures only.
        case failures
    }

    private struct Storage {
        var state = ProgressState()
        var isFinished = false
    }

    private let detail: Detail
    private let format: ReportFormat
    private let columns: @Sendable () -> Int?
    private let elapsed: ElapsedClock
    private let write: DiagnosticWriter
    private let storage = Mutex(Storage())

    /// A reporter that writes lines in the given format.
    ///
    /// - Parameter columns: Returns the width of the terminal; nil where lines may have any length.
    init(
        detail: Detail, format: ReportFormat, columns: @escaping @Sendable () -> Int? = { nil },
        elapsed: @escaping ElapsedClock, write: @escaping DiagnosticWriter
    ) {
        self.detail = detail
        self.format = format
        self.columns = columns
        self.elapsed = elapsed
        self.write = write
    }

    func handle(_ event: IngestEvent) {
        // Written inside the lock, so that lines are whole and in the order of their events.
        storage.withLock { storage in
            let finished = storage.state.apply(event, at: elapsed())
            if let line = line(for: event, finished) { write(line) }
        }
    }

    func finish() {
        storage.withLock { storage in
            guard !storage.isFinished else { return }
            storage.isFinished = true
            guard detail == .all, storage.state.archives > 0 else { return }
            write(.summary(storage.state, elapsed: elapsed()))
        }
    }

    private func line(for event: IngestEvent, _ finished: FinishedArchive?) -> ReportLine? {
        if let finished { return detail == .all || finished.outcome.isFailure ? .archive(finished) : nil }
        if detail == .all, case .note(let message) = event { return .note(message) }
        return nil
    }

    private func write(_ line: ReportLine) {
        write(Array("\(format.text(of: line, columns: columns()))\n".utf8))
    }
}

extension ArchiveOutcome {
    /// Whether the outcome is reported even if the user wants no progress.
    fileprivate var isFailure: Bool {
        if case .failed = self { true } else { false }
    }
}
