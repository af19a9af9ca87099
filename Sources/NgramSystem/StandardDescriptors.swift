import Foundation

/// Standard input, output and error.
package enum StandardDescriptors {
    /// Opens those that the caller has closed (`2>&-`) to nowhere. A file opened later would get their numbers, and
    /// messages meant for standard error would be written into it: into the store, say.
    package static func reserve() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest number that is free is the one that a file gets.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Asks what became of all that was written to standard output: a file system may say so only at a close. It is a
    /// copy that is closed, since standard output itself is not the program's to close.
    ///
    /// - Throws: ``OutputFailure``.
    package static func checkOutput() throws {
        let copy = dup(1)
        if copy >= 0 { try DescriptorWriting.close(copy, name: "standard output") }
    }

    /// Whether a descriptor is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Lets a write beyond the limit that the user has set on the size of files fail as one on a full disk does. By
    /// default it would end the process without a word.
    package static func ignoreFileSizeSignal() {
        _ = signal(SIGXFSZ, SIG_IGN)
    }
}

/// Standard error, where all that is not data goes.
package enum StandardError {
    /// Its file descriptor.
    package static let descriptor: Int32 = 2

    /// Writes bytes and ignores that nobody may read them.
    package static func write(_ bytes: [UInt8]) {
        try? DescriptorWriting.write(bytes, to: descriptor, name: "standard error")
    }
}
