/// Gathers bytes for a file descriptor or another drain, so that not every row costs a system call.
///
/// A sink belongs to one task at a time. It neither owns nor closes the descriptor. Bytes still gathered when the sink
/// goes away are dropped: only ``flush()`` can report an error, so the caller must call it.
package final class ByteSink {
    /// The number of gathered bytes that are handed on: what a pipe of Linux holds. Twice as many were no faster.
    package static let capacity = 1 << 16

    private var buffer: [UInt8] = []
    private let drain: (inout [UInt8]) throws -> Void

    /// A sink that hands its bytes to a function, in order, each byte once. The function may keep the array and leave
    /// another in its place, whose contents are ignored.
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
        self.init(exchanging: { try DescriptorWriting.writeAll($0, to: descriptor, name: name) })
    }

    /// A sink that writes to standard output.
    package static var standardOutput: ByteSink { ByteSink(descriptor: 1, name: "standard output") }

    /// Adds bytes by letting a function append to the sink's buffer, and hands them on once there are enough. The buffer
    /// grows to what the function appends; for bytes without a small limit see ``append(contentsOf:)``.
    ///
    /// - Throws: What the function throws, or ``ClosedPipe`` or ``OutputFailure`` from the drain.
    package func append(_ body: (inout [UInt8]) throws -> Void) throws {
        try body(&buffer)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Adds any number of bytes without letting the buffer grow beyond its capacity.
    ///
    /// - Throws: ``ClosedPipe`` or ``OutputFailure`` from the drain.
    package func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Never 0: a full buffer has been handed on.
            let part = rest.prefix(Self.capacity - buffer.count)
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if buffer.count >= Self.capacity { try flush() }
        }
    }

    /// Hands on everything gathered so far.
    package func flush() throws {
        guard !buffer.isEmpty else { return }
        // Also after a failure: bytes that may be half written must not be written again.
        defer { buffer.removeAll(keepingCapacity: true) }
        try drain(&buffer)
    }
}
