import ArgumentParser
import NgramReports
import NgramSystem

/// Runs the program; what `main` forwards to, and what tests can call.
public enum NgramsProgram {
    /// Readies the process. Must be called before ``run(arguments:)``, and before anything opens a descriptor:
    /// otherwise a descriptor of Swift's concurrency runtime may get the number of a standard output that is closed.
    public static func prepare() {
        StandardDescriptors.reserve()
        StandardDescriptors.ignoreFileSizeSignal()
    }

    /// Parses the arguments, runs the command and reports what goes wrong.
    ///
    /// - Parameter arguments: without the program's name.
    /// - Returns: the exit code, one of `ExitStatus`.
    public static func run(arguments: [String]) async -> Int32 {
        do {
            var command = try NgramsCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try StandardDescriptors.checkOutput()
            return ExitStatus.done.rawValue
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        if error is ClosedPipe { return ExitStatus.done.rawValue }
        if let exit = error as? SilentExit { return exit.status.rawValue }
        if let status = ExitStatus(of: error) {
            Diagnostics.error(Advice.describe(error))
            return status.rawValue
        }
        // What is left is ArgumentParser's: help and version, which are output, and usage errors.
        let code = NgramsCommand.exitCode(for: error).rawValue
        let message = NgramsCommand.fullMessage(for: error)
        if code == ExitStatus.done.rawValue {
            do {
                let sink = ByteSink.standardOutput
                try sink.append { $0 += Array((message + "\n").utf8) }
                try sink.flush()
                try StandardDescriptors.checkOutput()
            } catch {
                // A closed pipe or a full disk, neither of which is ArgumentParser's.
                return report(error)
            }
        } else if !message.isEmpty {
            // It quotes arguments, and has line ends of its own.
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            let text = lines.map { TerminalText.escape(String($0)) + "\n" }.joined()
            StandardError.write(Array(text.utf8))
        }
        return code
    }
}
