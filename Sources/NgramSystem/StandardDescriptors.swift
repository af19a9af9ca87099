import Foundation

/// Standard input, output and error.
package enum StandardDescriptors {
    /// Opens the standard descriptors that the parent process has closed (`>&-`). Otherwise a file opened later, such
    /// as the store, would get their numbers, and messages for standard error would be written into it.
    ///
    /// Must run before anything that opens a descriptor, including Swift's concurrency runtime. Input and error are
    /// opened on `/dev/null`. Output is opened so that writing to it fails with `EBADF`, because data must not be lost
    /// silently.
    package static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The system assigns the lowest free number.
            _ = open("/dev/null", descriptor == 1 ? O_RDONLY : O_RDWR)
        }
    }

    /// Checks that everything written to standard output has arrived.
    ///
    /// - Throws: ``OutputFailure``.
    package static func checkOutput() throws(OutputFailure) {
        try DescriptorWriting.checkWritten(1, name: "standard output")
    }

    /// Whether a descriptor is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Makes a write beyond the user's limit on file sizes fail as it does on a full disk. By default such a write ends
    /// the process without a message.
    package static func ignoreFileSizeSignal() {
        _ = signal(SIGXFSZ, SIG_IGN)
    }
}

/// Standard error, for all output that is not data.
package enum StandardError {
    /// Its file descriptor.
    package static let descriptor: Int32 = 2

    /// Writes bytes. Errors are ignored, because there is no place to report them.
    package static func write(_ bytes: [UInt8]) {
        try? DescriptorWriting.writeAll(bytes, to: descriptor, name: "standard error")
    }
}
