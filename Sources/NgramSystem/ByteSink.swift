/// Bytes on their way to a file descriptor or any other drain, gathered so that a row is not a system call.
///
/// It belongs to one task at a time. It does not own the descriptor and never closes it. What is still gathered when
/// it goes away is dropped: only ``flush()`` can report an error, so it is the caller's to call.
package final class ByteSink {
    /// Bytes gathered before they are handed on: what a pipe of Linux holds. Twice as many were no faster.
    package static let capacity = 1 << 16

    private var buffer: [UInt8] = []
    private let drain: (inout [UInt8]) throws -> Void

    /// A sink that hands its bytes to a function, in order, each byte once. The function may keep the array itself
    /// and leave another in its place, whose bytes are of no account.
    package init(exchanging drain: @escaping (inout [UInt8]) throws -> Void) {
        self.drain = drain
        buffer.reserveCapacity(Self.capacity + Self.capacity / 8)
    }

    /// A sink that hands its bytes to a function, in order, each byte once.
    package convenience init(drain: @escaping ([UInt8]) throws -> Void) {
        self.init(exchanging: { try drain($0) })
    }

    /// A sink that writes to a file descriptor.
    ///
    /// - Parameter name: What error messages call it, for instance `standard output` or a file's path.
    package convenience init(descriptor: Int32, name: String) {
        self.init(exchanging: { try DescriptorWriting.write($0, to: descriptor, name: name) })
    }

    /// A sink that writes to standard output.
    package static var standardOutput: ByteSink { ByteSink(descriptor: 1, name: "standard output") }

    /// Adds bytes by letting a function append to the sink's buffer, and hands them on once there are enough.
    ///
    /// - Throws: What the function throws, or ``ClosedPipe`` or ``OutputFailure`` from the drain.
    package func append(_ body: (inout [UInt8]) throws -> Void) throws {
        try body(&buffer)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Hands on everything gathered so far.
    package func flush() throws {
        guard !buffer.isEmpty else { return }
        // Also after a failure: bytes that may be half written must not be tried again.
        defer { buffer.removeAll(keepingCapacity: true) }
        try drain(&buffer)
    }
}
