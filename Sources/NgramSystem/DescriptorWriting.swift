#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The reader of a pipe has gone, as `head` does when it has seen enough. A command treats it as success.
package struct ClosedPipe: Error, Equatable {
    /// Nobody reads the pipe.
    package init() {}
}

/// Output could not be written.
package struct OutputFailure: Error, Equatable, CustomStringConvertible {
    /// Where to, for instance `standard output` or a path.
    package let name: String

    /// The operating system's error number, for instance `ENOSPC`.
    package let code: Int32

    package var description: String {
        "\(name): cannot write: \(String(cString: strerror(code)))"
    }
}

/// Writing whole buffers to file descriptors.
package enum DescriptorWriting {
    /// Writes all bytes, however many calls it takes.
    ///
    /// The first use makes the process ignore `SIGPIPE`, whose default is to end it with neither a flush nor an exit
    /// code of its own choice; `write` then fails with `EPIPE` instead.
    ///
    /// - Throws: ``ClosedPipe`` when nobody reads any more, ``OutputFailure`` for any other error.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
        _ = ignoreBrokenPipeSignal
        // Bounds: `baseAddress` is used only while `rest` is not empty, and `count` is what is left of the array.
        try bytes.withUnsafeBytes { whole in
            var rest = whole[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Darwin)
                    let count = Darwin.write(descriptor, part.baseAddress, part.count)
                #elseif canImport(Musl)
                    let count = Musl.write(descriptor, part.baseAddress, part.count)
                #else
                    let count = Glibc.write(descriptor, part.baseAddress, part.count)
                #endif
                if count >= 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                switch errno {
                case EINTR: continue
                case EAGAIN: waitUntilWritable(descriptor)
                case EPIPE: throw ClosedPipe()
                case let code: throw OutputFailure(name: name, code: code)
                }
            }
        }
    }

    /// Closes a descriptor.
    ///
    /// - Throws: ``OutputFailure`` when only now it turns out that what was written is lost.
    package static func close(_ descriptor: Int32, name: String) throws {
        #if canImport(Darwin)
            let result = Darwin.close(descriptor)
        #elseif canImport(Musl)
            let result = Musl.close(descriptor)
        #else
            let result = Glibc.close(descriptor)
        #endif
        // One that was interrupted is closed all the same (Linux) or may not be tried again (POSIX).
        guard result == 0 || errno == EINTR else { throw OutputFailure(name: name, code: errno) }
    }

    /// Another process that shares the descriptor, such as the far end of a terminal, may have made it non-blocking.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }

    private static let ignoreBrokenPipeSignal: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()
}
