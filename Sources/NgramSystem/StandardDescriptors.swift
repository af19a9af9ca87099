import Foundation

/// Standard input, output and error.
package enum StandardDescriptors {
    /// Opens those that the caller has closed (`>&-`). Otherwise a file opened later would get their numbers, and
    /// messages meant for standard error would be written into it: into the store, for instance.
    ///
    /// Must run before anything that opens a descriptor, Swift's concurrency runtime included. Input and error are
    /// opened to nowhere. Output is opened so that writing to it fails with `EBADF`: data must not vanish in silence.
    package static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The system hands out the lowest free number.
            _ = open("/dev/null", descriptor == 1 ? O_RDONLY : O_RDWR)
        }
    }

    /// Asks whether everything written to standard output has arrived.
    ///
    /// - Throws: ``OutputFailure``.
    package static func checkOutput() throws(OutputFailure) {
        try DescriptorWriting.checkWritten(1, name: "standard output")
    }

    /// Whether a descriptor is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Makes a write beyond the user's limit on file sizes fail as on a full disk. By default it would end the process
    /// without a message.
    package static func ignoreFileSizeSignal() {
        _ = signal(SIGXFSZ, SIG_IGN)
    }
}

/// Standard error, where everything goes that is not data.
package enum StandardError {
    /// Its file descriptor.
    package static let descriptor: Int32 = 2

    /// Writes bytes. Errors are ignored: there is nowhere to report them.
    package static func write(_ bytes: [UInt8]) {
        try? DescriptorWriting.writeAll(bytes, to: descriptor, name: "standard error")
    }
}
