import ArgumentParser
import Foundation
import NgramIngest
import NgramSystem
import Synchronization

/// Reports the progress of an ingest to the user.
///
/// All methods may be called on several threads at once. An implementation protects its state with a `Mutex` and
/// applies events in the order in which the calls acquire it.
protocol IngestReporter: Sendable {
    /// Reports an event that happens at the time of the call.
    func handle(_ event: IngestEvent)

    /// Ends the report: removes the bars and writes the summary. It must be called no matter how the ingest ends,
    /// before anything else is written to the terminal. Calling it again does nothing.
    func finish()
}

/// Writes bytes for the user to read. It never fails; if standard error is closed, the work continues without it.
typealias DiagnosticWriter = @Sendable ([UInt8]) -> Void

/// Returns the time since the ingest began.
typealias ElapsedClock = @Sendable () -> Duration

/// How an ingest reports its progress: the values of `--progress`.
enum ProgressMode: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// Bars on a terminal, plain lines elsewhere.
    case auto

    /// A line for each finished archive.
    case plain

    /// Failures only.
    case none

    /// A reporter that writes to standard error, with a clock that starts now.
    func makeReporter() -> any IngestReporter {
        let start = ContinuousClock.now
        return makeReporter(
            for: .current(), elapsed: { ContinuousClock.now - start },
            size: { TerminalSize.current(descriptor: StandardError.descriptor) },
            write: StandardError.write)
    }

    /// The reporter for the given kind of standard error.
    ///
    /// - Parameter size: Returns the size of the terminal; nil when nothing may be drawn at the moment.
    func makeReporter(
        for terminal: DiagnosticTerminal, elapsed: @escaping ElapsedClock,
        size: @escaping @Sendable () -> TerminalSize?, write: @escaping DiagnosticWriter
    ) -> any IngestReporter {
        let format = ReportFormat(asciiOnly: terminal.isTerminal && terminal.glyphs == .ascii)
        let columns: @Sendable () -> Int? = { terminal.isTerminal ? (size() ?? .fallback).columns : nil }
        switch self {
        case .auto where terminal.canMoveCursor:
            let bars = TerminalProgress(glyphs: terminal.glyphs, elapsed: elapsed, size: size, write: write)
            bars.start()
            return bars
        case .auto, .plain:
            return LineProgress(detail: .all, format: format, columns: columns, elapsed: elapsed, write: write)
        case .none:
            return LineProgress(detail: .failures, format: format, columns: columns, elapsed: elapsed, write: write)
        }
    }
}

/// Whether standard error is a terminal, and what that terminal can display.
struct DiagnosticTerminal: Equatable, Sendable {
    /// Whether it is a terminal.
    let isTerminal: Bool

    /// Whether it is a terminal that understands escape sequences.
    let canMoveCursor: Bool

    /// The characters that the terminal can show.
    let glyphs: ProgressGlyphs

    /// Determines the kind from environment variables.
    ///
    /// - Parameter variable: Returns the value of an environment variable.
    init(isTerminal: Bool, variable: (String) -> String?) {
        self.isTerminal = isTerminal
        let kind = variable("TERM") ?? ""
        canMoveCursor = isTerminal && !kind.isEmpty && kind != "dumb"
        // The first of LC_ALL, LC_CTYPE and LANG that is set and not empty decides (POSIX.1-2017, 8.2).
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty } ?? "C"
        let name = locale.lowercased()
        glyphs = name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
    }

    /// The standard error of this process.
    static func current() -> DiagnosticTerminal {
        let environment = ProcessInfo.processInfo.environment
        return DiagnosticTerminal(isTerminal: StandardDescriptors.isTerminal(StandardError.descriptor)) {
            environment[$0]
        }
    }
}
