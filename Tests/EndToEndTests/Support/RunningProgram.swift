import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A running process. Its output goes to files, so that it never waits for a reader.
///
/// It uses `posix_spawn`, because `Foundation.Process` does not control which signals a child ignores. Waiting for a
/// child calls `waitpid`, which blocks the thread: see `WaitingThreads`.
final class RunningProgram {
    let process: pid_t
    private let outputPath: String
    private let errorPath: String
    private let isOnTerminal: Bool
    private var status: Int32?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - terminal: the terminal of a new session, for standard output and error. Without one, they go to files.
    ///   - input: the file, FIFO or terminal to open as standard input.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: String?,
        terminal: PseudoTerminal? = nil, input: String = "/dev/null"
    ) throws {
        let place = FileManager.default.temporaryDirectory.path + "/ngrams-run-\(UUID().uuidString)"
        isOnTerminal = terminal != nil
        outputPath = place + ".out"
        errorPath = place + ".err"
        #if canImport(Darwin)
            var files: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var files = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&files)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&files)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
        if let terminal {
            // The first terminal that the leader of a session opens becomes the session's.
            posix_spawn_file_actions_addopen(&files, 1, terminal.path, O_RDWR, 0)
            posix_spawn_file_actions_addopen(&files, 2, terminal.path, O_RDWR, 0)
        } else {
            posix_spawn_file_actions_addopen(&files, 1, outputPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            posix_spawn_file_actions_addopen(&files, 2, errorPath, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        }
        // Reset what the test runner may ignore or block, as a shell does.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        #if os(Linux)
            let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which a feature macro hides in glibc's header.
        #else
            let newSession = Int32(POSIX_SPAWN_SETSID)
        #endif
        let session = terminal == nil ? 0 : newSession
        posix_spawnattr_setflags(
            &attributes, Int16(Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK) | session))

        // Not every system can spawn into a folder. A shell can change the folder and then become the program.
        let line = folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
        let words = line + [program] + arguments
        var argv = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + variables { free(text) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &files, &attributes, &argv, &variables)
        guard code == 0 else { throw RunFailure(program: program, reason: String(cString: strerror(code))) }
        self.process = process
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            var ignored: Int32 = 0
            waitpid(process, &ignored, 0)
        }
        unlink(outputPath)
        unlink(errorPath)
    }

    /// Sends a signal.
    func signal(_ number: Int32) {
        if status == nil { kill(process, number) }
    }

    /// Whether it has ended.
    func hasEnded() -> Bool {
        if status != nil { return true }
        var found: Int32 = 0
        if waitpid(process, &found, WNOHANG) == process { status = found }
        return status != nil
    }

    /// Waits for its end.
    func wait() throws -> Ending {
        while status == nil {
            var found: Int32 = 0
            let result = waitpid(process, &found, 0)
            if result == process { status = found }
            if result < 0, errno != EINTR { throw RunFailure(program: "waitpid", reason: "errno \(errno)") }
        }
        let low = (status ?? 0) & 0x7F
        return Ending(
            code: low == 0 ? (status ?? 0) >> 8 & 0xFF : nil, signal: low == 0 ? nil : low,
            bytes: try written(outputPath), errors: String(decoding: try written(errorPath), as: UTF8.self))
    }

    /// The contents of an output file; nothing for a program on a terminal.
    private func written(_ path: String) throws -> [UInt8] {
        isOnTerminal ? [] : try Files.read(path)
    }

    /// Waits for its end and watches its memory.
    ///
    /// `wait4` reports at least the peak of the process that spawned it, so this polls the peak that Linux reports.
    /// - Returns: The peak in bytes, 0 on systems that do not report it.
    func waitWatchingMemory() throws -> (ending: Ending, peak: Int) {
        var peak = 0
        _ = poll {
            let status = (try? Files.read("/proc/\(process)/status")) ?? []
            let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            peak = max(peak, line?.split(separator: " ").compactMap { Int($0) }.first ?? 0)
            return false
        }
        return (try wait(), peak << 10)
    }

    /// What it has written to standard output so far.
    func outputSoFar() throws -> String {
        String(decoding: try written(outputPath), as: UTF8.self)
    }

    /// What it has written to standard error so far.
    func errorsSoFar() throws -> String {
        String(decoding: try written(errorPath), as: UTF8.self)
    }

    /// Polls until a condition holds or the process has ended.
    /// - Returns: Whether the condition held while it was running.
    func poll(until condition: () throws -> Bool) rethrows -> Bool {
        while true {
            if hasEnded() { return false }
            if try condition() { return true }
            // Gives the processor to the process.
            usleep(500)
        }
    }

    /// Stops it, as Ctrl-Z does, once a condition holds.
    /// - Returns: False if it ended before that.
    func freeze(when condition: () throws -> Bool) throws -> Bool {
        guard try poll(until: condition) else { return false }
        signal(SIGSTOP)
        var found: Int32 = 0
        guard waitpid(process, &found, WUNTRACED) == process else { return false }
        let isStopped = found & 0xFF == 0x7F
        if !isStopped { status = found }
        return isStopped
    }
}

/// A program could not be run.
struct RunFailure: Error {
    var program: String
    var reason: String
}
