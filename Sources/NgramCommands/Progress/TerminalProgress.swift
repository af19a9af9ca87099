import Dispatch
import NgramIngest
import NgramSystem
import Synchronization

/// Progress as bars that are redrawn in place on a terminal.
///
/// `handle` only takes note, under a lock that nobody holds for long, and so never waits for a terminal that somebody
/// has stopped with Ctrl-S. `draw` writes, under a lock of its own that is always taken first. A dispatch timer calls it;
/// it is not a task, since the threads of those may all be busy inflating.
final class TerminalProgress: IngestReporter {
    /// The time between frames: short enough to seem alive, long enough to cost nothing.
    static let frameInterval: DispatchTimeInterval = .milliseconds(100)

    private struct Storage {
        var state = ProgressState()
        /// Lines that stay and are not on the terminal yet.
        var pending: [String] = []
        var isFinished = false
    }

    private let glyphs: ProgressGlyphs
    private let lines: ReportLine
    private let elapsed: ElapsedClock
    private let size: @Sendable () -> TerminalSize?
    private let write: DiagnosticWriter
    private let storage = Mutex(Storage())
    private let painter = Mutex(ProgressPainter())
    private let timer = Mutex<(any DispatchSourceTimer)?>(nil)

    /// Bars that are drawn when `draw` is called, and by themselves once `start` has been.
    ///
    /// - Parameter size: Asked for each frame; nil where nothing may be drawn at present.
    init(
        glyphs: ProgressGlyphs, elapsed: @escaping ElapsedClock, size: @escaping @Sendable () -> TerminalSize?,
        write: @escaping DiagnosticWriter
    ) {
        self.glyphs = glyphs
        lines = ReportLine(asciiOnly: glyphs == .ascii)
        self.elapsed = elapsed
        self.size = size
        self.write = write
    }

    /// Begins to draw about ten times a second, until `finish`.
    func start() {
        timer.withLock { timer in
            guard timer == nil else { return }
            let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "ngrams.progress"))
            source.setEventHandler { [weak self] in self?.draw() }
            source.schedule(deadline: .now(), repeating: Self.frameInterval, leeway: .milliseconds(20))
            source.activate()
            timer = source
        }
    }

    func handle(_ event: IngestEvent) {
        let isLate = storage.withLock { storage in
            let closed = storage.state.apply(event, at: elapsed())
            if let closed { storage.pending.append(lines.archive(closed)) }
            if case .note(let message) = event { storage.pending.append(lines.note(message)) }
            return storage.isFinished
        }
        // No frame comes any more that could bring it.
        if isLate { draw() }
    }

    func finish() {
        timer.withLock { timer in
            timer?.cancel()
            timer = nil
        }
        storage.withLock { storage in
            guard !storage.isFinished else { return }
            storage.isFinished = true
            if let summary = lines.summary(storage.state, elapsed: elapsed()) { storage.pending.append(summary) }
        }
        draw()
    }

    /// Draws what has happened since the last time: lines that stay, then a frame, none of it once finished.
    func draw() {
        painter.withLock { painter in
            let size = size()
            let (permanent, state) = storage.withLock { storage in
                defer { storage.pending = [] }
                return (storage.pending, storage.isFinished ? nil : storage.state)
            }
            let frame = frameLines(of: state, on: size)
            if size == nil { painter.forget() }
            let columns = (size ?? .fallback).columns
            let bytes = painter.paint(permanent: permanent, frame: frame, columns: columns)
            if !bytes.isEmpty { write(bytes) }
        }
    }

    private func frameLines(of state: ProgressState?, on size: TerminalSize?) -> [String] {
        guard let state, let size else { return [] }
        // The last column stays free: terminals differ in where the cursor is after it has been written to.
        return ProgressFrame(state: state, time: elapsed(), glyphs: glyphs)
            .lines(width: max(1, size.columns - 1), height: size.rows)
    }
}
