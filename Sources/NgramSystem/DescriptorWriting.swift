import Foundation

/// The reader of a pipe has closed it, as `head` does when it has enough lines. Commands treat it as success.
package struct ClosedPipe: Error, Equatable {
    /// A pipe that no process reads.
    package init() {}
}

/// Output could not be written.
package struct OutputFailure: Error, Equatable, CustomStringConvertible {
    /// The output, for instance `standard output` or a path.
    package let name: String

    /// The operating system's error number, for instance `ENOSPC`; nil when something other than the system failed.
    package let code: Int32?

    private let reason: String

    /// The system could not write.
    package init(name: String, _ failure: SystemFailure) {
        self.name = name
        code = failure.code
        reason = "\(failure)"
    }

    /// Something other than the system failed, for instance a compressor.
    package init(name: String, reason: String) {
        self.name = name
        code = nil
        self.reason = reason
    }

    package var description: String {
        // "Bad file descriptor" means nothing to a user who typed `>&-`.
        code == EBADF ? "\(name) is closed" : "\(name): cannot write: \(reason)"
    }
}

/// Writing to file descriptors, with every error reported.
package enum DescriptorWriting {
    /// Writes all bytes, in as many calls as necessary.
    ///
    /// The first use makes the process ignore `SIGPIPE`. By default that signal ends the process without a flush and
    /// without one of the program's exit codes; when it is ignored, `write` fails with `EPIPE` instead.
    ///
    /// - Throws: ``ClosedPipe`` when the pipe no longer has a reader, ``OutputFailure`` for any other error.
    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
        _ = ignoreBrokenPipeSignal
        // Bounds: `baseAddress` is used only while `rest` is not empty, and `count` is the number of bytes left in the
        // array.
        try bytes.withUnsafeBytes { whole in
            var rest = whole[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                do throws(SystemFailure) {
                    let count = try SystemFailure.check { write(descriptor, part.baseAddress, part.count) }
                    rest = rest.dropFirst(count)
                } catch {
                    switch error.code {
                    case EAGAIN: waitUntilWritable(descriptor)
                    case EPIPE: throw ClosedPipe()
                    default: throw OutputFailure(name: name, error)
                    }
                }
            }
        }
    }

    /// Checks that everything written to a descriptor has arrived, by closing a copy of it: some file systems, mostly
    /// network file systems, report errors only on close. The descriptor itself stays open.
    ///
    /// - Throws: ``OutputFailure`` when something that was written is lost.
    package static func checkWritten(_ descriptor: Int32, name: String) throws(OutputFailure) {
        do throws(SystemFailure) {
            let copy = try SystemFailure.check { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
            // An interrupted close has closed the descriptor (Linux) or must not be repeated (POSIX).
            if let failure = SystemFailure.failure(of: { close(copy) }), failure.code != EINTR { throw failure }
        } catch {
            throw OutputFailure(name: name, error)
        }
    }

    /// Waits until a descriptor accepts bytes. Another process that shares it, for instance through a terminal, may
    /// have made it non-blocking.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }

    private static let ignoreBrokenPipeSignal: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}
