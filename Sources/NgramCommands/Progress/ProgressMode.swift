import ArgumentParser
import NgramSystem

/// How an ingest tells of its progress: what `--progress` chooses.
enum ProgressMode: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// Bars on a terminal, plain lines anywhere else.
    case auto

    /// A line for each finished archive.
    case plain

    /// Failures only.
    case none

    /// A reporter that writes to standard error and whose clock starts now.
    func makeReporter() -> any IngestReporter {
        let start = ContinuousClock.now
        return makeReporter(
            for: .current(), elapsed: { ContinuousClock.now - start },
            size: { TerminalSize.current(descriptor: StandardError.descriptor) },
            write: StandardError.write)
    }

    /// The reporter that suits what standard error is.
    func makeReporter(
        for terminal: DiagnosticTerminal, elapsed: @escaping ElapsedClock,
        size: @escaping @Sendable () -> TerminalSize?, write: @escaping DiagnosticWriter
    ) -> any IngestReporter {
        let lines = ReportLine(asciiOnly: terminal.isTerminal && terminal.glyphs == .ascii)
        switch self {
        case .auto where terminal.canMoveCursor:
            let bars = TerminalProgress(glyphs: terminal.glyphs, elapsed: elapsed, size: size, write: write)
            bars.start()
            return bars
        case .auto, .plain: return LineProgress(detail: .all, lines: lines, elapsed: elapsed, write: write)
        case .none: return LineProgress(detail: .failures, lines: lines, elapsed: elapsed, write: write)
        }
    }
}
