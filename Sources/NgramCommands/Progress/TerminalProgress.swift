import Dispatch
import NgramIngest
import NgramReports
import NgramSystem
import Synchronization

/// Progress as bars that are redrawn in place on a terminal.
///
/// `handle` only records the event, under a lock that is never held for long, so it never waits for a terminal that is
/// stopped with Ctrl-S. `draw` writes, under a second lock that is always taken first. A dispatch timer calls `draw`,
/// because the threads that run tasks may all be busy.
final class TerminalProgress: IngestReporter {
    /// The time between frames: short enough to look continuous, long enough that the cost of drawing is negligible.
    static let frameInterval: DispatchTimeInterval = .milliseconds(100)

    private struct Storage {
        var state = ProgressState()
        /// Permanent lines that are not yet on the terminal.
        var pending: [ReportLine] = []
        var isFinished = false
    }

    private let glyphs: ProgressGlyphs
    private let format: ReportFormat
    private let elapsed: ElapsedClock
    private let size: @Sendable () -> TerminalSize?
    private let write: DiagnosticWriter
    private let storage = Mutex(Storage())
    private let painter = Mutex(ProgressPainter())
    private let timer = Mutex<(any DispatchSourceTimer)?>(nil)

    /// Bars that are drawn by each call of `draw`, and periodically after `start`.
    ///
    /// - Parameter size: Called for each frame. Returns nil when nothing may be drawn at the moment.
    init(
        glyphs: ProgressGlyphs, elapsed: @escaping ElapsedClock, size: @escaping @Sendable () -> TerminalSize?,
        write: @escaping DiagnosticWriter
    ) {
        self.glyphs = glyphs
        format = ReportFormat(asciiOnly: glyphs == .ascii)
        self.elapsed = elapsed
        self.size = size
        self.write = write
    }

    /// Starts to draw about ten times a second, until `finish`.
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
            if let finished = storage.state.apply(event, at: elapsed()) { storage.pending.append(.archive(finished)) }
            if case .note(let message) = event { storage.pending.append(.note(message)) }
            return storage.isFinished
        }
        // The timer has ended, so no later frame would show it.
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
            if storage.state.archives > 0 { storage.pending.append(.summary(storage.state, elapsed: elapsed())) }
        }
        draw()
    }

    /// Writes the permanent lines since the last call, then a frame. Once finished, there is no frame.
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
            let lines = permanent.map { format.text(of: $0, columns: columns) }
            let bytes = painter.paint(permanent: lines, frame: frame, columns: columns)
            if !bytes.isEmpty { write(bytes) }
        }
    }

    private func frameLines(of state: ProgressState?, on size: TerminalSize?) -> [String] {
        guard let state, let size else { return [] }
        // The last column stays free, because terminals differ in where the cursor is after writing to it.
        return ProgressFrame(state: state, time: elapsed(), glyphs: glyphs)
            .lines(width: max(1, size.columns - 1), height: size.rows)
    }
}

/// Turns frames into the bytes that redraw them in place: a pure value that remembers what is on the terminal.
///
/// After painting, the cursor is at the beginning of the line below the frame, so that a process that is stopped or
/// killed leaves the shell an empty line. The cursor is never hidden. The only mode that changes, wrapping at the right
/// edge, is restored in the same write.
struct ProgressPainter {
    /// The display widths of the lines of the frame on the terminal, from top to bottom.
    private var drawn: [Int] = []

    /// The width of the terminal when the frame was drawn.
    private var drawnColumns = 0

    /// DECAWM: whether text continues on the next line at the right edge. It is on by default.
    private static let wrapOff = "\u{1B}[?7l"
    private static let wrapOn = "\u{1B}[?7h"

    /// The bytes that write permanent lines in place of the frame, and a new frame below them.
    ///
    /// - Parameters:
    ///   - permanent: Lines that stay. Lines wider than the terminal wrap.
    ///   - frame: The lines of the frame, each narrower than the terminal.
    ///   - columns: The present width of the terminal. If it has become narrower since the frame was drawn, most
    ///     terminals have wrapped the old lines, so the frame begins further up. On a terminal that cuts lines instead,
    ///     such as xterm, the same number of lines above the frame is lost; a program cannot find out which kind it
    ///     runs on.
    mutating func paint(permanent: [String], frame: [String], columns: Int) -> [UInt8] {
        if frame.isEmpty, drawn.isEmpty {
            // Nothing to redraw. Plain lines do not disturb the output of a foreground process.
            return permanent.flatMap { Array("\($0)\n".utf8) }
        }
        var text = "\r"
        let height = Self.physicalLines(drawn, columns: columns)
        if height > 0 { text += "\u{1B}[\(height)A" }
        // Normally a frame overwrites the old one line by line, which does not flicker. Everything is cleared first in
        // two cases. When there are permanent lines, they may wrap, and clearing to the end of a line then misses their
        // first part. When the width has changed, the terminal may join lines that it wrapped earlier, unless they are
        // cleared from their beginning.
        if !permanent.isEmpty || columns != drawnColumns { text += "\u{1B}[J" }
        for line in permanent { text += line + "\n" }
        if !frame.isEmpty {
            // A terminal may already be narrower than it reports; tmux reports a change after a quarter of a second.
            // With wrapping off, such lines are cut, and the frame keeps the height that the next painting assumes.
            text += Self.wrapOff
            for line in frame { text += line + "\u{1B}[K\n" }
            text += Self.wrapOn
        }
        text += "\u{1B}[J"
        drawn = frame.map(TerminalText.width)
        drawnColumns = columns
        return Array(text.utf8)
    }

    /// Forgets the frame on the terminal, because it can no longer be redrawn.
    mutating func forget() { drawn = [] }

    /// The number of terminal lines that lines of the given widths take on a terminal of `columns` columns.
    private static func physicalLines(_ widths: [Int], columns: Int) -> Int {
        let columns = max(1, columns)
        return widths.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    }
}
