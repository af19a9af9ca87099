import ArgumentParser
import Dispatch
import Foundation
import NgramReports
import NgramSystem

/// Runs the program. It is a library so that `main` only forwards to it.
public enum NgramsProgram {
    /// Prepares the process. It must be called before ``main(arguments:)``, and before anything opens a descriptor:
    /// otherwise a descriptor of Swift's concurrency runtime may get the number of a closed standard output.
    public static func prepare() {
        StandardDescriptors.reserve()
        StandardDescriptors.ignoreFileSizeSignal()
    }

    /// Parses the arguments, runs the command, reports any error, and exits with one of `ExitStatus`. Must be called on
    /// the main thread.
    ///
    /// Commands that wait for nothing run on the main thread, because starting another one would take a tenth of a short
    /// query.
    ///
    /// - Parameter arguments: The arguments, without the program's name.
    public static func main(arguments: [String]) -> Never {
        let parsed = Result { try NgramsCommand.parseAsRoot(arguments) }
        if case .success(let command as any AsyncParsableCommand) = parsed {
            // Used by the task alone.
            nonisolated(unsafe) var command = command
            Task.detached {
                let ran: Result<Void, any Error>
                do { ran = .success(try await command.run()) } catch { ran = .failure(error) }
                finish(ran, arguments)
            }
            dispatchMain()
        }
        finish(
            Result {
                var command = try parsed.get()
                try command.run()
            }, arguments)
    }

    private static func finish(_ ran: Result<Void, any Error>, _ arguments: [String]) -> Never {
        do {
            try ran.get()
            try StandardDescriptors.checkOutput()
        } catch {
            exit(report(error, arguments))
        }
        exit(ExitStatus.done.rawValue)
    }

    /// Reports an error, and what to do about arguments that name no command.
    private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        let code = report(error)
        if code == ExitStatus.usage.rawValue, let advice = Advice.forUnknownCommand(arguments, NgramsCommand.names) {
            Diagnostics.note(advice)
        }
        return code
    }

    private static func report(_ error: any Error) -> Int32 {
        if error is ClosedPipe { return ExitStatus.done.rawValue }
        if let exit = error as? SilentExit { return exit.status.rawValue }
        if let status = ExitStatus(of: error) {
            Diagnostics.error(Advice.describe(error))
            return status.rawValue
        }
        // All other errors are ArgumentParser's: help and version, which are output, and usage errors.
        let code = NgramsCommand.exitCode(for: error).rawValue
        let message = NgramsCommand.fullMessage(for: error)
        if code == ExitStatus.done.rawValue {
            do {
                let sink = ByteSink.standardOutput
                try sink.append { $0 += Array((message + "\n").utf8) }
                try sink.flush()
                try StandardDescriptors.checkOutput()
            } catch {
                // A closed pipe or a full disk.
                return report(error)
            }
        } else if !message.isEmpty {
            // The message quotes arguments, so each line is escaped; its own line breaks are kept.
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            let text = lines.map { TerminalText.escape(String($0)) + "\n" }.joined()
            StandardError.write(Array(text.utf8))
        }
        return code
    }
}
