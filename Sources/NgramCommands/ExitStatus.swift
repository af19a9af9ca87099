import NgramIngest
import NgramReports
import NgramStore
import NgramSystem

/// The documented exit codes: those of `sysexits.h`, and those that a shell reports for a process ended by a signal.
enum ExitStatus: Int32, CaseIterable {
    /// Success. A closed pipe counts as success.
    case done = 0
    /// A query found none of its words.
    case notFound = 1
    /// The command line is wrong.
    case usage = 64
    /// An archive failed, or `verify` found a difference.
    case badData = 65
    /// A path cannot be read, or there is no store at it.
    case noInput = 66
    /// A port cannot be had, or an address cannot be read.
    case unavailable = 69
    /// The store, or another output, cannot be written.
    case cannotWrite = 74
    /// Another process is writing to the store.
    case busy = 75
    /// The terminal was closed (SIGHUP).
    case hungUp = 129
    /// Interrupted, usually with Ctrl-C (SIGINT).
    case interrupted = 130
    /// Terminated (SIGTERM).
    case terminated = 143

    /// The code of an error that this program throws; nil for others.
    init?(of error: any Error) {
        switch error {
        case let error as StoreError:
            switch error {
            case .notFound, .cannotRead, .logInReadOnlyFolder, .changedDuringRead, .older: self = .noInput
            case .notAStore(_, _, let access), .newer(_, _, _, let access), .tooOld(_, _, _, let access),
                .migrationChanged(_, _, let access):
                self = access == .reading ? .noInput : .cannotWrite
            case .cannotWrite, .replaced: self = .cannotWrite
            case .busy: self = .busy
            case .damaged, .overflow, .sumTooLarge, .archiveInTwoStores, .wrongManifest: self = .badData
            }
        case let error as IngestFailure: self = ExitStatus(error.kind)
        case is OutputFailure: self = .cannotWrite
        case let failure as CommandFailure: self = failure.status
        default: return nil
        }
    }

    /// The code that a shell reports for a process ended by a signal: 128 plus the signal's number.
    init?(signal: Int32) {
        self.init(rawValue: 128 + signal)
    }

    init(_ kind: IngestFailure.Kind) {
        switch kind {
        case .usage: self = .usage
        case .badData: self = .badData
        case .unreadable: self = .noInput
        case .unreachable: self = .unavailable
        }
    }
}

/// Ends a command with a code and a message.
struct CommandFailure: Error, CustomStringConvertible {
    var status: ExitStatus
    var description: String
}

/// Ends a command with a code but no message, because everything has already been reported.
struct SilentExit: Error {
    var status: ExitStatus
}

/// Messages to standard error.
enum Diagnostics {
    /// Reports an error.
    static func error(_ message: String) { write("ngrams: error: \(message)") }

    /// Reports something worth knowing that is not an error.
    static func note(_ message: String) { write("ngrams: note: \(message)") }

    /// Writes a line that is safe for a terminal.
    static func write(_ line: String) {
        StandardError.write(Array("\(TerminalText.escape(line))\n".utf8))
    }
}
